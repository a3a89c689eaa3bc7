using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class ProductTests
{
    private readonly Tape<double> _tape = new();

    [Theory]
    [InlineData(new[] { 2.0, 0.0, 3.0, 4.0 }, new[] { 0.0, 24.0, 0.0, 0.0 })]
    [InlineData(new[] { 2.0, 0.0, 3.0, 0.0 }, new[] { 0.0, 0.0, 0.0, 0.0 })]
    [InlineData(new[] { 0.0, 0.0, 0.0 }, new[] { 0.0, 0.0, 0.0 })]
    [InlineData(new[] { 0.0 }, new[] { 1.0 })]
    [InlineData(new[] { 2.0, -3.0, 5.0 }, new[] { -15.0, 10.0, -6.0 })]
    [InlineData(new[] { 1e-200, 1e-200, 1e-200 }, new[] { 0.0, 0.0, 0.0 })]
    public void Slope_is_the_product_of_the_others(double[] values, double[] slope)
    {
        Variable<double> x = _tape.Variable(values, [values.Length]);
        Variable<double> y = x.Product();
        Assert.Equal(values.Aggregate(1.0, (product, value) => product * value), y.Item());
        Assert.Equal(slope, y.Gradients()[x].ToArray());
        Assert.Equal(slope, y.Derivative(x).ToArray());
    }

    [Fact]
    public void Second_and_third_derivatives_at_zeros()
    {
        double[,] hessian = Differentiate.Hessian<double>(x => x.Product(), [2.0, 3.0, 0.0, 0.0]);
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                Assert.Equal((row, column) is (2, 3) or (3, 2) ? 6.0 : 0.0, hessian[row, column]);
            }
        }

        // d3 / (dx0 dx2 dx3) = x1.
        Variable<double> x = _tape.Variable([2.0, 3.0, 0.0, 0.0], [4]);
        Variable<double> direction2 = _tape.Constant([0.0, 0.0, 1.0, 0.0], [4]);
        Variable<double> direction3 = _tape.Constant([0.0, 0.0, 0.0, 1.0], [4]);
        Variable<double> second = (x.Product().Derivative(x) * direction2).Sum().Derivative(x);
        Variable<double> third = (second * direction3).Sum().Derivative(x);
        Assert.Equal([3.0, 2.0, 0.0, 0.0], third.ToArray());
    }

    [Fact]
    public void Axes_that_are_no_neighbours()
    {
        double[] values = [.. Enumerable.Range(1, 24).Select(value => value / 8.0)];
        values[5] = 0.0;
        Variable<double> x = _tape.Variable(values, [2, 3, 4]);
        Variable<double> y = x.Product([0, -1]);
        Assert.Equal([3], y.Shape.ToArray());
        double[] expected = [1.0, 1.0, 1.0];
        double[] slopes = new double[24];
        for (int at = 0; at < 24; at++)
        {
            int row = at / 4 % 3;
            expected[row] *= values[at];
            slopes[at] = Enumerable.Range(0, 24).Where(other => other != at && other / 4 % 3 == row).Aggregate(1.0, (product, other) => product * values[other]);
        }

        Numbers.Equal<double>(expected, y.Values);
        Numbers.Equal<double>(slopes, y.Sum().Gradients()[x]);
        Assert.Equal([1, 3, 1], x.Product([2, 0], keepDimensions: true).Shape.ToArray());
        Numbers.Equal<double>(values, x.Product([]).Values);
    }

    [Fact]
    public void Of_nothing_it_is_one()
    {
        Variable<double> x = _tape.Variable([], [2, 0]);
        Assert.Equal(1.0, x.Product().Item());
        Assert.Equal([1.0, 1.0], x.Product(1).ToArray());
        Assert.Empty(x.Product().Gradients()[x].ToArray());
        Assert.Empty(x.Product().Derivative(x).ToArray());
        Assert.Equal(3.0, _tape.Variable(3.0).Product().Item());
    }

    [Fact]
    public void NaN_and_infinity()
    {
        Variable<double> x = _tape.Variable([2.0, double.NaN, 3.0, double.PositiveInfinity], [2, 2]);
        Assert.Equal([double.NaN, double.PositiveInfinity], x.Product(1).ToArray());
        Assert.Equal([double.NaN, 2.0, double.PositiveInfinity, 3.0], x.Product(1).Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void Wrong_axes_are_refused()
    {
        Variable<double> x = _tape.Variable([], [65536, 0, 65536, 2]);
        int count = _tape.Count;
        Refusal.Of<ShapeException>(["Product", "axis 4"], () => x.Product(4));
        Refusal.Of<ShapeException>(["Product", "axis -4", "twice"], () => x.Product([0, -4]));
        Refusal.Of<ShapeException>(["65536"], () => x.Product([1, 3]));
        Assert.Equal(count, _tape.Count);
        Assert.Equal(2, x.Product([0, 1, 2]).Length);
    }
}
