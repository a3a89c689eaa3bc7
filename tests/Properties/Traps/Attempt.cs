using System.Diagnostics.CodeAnalysis;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>What the tests of traps share.</summary>
internal static class Attempt
{
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

    public static double[] GradientOf(Func<Variable<double>, Variable<double>> function, params double[] at)
    {
        Tape<double> tape = new();
        Variable<double> x = at.Length == 1 ? tape.Variable(at[0]) : tape.Variable(at, [at.Length]);
        return function(x).Sum().Gradients()[x].ToArray();
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
