using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Variance and standard deviation.</summary>
public class VarianceTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Corrections_and_axes()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 5, 7, 9], [2, 3]);
        Numbers.Equal(9.5, x.Variance().Item());
        Numbers.Equal(47.5 / 6.0, x.Variance(correction: 0.0).Item());
        Numbers.Equal<double>([1.0, 4.0], x.Variance(1).Values);
        Numbers.Equal<double>([2.0 / 3.0, 8.0 / 3.0], x.Variance(-1, correction: 0.0).Values);
        Numbers.Equal<double>([8.0, 12.5, 18.0], x.Variance([0], keepDimensions: true).Values);
        Numbers.Equal<double>([1.0, 2.0], x.StandardDeviation(1).Values);
        Numbers.Equal(Math.Sqrt(47.5 / 6.0), x.StandardDeviation(correction: 0.0).Item());
        Assert.Equal([1, 3], x.Variance(0, keepDimensions: true).Shape.ToArray());
        Assert.Equal([1, 1], x.StandardDeviation(keepDimensions: true).Shape.ToArray());
        Assert.Equal([2, 1], x.StandardDeviation([1], keepDimensions: true).Shape.ToArray());
    }

    [Theory]
    [InlineData(1e8)]
    [InlineData(-1e12)]
    public void A_mean_far_from_zero(double far)
    {
        double[] offsets = [0.0, 1.0, 2.0, 4.0, 3.0];
        Variable<double> x = _tape.Variable([.. offsets.Select(offset => far + offset)], [5]);
        Assert.Equal(2.5, x.Variance().Item());
        Assert.Equal([-1.0, -0.5, 0.0, 1.0, 0.5], x.Variance().Gradients()[x].ToArray());
        Numbers.Equal(Math.Sqrt(2.5), x.StandardDeviation().Item(), 1e-15);
    }

    // The mean of float32 numbers around 10,000 is off by up to 0.0005; the variance and its slope do not suffer.
    [Fact]
    public void A_mean_far_from_zero_in_float()
    {
        Random random = new(7);
        float[] values = [.. Enumerable.Range(0, 1000).Select(_ => 10_000f + (float)((2.0 * random.NextDouble()) - 1.0))];
        double mean = values.Average(value => (double)value);
        double exact = values.Sum(value => ((double)value - mean) * ((double)value - mean)) / 999.0;
        Tape<float> tape = new();
        Variable<float> x = tape.Variable(values, [1000]);
        Assert.InRange(x.Variance().Item(), exact * (1.0 - 1e-6), exact * (1.0 + 1e-6));
        float[] slopes = x.Variance().Gradients()[x].ToArray();
        for (int index = 0; index < values.Length; index++)
        {
            Assert.Equal(2.0 * (values[index] - mean) / 999.0, slopes[index], 2e-9);
        }
    }

    // Rows in several blocks, columns, and axes apart, against a loop over each.
    [Theory]
    [InlineData(new[] { 40, 700 }, new[] { 1 })]
    [InlineData(new[] { 40, 700 }, new[] { 0 })]
    [InlineData(new[] { 3, 20_000 }, new[] { 1 })]
    [InlineData(new[] { 70, 9, 31 }, new[] { 1, 2 })]
    [InlineData(new[] { 70, 9, 31 }, new[] { 0, 2 })]
    public void Any_axes_against_a_loop(int[] sizes, int[] axes)
    {
        Random random = new(9);
        double[] values = [.. Enumerable.Range(0, sizes.Aggregate(1, (length, size) => length * size)).Select(_ => random.NextDouble() + 5.0)];
        int[] groups = new int[values.Length];
        for (int at = 0; at < values.Length; at++)
        {
            for (int axis = 0, rest = values.Length; axis < sizes.Length; axis++)
            {
                rest /= sizes[axis];
                groups[at] = axes.Contains(axis) ? groups[at] : (groups[at] * sizes[axis]) + (at / rest % sizes[axis]);
            }
        }

        double[] means = [.. Enumerable.Range(0, groups.Max() + 1).Select(group => values.Where((_, at) => groups[at] == group).Average())];
        double count = values.Length / means.Length;
        double[] variances = [.. means.Select((mean, group) => values.Where((_, at) => groups[at] == group).Sum(value => (value - mean) * (value - mean)) / (count - 1.0))];
        Variable<double> x = _tape.Variable(values, sizes);
        Numbers.Equal<double>(variances, x.Variance(axes).Values);
        Numbers.Equal<double>([.. variances.Select(Math.Sqrt)], x.StandardDeviation(axes).Values);
        Numbers.Equal<double>([.. values.Select((value, at) => 2.0 * (value - means[groups[at]]) / (count - 1.0))], x.Variance(axes).Sum().Gradients()[x]);
    }

    [Theory]
    [InlineData(2.0, 3)]
    [InlineData(0.1, 10)]
    [InlineData(-1.0 / 3.0, 97)]
    [InlineData(1e300, 7)]
    public void Equal_elements_deviate_by_exactly_zero(double value, int count)
    {
        Variable<double> x = _tape.Variable([.. Enumerable.Repeat(value, count)], [count]);
        Assert.Equal(0.0, x.Variance().Item());
        Assert.Equal(0.0, x.StandardDeviation().Item());
        Assert.Equal(new double[count], x.StandardDeviation().Gradients()[x].ToArray());
        Assert.Equal(new double[count], x.StandardDeviation().Derivative(x).ToArray());
        Assert.Equal(new double[count], x.Variance().Gradients()[x].ToArray());
    }

    [Fact]
    public void No_degrees_of_freedom()
    {
        Variable<double> x = _tape.Variable([1.0, 2.0], [2, 1]);
        Assert.Equal([double.NaN, double.NaN], x.Variance(1).ToArray());
        Assert.Equal([double.NaN, double.NaN], x.StandardDeviation(1).ToArray());
        Assert.Equal([0.0, 0.0], x.Variance(1, correction: 0.0).ToArray());
        Assert.True(double.IsNaN(x.Variance(correction: 2.0).Item()));
        Assert.True(double.IsNaN(x.Variance(correction: 5.0).Item()));
        Assert.Equal([double.NaN, double.NaN], x.Variance(correction: 2.0).Gradients()[x].ToArray());
        Variable<double> empty = _tape.Variable([], [3, 0]);
        Assert.Equal([double.NaN, double.NaN, double.NaN], empty.Variance(1, correction: 0.0).ToArray());
        Assert.Equal([double.NaN, double.NaN, double.NaN], empty.StandardDeviation(1).ToArray());
        Assert.Empty(empty.Variance(0).ToArray());
        Assert.Empty(empty.Variance().Gradients()[empty].ToArray());
        Assert.Equal(0.0, _tape.Variable(5.0).Variance(correction: 0.0).Item());
    }

    [Fact]
    public void Deviations_whose_squares_leave_the_range()
    {
        Variable<double> x = _tape.Variable([1e-200, -1e-200, 3e200, -3e200], [2, 2]);
        Numbers.Equal<double>([1.0, 3.0], [x.StandardDeviation(1, correction: 0.0).Values[0] * 1e200, x.StandardDeviation(1, correction: 0.0).Values[1] / 1e200]);
        Numbers.Equal<double>([0.5, -0.5, 0.5, -0.5], x.StandardDeviation(1, correction: 0.0).Sum().Gradients()[x]);
    }

    [Fact]
    public void NaN_and_infinity_give_NaN()
    {
        Variable<double> x = _tape.Variable([1.0, double.NaN, 2.0, double.PositiveInfinity], [2, 2]);
        Assert.Equal([double.NaN, double.NaN], x.Variance(1).ToArray());
        Assert.Equal([double.NaN, double.NaN], x.StandardDeviation(1).ToArray());
        Assert.All(x.Variance(1).Sum().Gradients()[x].ToArray(), slope => Assert.True(double.IsNaN(slope)));
    }

    [Fact]
    public void Wrong_axes_are_refused()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> huge = _tape.Variable([], [65536, 0, 65536]);
        int count = _tape.Count;
        Refusal.Of<ShapeException>(["Variance", "[2, 3]", "axis 2"], () => x.Variance(2));
        Refusal.Of<ShapeException>(["StandardDeviation", "twice"], () => x.StandardDeviation([0, -2]));
        Refusal.Of<ShapeException>(["65536"], () => huge.Variance(1));
        Refusal.Of<ShapeException>(["65536"], () => huge.StandardDeviation(1));
        Assert.Equal(count, _tape.Count);
        Assert.Contains("variance(v0, [1], correction 1)", _tape.Describe(x.Variance(1)), StringComparison.Ordinal);
    }
}
