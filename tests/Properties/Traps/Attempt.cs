using System.Diagnostics.CodeAnalysis;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>What the tests of traps share.</summary>
internal static class Attempt
{
    /// <summary>How exact numbers of the traps are, where a trap says nothing else.</summary>
    public const double Exact = 1e-10;

    /// <summary>Runs on a thread with a stack of 256 KB, as worker threads have, and passes exceptions on.</summary>
    public static void OnSmallStack(Action body)
    {
        Exception? caught = null;
        Thread thread = new(() => caught = Record(body), 256 * 1024);
        thread.Start();
        thread.Join();
        if (caught is not null)
        {
            throw new InvalidOperationException("On the small stack: " + caught.Message, caught);
        }
    }

    /// <summary>What an exception says names the operation, everything listed and the line of this test.</summary>
    public static void AssertTells(Exception exception, params string[] parts)
    {
        foreach (string part in parts)
        {
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }

        Assert.Matches(@"\.cs:line \d+\)", exception.Message);
    }

    /// <summary>The gradient of a function's sum; at one number the variable has no axes.</summary>
    public static double[] GradientOf(Func<Variable<double>, Variable<double>> function, params double[] at)
    {
        Tape<double> tape = new();
        Variable<double> x = at.Length == 1 ? tape.Variable(at[0]) : tape.Variable(at, [at.Length]);
        return function(x).Sum().Gradients()[x].ToArray();
    }

    /// <summary>
    /// The first, second, ... derivatives at a number: by the recorded sweep over and over, the last one also by the sweep in values
    /// and by the forward sweep. What is constant has derivatives of zero, as a variable.
    /// </summary>
    public static void AssertDerivatives(Func<Variable<double>, Variable<double>> function, double at, double tolerance, params double[] expected)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(at);
        Variable<double> y = function(x);
        foreach (double derivative in expected)
        {
            void AssertNear(double actual) => Assert.True(
                Math.Abs(derivative - actual) <= tolerance * Math.Max(1.0, Math.Abs(derivative)), $"{actual:R} instead of {derivative:R}");
            AssertNear(y.Gradients()[x][0]);
            AssertNear(y.JacobianVectorProduct(x, tape.Constant(1.0)).Item());
            y = y.Derivative(x);
            Assert.Equal(0, y.Shape.Rank);
            AssertNear(y.Item());
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is thrown again on the other thread.")]
    private static Exception? Record(Action body)
    {
        try
        {
            body();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
