using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class NormTests
{
    private const double Infinity = double.PositiveInfinity;

    private readonly Tape<double> _tape = new();

    [Theory]
    [InlineData(1.0, 7.0, new[] { 1.0, -1.0, 0.0 })]
    [InlineData(2.0, 5.0, new[] { 0.6, -0.8, 0.0 })]
    [InlineData(3.0, 4.497941445275415, new[] { 0.4448513517305355, -0.7908468475209521, 0.0 })]
    [InlineData(Infinity, 4.0, new[] { 0.0, -1.0, 0.0 })]
    public void Orders(double order, double norm, double[] slope)
    {
        Variable<double> x = _tape.Variable([3.0, -4.0, 0.0], [3]);
        Numbers.Equal(norm, x.Norm(order).Item(), 1e-14);
        Numbers.Equal<double>(slope, x.Norm(order).Gradients()[x], 1e-14);
        Numbers.Equal<double>(slope, x.Norm(order).Derivative(x).Values, 1e-14);
        Numbers.Equal(5.0, x.Norm().Item());
    }

    [Fact]
    public void Axes()
    {
        Variable<double> x = _tape.Variable([3, 4, 5, 12, 8, 15], [3, 2]);
        Numbers.Equal<double>([5.0, 13.0, 17.0], x.Norm(2, 1).Values);
        Assert.Equal([4.0, 12.0, 15.0], x.Norm(Infinity, -1).ToArray());
        Assert.Equal([16.0, 31.0], x.Norm(1, [0]).ToArray());
        Assert.Equal([1, 1], x.Norm(2, [0, 1], keepDimensions: true).Shape.ToArray());
        Assert.Equal([3, 4, 5, 12, 8, 15], x.Norm(2, []).ToArray());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(2.5)]
    [InlineData(Infinity)]
    public void Slope_at_zero_is_zero_beside_others(double order)
    {
        Variable<double> x = _tape.Variable([0, 0, 0, 0, -2, 0], [2, 3]);
        Variable<double> y = x.Norm(order, 1);
        Numbers.Equal<double>([0.0, 2.0], y.Values);
        Assert.Equal([0, 0, 0, 0, -1, 0], y.Sum().Gradients()[x].ToArray());
        Assert.Equal([0, 0, 0, 0, -1, 0], y.Sum().Derivative(x).ToArray());
    }

    [Fact]
    public void Derivatives_of_higher_order_at_the_zero_vector_are_finite()
    {
        Variable<double> x = _tape.Variable([0.0, 0.0], [2]);
        foreach (double order in new[] { 2.0, 3.0 })
        {
            Variable<double> first = x.Norm(order).Derivative(x);
            Variable<double> second = first.Sum().Derivative(x);
            Assert.Equal([0.0, 0.0], first.Gradients([1.0, 1.0])[x].ToArray());
            Assert.Equal([0.0, 0.0], second.ToArray());
            Assert.Equal([0.0, 0.0], second.Sum().Derivative(x).ToArray());
        }

        // Elsewhere (I - u u') / |x| with u = x / |x|.
        double[,] hessian = Differentiate.Hessian<double>(v => v.Norm(), [3.0, 4.0]);
        Numbers.Equal(new[,] { { 0.64 / 5.0, -0.48 / 5.0 }, { -0.48 / 5.0, 0.36 / 5.0 } }, hessian);
    }

    [Theory]
    [InlineData(1e200, 2.0)]
    [InlineData(1e-200, 2.0)]
    [InlineData(1e-320, 2.0)]
    [InlineData(1e200, 3.0)]
    [InlineData(1e-200, 3.0)]
    public void Squares_that_leave_the_range(double size, double order)
    {
        Variable<double> x = _tape.Variable([3.0 * size, 0.0, -4.0 * size, 1.0], [2, 2]);
        Variable<double> y = x.Norm(order, 0);
        double expected = Math.Pow(Math.Pow(3.0, order) + Math.Pow(4.0, order), 1.0 / order);
        double tolerance = size < 1e-300 ? 1e-3 : 1e-13;
        Numbers.Equal(expected, y.Values[0] / size, tolerance);
        Assert.Equal(1.0, y.Values[1]);
        double[] slopes = [Math.Pow(3.0 / expected, order - 1.0), 0.0, -Math.Pow(4.0 / expected, order - 1.0), 1.0];
        Numbers.Equal<double>(slopes, y.Sum().Gradients()[x], tolerance);
    }

    [Fact]
    public void Squares_that_leave_the_range_of_float_and_Half()
    {
        Tape<float> floats = new();
        Variable<float> x = floats.Variable([3e30f, 4e30f, 3e-30f, 4e-30f], [2, 2]);
        Assert.Equal(5e30f, x.Norm(2, 1).Values[0], 1e24f);
        Assert.Equal(5e-30f, x.Norm(2, 1).Values[1], 1e-36f);
        Tape<Half> halves = new();
        Assert.Equal((Half)5000.0, halves.Variable([(Half)3000.0, (Half)4000.0], [2]).Norm().Item());
    }

    [Fact]
    public void Infinities_and_NaN()
    {
        Variable<double> x = _tape.Variable([1.0, -Infinity, double.NaN, 2.0], [2, 2]);
        foreach (double order in new[] { 1.0, 2.0, 3.0, Infinity })
        {
            Assert.Equal([Infinity, double.NaN], x.Norm(order, 1).ToArray());
        }

        Assert.Equal([0.0, double.NaN, double.NaN, double.NaN], x.Norm(2, 1).Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void Empty_arrays()
    {
        Variable<double> x = _tape.Variable([], [2, 0]);
        Assert.Equal(0.0, x.Norm().Item());
        Assert.Equal([0.0, 0.0], x.Norm(3, 1).ToArray());
        Assert.Empty(x.Norm(1, 0).ToArray());
        Assert.Empty(x.Norm().Gradients()[x].ToArray());
        Assert.Equal(2.0, _tape.Variable(-2.0).Norm().Item());
    }

    [Fact]
    public void Wrong_orders_and_axes_are_refused()
    {
        Variable<double> x = _tape.Variable([], [2, 0]);
        Variable<double> huge = _tape.Variable([], [65536, 0, 65536]);
        int count = _tape.Count;
        foreach (double order in new[] { 0.0, 0.5, -1.0, double.NaN, double.NegativeInfinity })
        {
            Assert.Equal("order", Refusal.Of<ArgumentOutOfRangeException>(["Norm"], () => x.Norm(order)).ParamName);
        }

        Refusal.Of<ShapeException>(["Norm", "[2, 0]", "nothing to choose from"], () => x.Norm(Infinity));
        Refusal.Of<ShapeException>(["Norm", "axis 2"], () => x.Norm(1, 2));
        Refusal.Of<ShapeException>(["65536"], () => huge.Norm(1, 1));
        Assert.Equal(count, _tape.Count);
    }
}
