using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Sign, floor, ceiling and round, and the powers of a number.</summary>
public class PiecewiseConstantTests
{
    private static readonly double[] _points =
        [-2.5, -1.5, -0.5, -0.25, -0.0, 0.0, 0.5, 1.5, 2.0, 2.5, 1e300, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    [Fact]
    public void Values_are_those_of_the_runtime_and_slopes_zero()
    {
        Check<double>();
        Check<float>();
        Check<Half>();

        static void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Tape<T> tape = new();
            T[] points = Array.ConvertAll(_points, T.CreateTruncating);
            Variable<T> x = tape.Variable(points, [points.Length]);
            (Variable<T> Y, Func<T, T> Expected)[] all =
            [
                (x.Floor(), T.Floor),
                (x.Ceiling(), T.Ceiling),
                (x.Round(), number => T.Round(number)),
                (x.Sign(), number => T.IsNaN(number) ? number : T.CreateChecked(T.Sign(number))),
            ];
            foreach ((Variable<T> y, Func<T, T> expected) in all)
            {
                Assert.Equal(points.Select(expected), y.ToArray());
                Assert.All(y.Sum().Gradients()[x].ToArray(), slope => Assert.Equal(T.Zero, slope));
                Assert.All(y.Sum().Derivative(x).ToArray(), slope => Assert.Equal(T.Zero, slope));
                Assert.All(y.JacobianVectorProduct(x, tape.Constant(points, [points.Length])).ToArray(), slope => Assert.Equal(T.Zero, slope));
            }
        }
    }

    [Fact]
    public void Powers_of_a_number()
    {
        Check(2.0, [3.0, -1.0, 0.5, 0.0, double.PositiveInfinity, double.NaN], [8.0, 0.5, Math.Sqrt(2.0), 1.0, double.PositiveInfinity, double.NaN], Math.Log(2.0));
        Check(1.0, [3.0, -1.0, double.PositiveInfinity], [1.0, 1.0, 1.0], 0.0);
        Check(-2.0, [3.0, 2.0, 0.5], [-8.0, 4.0, double.NaN], double.NaN);
        Check(0.5, [1.0, -1.0], [0.5, 2.0], -Math.Log(2.0));
    }

    [Fact]
    public void Powers_of_zero()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([2.0, 0.0, -1.0], [3]);
        Variable<double> y = x.Exp(0.0);
        Assert.Equal([0.0, 1.0, double.PositiveInfinity], y.ToArray());
        Assert.Equal([0.0, 0.0, double.NegativeInfinity], y.Sum().Gradients()[x].ToArray());
        Assert.Equal([0.0, 0.0, double.NegativeInfinity], y.Sum().Derivative(x).ToArray());
    }

    [Fact]
    public void Roots_and_reciprocals_at_zero()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.0, -0.0, 4.0, double.PositiveInfinity, -4.0], [5]);
        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity, 0.25, 0.0, -0.25], x.Reciprocal().ToArray());
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity, -0.0625, 0.0, -0.0625], x.Reciprocal().Sum().Gradients()[x].ToArray());
        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity, 0.5, 0.0, double.NaN], x.Rsqrt().ToArray());
        double[] slopes = x.Rsqrt().Sum().Gradients()[x].ToArray();
        Assert.Equal([double.NegativeInfinity, -0.0625, 0.0, double.NaN], [slopes[0], .. slopes[2..]]);
    }

    private static void Check(double number, double[] points, double[] values, double logarithm)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(points, [points.Length]);
        Variable<double> y = x.Exp(number);
        Numbers.Equal<double>(values, y.Values, 1e-15);
        Numbers.Equal<double>([.. values.Select(value => value * logarithm)], y.Sum().Gradients()[x], 1e-15);
        Numbers.Equal<double>([.. values.Select(value => value * logarithm)], y.Sum().Derivative(x).Values, 1e-15);
    }
}
