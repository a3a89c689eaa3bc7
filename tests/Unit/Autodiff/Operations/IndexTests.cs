using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Indexing as in C#, and its cost.</summary>
public sealed class IndexTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Ints_and_indices_drop_their_axis_and_ranges_keep_it()
    {
        Variable<double> x = Counted([3, 4]);
        Check(x[1], [4], [4, 5, 6, 7]);
        Check(x[^1], [4], [8, 9, 10, 11]);
        Check(x[2, 3], [], [11]);
        Check(x[^3, ^4], [], [0]);
        Check(x[1..3, ..], [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]);
        Check(x[1..3], [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]);
        Check(x[.., 2], [3], [2, 6, 10]);
        Check(x[^3..^1, 0], [2], [0, 4]);
        Check(x[1, 1..^1], [2], [5, 6]);
        Check(x[.., 1..3], [3, 2], [1, 2, 5, 6, 9, 10]);
        Check(x[3.., 0], [0], []);
        Check(x[1..1, 2..2], [0, 0], []);
        Check(Counted([2, 3, 2])[.., ^1, 1], [2], [5, 11]);
    }

    [Fact]
    public void What_takes_everything_is_the_variable_itself()
    {
        Variable<double> x = Counted([3, 4]);
        Assert.Equal(x, x[..]);
        Assert.Equal(x, x[0..3, ..4]);
        Assert.Equal(x, x[[]]);
        Assert.Equal(x, x[AxisIndex.Range(-100, 100)]);
        Assert.NotEqual(x, x[AxisIndex.Range(step: -1)]);
        Variable<double> one = _tape.Variable([7.0], [1]);
        Assert.NotEqual(one, one[0]);
        Assert.Empty(one[0].Shape.ToArray());
        Variable<double> scalar = _tape.Variable(7.0);
        Assert.Equal(scalar, scalar[[]]);
    }

    [Fact]
    public void Steps_are_numpys()
    {
        Variable<double> x = Counted([10]);
        Check(x[AxisIndex.Range(step: 3)], [4], [0, 3, 6, 9]);
        Check(x[AxisIndex.Range(1, 9, 3)], [3], [1, 4, 7]);
        Check(x[AxisIndex.Range(-3)], [3], [7, 8, 9]);
        Check(x[AxisIndex.Range(step: -4)], [3], [9, 5, 1]);
        Check(x[AxisIndex.Range(7, 2, -2)], [3], [7, 5, 3]);
        Check(x[AxisIndex.Range(2, null, -1)], [3], [2, 1, 0]);
        Check(x[AxisIndex.Range(100, -100, -9)], [2], [9, 0]);
        Check(x[AxisIndex.Range(-100, 100, 9)], [2], [0, 9]);
        Check(x[AxisIndex.Range(5, 2)], [0], []);
        Check(x[AxisIndex.Range(20, 30)], [0], []);
        Check(x[AxisIndex.Range(3, null, int.MaxValue)], [1], [3]);
        Check(x[AxisIndex.Range(3, null, int.MinValue)], [1], [3]);
        Check(x[AxisIndex.Range(int.MinValue, int.MaxValue)], [10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Check(Counted([3, 4])[AxisIndex.Range(step: -2), AxisIndex.Range(step: 3)], [2, 2], [8, 11, 0, 3]);
        Check(_tape.Variable([], [0])[AxisIndex.Range(step: -1)], [0], []);
    }

    /// <summary>Every combination of a small axis against a naive reading of numpy's rule.</summary>
    [Fact]
    public void Steps_equal_a_loop_over_the_places()
    {
        for (int size = 0; size < 5; size++)
        {
            double[] values = [.. Enumerable.Range(0, size).Select(index => 1.0 + index)];
            Variable<double> x = _tape.Variable(values, [size]);
            foreach (int step in new[] { -4, -3, -2, -1, 1, 2, 3, 4 })
            {
                for (int start = -7; start < 8; start++)
                {
                    for (int stop = -7; stop < 8; stop++)
                    {
                        Assert.Equal(Naive(values, start, stop, step), x.Slice(0, start, stop, step).ToArray());
                    }
                }
            }
        }
    }

    [Fact]
    public void The_gradient_is_the_seed_where_it_was_taken_and_0_elsewhere()
    {
        Variable<double> x = Counted([3, 4]);
        double[] seed = [1, 2, 3, 4];
        Assert.Equal([0, 0, 0, 0, 0, 2, 0, 1, 0, 4, 0, 3], x[1.., AxisIndex.Range(step: -2)].Gradients(seed)[x].ToArray());
        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0], x[1].Gradients(seed)[x].ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], x[1, 2].Gradients()[x].ToArray());
        Assert.Equal(new double[12], x[3..].Gradients(Array.Empty<double>())[x].ToArray());
        Variable<double> overlapping = x[0, ..2].Sum() + (2.0 * x[0, 1..3].Sum()) + (3.0 * x[.., 1].Sum());
        Assert.Equal([1, 6, 2, 0, 0, 3, 0, 0, 0, 3, 0, 0], overlapping.Gradients()[x].ToArray());
        Assert.Equal([1, 6, 2, 0, 0, 3, 0, 0, 0, 3, 0, 0], overlapping.Derivative(x).ToArray());
    }

    [Fact]
    public void A_lambda_that_only_indexes_compiles()
    {
        Assert.Equal([3.0, 2.0], Differentiate.Gradient(x => x[0] * x[1], [2.0, 3.0]));
        Assert.Equal([0.0, -3.0], Differentiate.Gradient(x => x[^1] * -3.0, [2.0, 3.0]));
        double[,] hessian = Differentiate.Hessian(x => x[0] * x[0] * x[1], [2.0, 3.0]);
        Assert.Equal([6.0, 4.0, 4.0, 0.0], hessian.Cast<double>());
        Variable<double> y = _tape.Variable(2.0);
        Assert.Equal(12.0, (y * y * y).Derivative(y).Derivative(y).Item());
    }

    [Fact]
    public void Third_derivatives_through_slices()
    {
        Variable<double> x = _tape.Variable([2.0, 3.0, 5.0], [3]);
        Variable<double> f = x[0].Square() * x[1] * x[AxisIndex.Range(step: -1)].Sum();
        Variable<double> second = f.Derivative(x)[0].Derivative(x)[1];
        // f = a^2 b (a + b + c): f_ab = 3a^2 + 4ab + 2ac, and its gradient.
        Numbers.Equal(12 + 24 + 20.0, second.Item());
        Numbers.Equal([12 + 12 + 10.0, 8.0, 4.0], second.Gradients()[x]);
    }

    [Fact]
    public void A_contiguous_part_is_not_copied()
    {
        Variable<double> x = Counted([3, 4]);
        Assert.True(x.Values[4..].Overlaps(x[1].Values, out int offset) && offset == 0);
        Assert.True(x.Values.Overlaps(x[1..].Values));
        Assert.True(x.Values.Overlaps(x[2, 1..3].Values));
        Assert.False(x.Values.Overlaps(x[.., 1].Values));
        double[] borrowed = [1, 2, 3];
        Assert.Equal([2.0, 3.0], _tape.Borrow(borrowed, [3])[1..].ToArray());
        Parameter<double> parameter = new("p", [1.0, 2.0, 3.0], [3]);
        Variable<double> slice = _tape.Variable(parameter)[1..];
        Assert.Equal([0.0, 4.0, 6.0], slice.Square().Sum().Gradients()[parameter].ToArray());
    }

    [Fact]
    public void Outside_of_the_axis_is_refused_by_name()
    {
        Variable<double> x = Counted([3, 4]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "index 3", "axis 0", "[3, 4]"], () => _ = x[3]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "index ^5", "axis 1", "[3, 4]", "4 elements"], () => _ = x[0, ^5]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "index ^0", "axis 0"], () => _ = x[^0]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "-1", "^1"], () => _ = x[-1]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "range 1..5", "axis 1", "[3, 4]"], () => _ = x[.., 1..5]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "range 2..1", "axis 0"], () => _ = x[2..1]);
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "range ^4..^0", "axis 0"], () => _ = x[^4..]);
        Refusal.Of<ShapeException>(["Index", "3 indices", "[3, 4]"], () => _ = x[0, 0, 0]);
        Refusal.Of<ArgumentOutOfRangeException>(["Slice", "step"], () => _ = x[AxisIndex.Range(step: 0)]);
        Refusal.Of<ShapeException>(["Index", "1 indices", "[]"], () => _ = _tape.Constant(1.0)[0]);
        int before = _tape.Count;
        Refusal.Of<ArgumentOutOfRangeException>(["Index", "index 0", "0 elements"], () => _ = _tape.Constant([], [0])[0]);
        Assert.Equal(before + 1, _tape.Count);
        Assert.Equal(11.0, x[2, 3].Item());
    }

    [Fact]
    public void Slice_and_select_refuse_by_name()
    {
        Variable<double> x = Counted([3, 4]);
        Refusal.Of<ShapeException>(["Slice", "[3, 4]", "axis 2"], () => x.Slice(2, 0..1));
        Refusal.Of<ShapeException>(["Slice", "axis -3"], () => x.Slice(-3, 0, 1));
        Refusal.Of<ArgumentOutOfRangeException>(["Slice", "range 0..4", "axis 0"], () => x.Slice(0, 0..4));
        Refusal.Of<ArgumentOutOfRangeException>(["Slice", "step"], () => x.Slice(0, .., 0));
        Refusal.Of<ShapeException>(["Select", "axis 2"], () => x.Select(2, 0));
        Refusal.Of<ArgumentOutOfRangeException>(["Select", "index 4", "axis 1", "[3, 4]"], () => x.Select(-1, 4));
        Refusal.Of<ArgumentOutOfRangeException>(["Select", "index -4", "axis 0", "[3, 4]"], () => x.Select(0, -4));
        Refusal.Of<ShapeException>(["Slice", "[]"], () => _tape.Constant(1.0).Slice(0, ..));
        Variable<double> stale = new Tape<double>().Constant(1.0);
        stale.Tape.Reset();
        Assert.Throws<RecordingException>(() => stale[[]]);
    }

    [Fact]
    public void A_stepped_range_is_the_range_and_then_the_step()
    {
        Variable<double> x = Counted([10]);
        Check(x.Slice(0, 2..8, 2), [3], [2, 4, 6]);
        Check(x.Slice(0, 2..8, -2), [3], [7, 5, 3]);
        Check(x.Slice(0, ..^1, -1), [9], [8, 7, 6, 5, 4, 3, 2, 1, 0]);
        Check(x.Slice(0, 4..4, -3), [0], []);
        Check(x.Slice(0, .., -100), [1], [9]);
        Check(Counted([2, 3]).Select(-1, -3), [2], [0, 3]);
        Check(Counted([2, 3]).Select(0, 1), [3], [3, 4, 5]);
    }

    [Fact]
    public void Special_numbers_pass_untouched()
    {
        Variable<double> x = _tape.Variable([double.NaN, -0.0, double.PositiveInfinity, double.Epsilon], [4]);
        Assert.Equal([double.Epsilon, double.PositiveInfinity, -0.0, double.NaN], x.Slice(0, .., -1).ToArray());
        Assert.Equal([0.0, 0.0, double.NaN, 0.0], x[2].Gradients([double.NaN])[x].ToArray());
        Assert.Equal([0.0, 1.0, 0.0, 0.0], x[1].Gradients()[x].ToArray());
    }

    [Fact]
    public void It_reads_in_a_description()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3], "x");
        Variable<double> y = (x[1, 2] * x[0].Sum() * x[.., 1..].Sum()).Named("y");
        string text = _tape.Describe(y);
        Assert.Contains("x[1, 2]", text, StringComparison.Ordinal);
        Assert.Contains("slice(x, [0, 0], [3])", text, StringComparison.Ordinal);
        Assert.Contains("slice(x, [0, 1], [2, 2])", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split('\n').Count(line => line.Contains("dy/dx", StringComparison.Ordinal) && line.Contains("place(", StringComparison.Ordinal)));
    }

    // Quadratic cost would need 80 GB for the recorded form, and a buffer as long as the variable for each slice in values.
    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Reading_a_vector_element_by_element_is_linear(int size)
    {
        Variable<double> x = Counted([size]);
        Variable<double> sum = _tape.Constant(0.0);
        for (int index = 0; index < size; index++)
        {
            sum += x[index] * x[^(index + 1)];
        }

        double[] expected = [.. Enumerable.Range(0, size).Select(index => 2.0 * (size - 1 - index))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Gradients<double> gradients = sum.Gradients();
        long sweep = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(expected, gradients[x].ToArray());
        Assert.InRange(sweep, 0, 2048L * size);
        Variable<double> recorded = sum.Derivative(x);
        Assert.Equal(expected, recorded.ToArray());
        Assert.Equal(Enumerable.Repeat(2.0, size), recorded.Sum().Gradients()[x].ToArray());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192L * size);
    }

    // The sweep over a thousand slices rents the variable's adjoint and nothing else of that size.
    [Fact]
    public void A_slice_has_no_contribution_of_the_size_of_the_variable()
    {
        const int Size = 100_000;
        _tape.Constant(new double[20 * Size], [20 * Size]);
        _tape.Reset();
        Variable<double> x = Counted([Size]);
        Variable<double> sum = _tape.Constant(0.0);
        for (int index = 0; index < 1000; index++)
        {
            sum += x[index] + x[AxisIndex.Range(index, null, Size / 4)].Sum();
        }

        Arena.Mark before = _tape.Arena.Position;
        Assert.Equal(5000.0, sum.Gradients()[x].ToArray().Sum());
        Assert.Equal(before.Slab, _tape.Arena.Position.Slab);
        Assert.InRange(_tape.Arena.Position.Next - before.Next, Size * sizeof(double), Size * sizeof(double) * 3 / 2);
    }

    private static double[] Naive(double[] values, int start, int stop, int step)
    {
        // As CPython's slice.indices.
        int size = values.Length;
        start = start < 0 ? start + size : start;
        stop = stop < 0 ? stop + size : stop;
        List<double> taken = [];
        if (step > 0)
        {
            for (int place = Math.Max(start, 0); place < Math.Min(stop, size); place += step)
            {
                taken.Add(values[place]);
            }
        }
        else
        {
            for (int place = Math.Min(start, size - 1); place > Math.Max(stop, -1); place += step)
            {
                taken.Add(values[place]);
            }
        }

        return [.. taken];
    }

    private static void Check(Variable<double> actual, int[] shape, double[] values)
    {
        Assert.Equal(shape, actual.Shape.ToArray());
        Assert.Equal(values, actual.ToArray());
    }

    private Variable<double> Counted(int[] shape) =>
        _tape.Variable([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(index => (double)index)], shape);
}
