using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class CumulativeTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Running_sums_along_each_axis_and_from_either_end()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal([1, 3, 6, 4, 9, 15], x.CumulativeSum(-1).ToArray());
        Assert.Equal([1, 2, 3, 5, 7, 9], x.CumulativeSum(0).ToArray());
        Assert.Equal([6, 5, 3, 15, 11, 6], x.CumulativeSum(1, reverse: true).ToArray());
        Variable<double> weights = _tape.Constant([1, 10, 100, 2, 20, 200], [2, 3]);
        Assert.Equal([111, 110, 100, 222, 220, 200], (x.CumulativeSum(1) * weights).Sum().Gradients()[x].ToArray());
        Assert.Equal([1, 10, 100, 3, 30, 300], (x.CumulativeSum(0, reverse: true) * weights).Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void Running_sum_is_its_own_forward_derivative()
    {
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        Variable<double> direction = _tape.Constant([0.5, -1, 4], [3]);
        int before = _tape.Count;
        Assert.Equal([0.5, -0.5, 3.5], x.CumulativeSum(0).JacobianVectorProduct(x, direction).ToArray());
        Assert.Equal(before + 2, _tape.Count);
    }

    [Fact]
    public void Running_products_along_each_axis_and_from_either_end()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal([1, 2, 6, 4, 20, 120], x.CumulativeProduct(1).ToArray());
        Assert.Equal([1, 2, 3, 4, 10, 18], x.CumulativeProduct(-2).ToArray());
        Assert.Equal([6, 6, 3, 120, 30, 6], x.CumulativeProduct(1, reverse: true).ToArray());
    }

    // Gradient and Hessian of sum(w y) against sums over products that leave factors out.
    [Theory]
    [InlineData(new[] { 2.0, 0.0, 3.0, 4.0, -1.5 }, false)]
    [InlineData(new[] { 2.0, 0.0, 3.0, 0.0, 5.0 }, false)]
    [InlineData(new[] { 0.0, 0.0, 0.0, 2.0, 1.0 }, true)]
    [InlineData(new[] { 1.5, -2.0, 0.5, 3.0, 0.25 }, true)]
    public void Running_product_to_the_second_order_at_zeros(double[] values, bool reverse)
    {
        double[] weights = [0.5, -1.0, 2.0, 0.25, 3.0];
        double Without(params int[] left)
        {
            double sum = 0.0;
            for (int k = 0; k < values.Length; k++)
            {
                int[] factors = [.. Enumerable.Range(0, values.Length).Where(i => reverse ? i >= k : i <= k)];
                sum += left.All(factors.Contains) ? weights[k] * factors.Except(left).Aggregate(1.0, (product, i) => product * values[i]) : 0.0;
            }

            return sum;
        }

        Variable<double> x = _tape.Variable(values, [5]);
        Variable<double> sum = (x.CumulativeProduct(0, reverse) * _tape.Constant(weights, [5])).Sum();
        double[] expected = [.. Enumerable.Range(0, 5).Select(i => Without(i))];
        Numbers.Equal<double>(expected, sum.Gradients()[x]);
        Variable<double> gradient = sum.Derivative(x);
        Numbers.Equal<double>(expected, gradient.Values);
        for (int row = 0; row < 5; row++)
        {
            double[] unit = new double[5];
            unit[row] = 1.0;
            double[] second = [.. Enumerable.Range(0, 5).Select(column => column == row ? 0.0 : Without(row, column))];
            Numbers.Equal<double>(second, gradient.Gradients(unit)[x]);
            Numbers.Equal<double>(second, gradient.JacobianVectorProduct(x, _tape.Constant(unit, [5])).Values);
        }
    }

    [Fact]
    public void Empty_arrays_and_axes_of_one()
    {
        Variable<double> empty = _tape.Variable([], [2, 0]);
        Variable<double> huge = _tape.Variable([], [65536, 65536, 0]);
        foreach (Variable<double> y in new[] { empty.CumulativeSum(0), empty.CumulativeSum(1), empty.CumulativeProduct(0), empty.CumulativeProduct(1) })
        {
            Assert.Equal([2, 0], y.Shape.ToArray());
            Assert.Empty(y.Sum().Gradients()[empty].ToArray());
            Assert.Empty(y.Sum().Derivative(empty).ToArray());
        }

        Assert.Equal(huge.Shape, huge.CumulativeSum(2).Shape);
        Assert.Equal(huge.Shape, huge.CumulativeProduct(2).Shape);
        Variable<double> column = _tape.Variable([3.0, -2.0], [2, 1]);
        Assert.Equal([3.0, -2.0], column.CumulativeSum(1).ToArray());
        Assert.Equal([1.0, 1.0], column.CumulativeProduct(1).Sum().Gradients()[column].ToArray());
    }

    [Fact]
    public void NaN_stays_from_its_place_on()
    {
        Variable<double> x = _tape.Variable([1.0, double.NaN, 2.0], [3]);
        Assert.Equal([1.0, double.NaN, double.NaN], x.CumulativeSum(0).ToArray());
        Assert.Equal([1.0, double.NaN, double.NaN], x.CumulativeProduct(0).ToArray());
        Assert.Equal([double.NaN, double.NaN, 2.0], x.CumulativeSum(0, reverse: true).ToArray());
        Variable<double> infinite = _tape.Variable([2.0, double.PositiveInfinity], [2]);
        Assert.Equal([double.PositiveInfinity, 2.0], infinite.CumulativeProduct(0).Gradients([0.0, 1.0])[infinite].ToArray());
    }

    [Fact]
    public void Wrong_axes_are_refused()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> scalar = _tape.Variable(1.0);
        int count = _tape.Count;
        Refusal.Of<ShapeException>(["CumulativeSum", "[2, 3]", "axis 2"], () => x.CumulativeSum(2));
        Refusal.Of<ShapeException>(["CumulativeProduct", "[2, 3]", "axis -3"], () => x.CumulativeProduct(-3));
        Refusal.Of<ShapeException>(["CumulativeSum", "[]", "axis 0"], () => scalar.CumulativeSum(0));
        Assert.Equal(count, _tape.Count);
        Assert.Equal([1, 3, 6, 4, 9, 15], x.CumulativeSum(1).ToArray());
    }
}
