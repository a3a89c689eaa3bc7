using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class ComparisonTests
{
    [Fact]
    public void Masks_are_combined()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([-1.0, 0.5, 2.0, double.NaN]);
        Assert.Equal([0.0, 1.0, 0.0, 0.0], ((x > 0.0) & (x < 1.0)).ToArray());
        Assert.Equal([1.0, 0.0, 1.0, 0.0], ((x < 0.0) | (x > 1.0)).ToArray());
        Assert.Equal([1.0, 0.0, 0.0, 1.0], (!(x > 0.0)).ToArray());
        Assert.Equal([1.0, 1.0, 1.0, 1.0], (x & tape.Constant(2.0)).ToArray());
        Assert.False((x & x).IsDifferentiable);
    }

    [Fact]
    public void Masks_are_one_or_zero()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0, double.NaN, -0.0, double.PositiveInfinity], [6]);
        Variable<double> y = tape.Variable([2.0, 2.0, 2.0, 2.0, 0.0, double.PositiveInfinity], [6]);
        Check([0, 0, 1, 0, 0, 0], x > y, x.GreaterThan(y), y < x);
        Check([0, 1, 1, 0, 1, 1], x >= y, x.GreaterOrEqual(y), y <= x);
        Check([1, 0, 0, 0, 0, 0], x < y, x.LessThan(y), y > x);
        Check([1, 1, 0, 0, 1, 1], x <= y, x.LessOrEqual(y), y >= x);
        Check([0, 1, 0, 0, 1, 1], x.EqualTo(y), y.EqualTo(x));
        Check([1, 0, 1, 1, 0, 0], x.NotEqualTo(y), y.NotEqualTo(x));

        static void Check(double[] expected, params ReadOnlySpan<Variable<double>> masks)
        {
            foreach (Variable<double> mask in masks)
            {
                Assert.Equal(expected, mask.ToArray());
                Assert.False(mask.IsDifferentiable);
            }
        }
    }

    [Fact]
    public void Numbers_and_parameters_on_either_side()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable([-1.0f, 0.0f, 1.0f], [3]);
        Parameter<float> zero = new("zero", [0.0f], [1]);
        Assert.Equal([0.0f, 0.0f, 1.0f], (x > 0.0).ToArray());
        Assert.Equal([0.0f, 0.0f, 1.0f], (0.0 < x).ToArray());
        Assert.Equal([1.0f, 1.0f, 0.0f], (x <= zero).ToArray());
        Assert.Equal([1.0f, 1.0f, 0.0f], (zero >= x).ToArray());
        Assert.Equal([0.0f, 1.0f, 0.0f], x.EqualTo(0.0).ToArray());
    }

    [Fact]
    public void Broadcasting_half_and_nothing()
    {
        Tape<Half> tape = new();
        Variable<Half> x = tape.Variable([(Half)1.0, (Half)2.0], [2, 1]);
        Variable<Half> y = tape.Variable([(Half)0.0, (Half)1.0, (Half)2.0], [3]);
        Assert.Equal([2, 3], (x > y).Shape.ToArray());
        Assert.Equal([1.0, 0.0, 0.0, 1.0, 1.0, 0.0], (x > y).ToArray().Select(each => (double)each));
        Assert.Empty((tape.Variable([], [0]) > x.Sum()).ToArray());
    }

    [Fact]
    public void Gradients_do_not_pass_and_do_not_fail()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, -2.0, 3.0], [3]);
        Variable<double> positive = x > 0.0;
        Assert.Equal([1.0, 0.0, 1.0], (positive * x).Sum().Gradients()[x].ToArray());
        Assert.Equal([0.0, 0.0, 0.0], positive.Sum().Gradients()[x].ToArray());
        Assert.Equal([0.0, 0.0, 0.0], positive.Sum().Derivative(x).ToArray());
        Assert.Equal([0.0, 0.0, 0.0], positive.JacobianVectorProduct(x, x).ToArray());
    }

    [Fact]
    public void Handles_are_compared_by_identity()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Variable<double> y = tape.Variable(1.0);
        Assert.False(x == y);
        Assert.True(x != y);
        Assert.Equal(1.0, x.EqualTo(y).Item());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> y = tape.Variable([1.0, 2.0, 3.0], [3]);
        int count = tape.Count;
        Assert.Contains("[2] and [3]", Assert.Throws<ShapeException>(() => x.LessThan(y)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => x >= y);
        Assert.Throws<RecordingException>(() => x > new Tape<double>().Variable(1.0));
        Assert.Equal(count, tape.Count);
    }

    [Fact]
    public void Equations_show_comparisons()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0, "x");
        (x <= 2.0).Where(x, x * x).Named("y");
        Assert.Contains("v2 = [x <= v1]", tape.Describe(), StringComparison.Ordinal);
        Assert.Contains("y = where(v2, x, v3)", tape.Describe(), StringComparison.Ordinal);
    }
}
