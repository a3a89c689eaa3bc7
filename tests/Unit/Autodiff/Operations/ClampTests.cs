using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class ClampTests
{
    private static readonly double[] _points = [-3.0, -1.0, 0.5, 2.0, 4.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    [Fact]
    public void Passes_the_gradient_within_its_bounds_and_at_them()
    {
        Check(-1.0, 2.0, [-1.0, -1.0, 0.5, 2.0, 2.0, 2.0, -1.0, double.NaN], [0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        Check(-1.0, null, [-1.0, -1.0, 0.5, 2.0, 4.0, double.PositiveInfinity, -1.0, double.NaN], [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
        Check(null, 2.0, [-3.0, -1.0, 0.5, 2.0, 2.0, 2.0, double.NegativeInfinity, double.NaN], [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        Check(null, null, _points, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
        Check(0.5, 0.5, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, double.NaN], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    [Fact]
    public void A_bound_that_the_number_type_rounds_is_a_bound_for_the_slope_too()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable([0.1f, 0.2f], [2]);
        Variable<float> y = x.Clamp(0.1, 0.2);
        Assert.Equal([0.1f, 0.2f], y.ToArray());
        Assert.Equal([1.0f, 1.0f], y.Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void Bounds_that_are_out_of_order_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Refusal.Of<ArgumentOutOfRangeException>(["Clamp", "2 and 1"], () => x.Clamp(2.0, 1.0));
        Refusal.Of<ArgumentOutOfRangeException>(["Clamp", "NaN"], () => x.Clamp(double.NaN));
        Assert.Equal(1, tape.Count);
        Assert.Equal([1.0], x.Clamp(0.0, 2.0).Gradients()[x].ToArray());
    }

    private static void Check(double? minimum, double? maximum, double[] values, double[] slopes)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_points, [_points.Length]);
        Variable<double> y = x.Clamp(minimum, maximum);
        Assert.Equal(values, y.ToArray());
        Assert.Equal(slopes, y.Sum().Gradients()[x].ToArray());
        Assert.Equal(slopes, y.Sum().Derivative(x).ToArray());
    }
}
