using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Lookups by integer indices, their transposes, and indicators.</summary>
public sealed class GatherTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Gather_takes_one_element_for_each_index()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> along1 = x.Gather(1, [2, 0, 0, 1], [2, 2]);
        Check(along1, [2, 2], [3, 1, 4, 5]);
        Assert.Equal([20, 0, 10, 30, 40, 0], along1.Gradients([10, 20, 30, 40])[x].ToArray());
        Variable<double> along0 = x.Gather(-2, [1, 1, 0, 0, 1, 0, 1, 1, 1], [3, 3]);
        Check(along0, [3, 3], [4, 5, 3, 1, 5, 3, 4, 5, 6]);
        Assert.Equal([1, 0, 2, 2, 3, 1], along0.Sum().Gradients()[x].ToArray());
        Check(x.Gather(1, [], [2, 0]), [2, 0], []);
        Check(_tape.Variable([], [2, 0, 3]).Gather(1, [], [2, 0, 3]), [2, 0, 3], []);
        Check(_tape.Variable([], [0, 5]).Gather(1, [], [0, 9]), [0, 9], []);
    }

    [Fact]
    public void Scatter_add_is_its_transpose()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> sums = x.ScatterAdd(1, [3, 3, 0, 1, 2, 1], 4);
        Check(sums, [2, 4], [3, 0, 0, 3, 0, 10, 5, 0]);
        Assert.Equal([4, 4, 1, 6, 7, 6], sums.Gradients([1, 2, 3, 4, 5, 6, 7, 8])[x].ToArray());
        Check(_tape.Variable([], [0, 2]).ScatterAdd(0, [], 3), [3, 2], [0, 0, 0, 0, 0, 0]);
        Check(_tape.Variable([], [0]).ScatterAdd(0, [], 0), [0], []);
    }

    [Fact]
    public void Index_select_and_index_add_move_whole_slices()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x.IndexSelect(0, 1, 1, 0), [3, 3], [4, 5, 6, 4, 5, 6, 1, 2, 3]);
        Variable<double> columns = x.IndexSelect(1, 2, 2, 0);
        Check(columns, [2, 3], [3, 3, 1, 6, 6, 4]);
        Assert.Equal([3, 0, 3, 6, 0, 9], columns.Gradients([1, 2, 3, 4, 5, 6])[x].ToArray());
        Check(x.IndexSelect(0), [0, 3], []);
        Variable<double> sums = x.IndexAdd(1, [1, 0, 1], 3);
        Check(sums, [2, 3], [2, 4, 0, 5, 10, 0]);
        Assert.Equal([2, 1, 2, 5, 4, 5], sums.Gradients([1, 2, 3, 4, 5, 6])[x].ToArray());
        Check(x[..0].IndexAdd(0, [], 2), [2, 3], [0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Embedding_looks_rows_up()
    {
        Variable<double> table = _tape.Variable([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
        Variable<double> rows = table.Embedding([3, 1, 3, 3], [2, 2]);
        Check(rows, [2, 2, 2], [7, 8, 3, 4, 7, 8, 7, 8]);
        double[] gradient = rows.Gradients([1, 2, 3, 4, 5, 6, 7, 8])[table].ToArray();
        Assert.Equal([0, 0, 3, 4, 0, 0, 13, 16], gradient);
        Check(table.Embedding([2]), [1, 2], [5, 6]);
        Check(table.Embedding([2], []), [2], [5, 6]);
        Check(table.Embedding([], [0, 3]), [0, 3, 2], []);
        Assert.Equal(new double[8], table.Embedding([]).Sum().Gradients()[table].ToArray());
    }

    [Fact]
    public void Rows_never_looked_up_get_exactly_0()
    {
        Variable<double> table = _tape.Variable([double.NaN, 1, double.PositiveInfinity], [3, 1]);
        Assert.Equal([0.0, double.NaN, 0.0], table.Embedding([1]).Gradients([double.NaN])[table].ToArray());
        Assert.Equal([0.0, 2.0, 0.0], table.Embedding([1]).Square().Sum().Derivative(table).ToArray());
    }

    [Fact]
    public void Long_rows_and_many_blocks_equal_naive_loops()
    {
        Random random = new(1);
        foreach ((int outer, int length, int inner, int count) in new[] { (1, 5, 37, 9), (3, 4, 1, 11), (2, 3, 16, 2), (4, 1, 7, 3) })
        {
            double[] values = [.. Enumerable.Range(0, outer * length * inner).Select(_ => random.NextDouble())];
            int[] indices = [.. Enumerable.Range(0, count).Select(_ => random.Next(length))];
            double[] seed = [.. Enumerable.Range(0, outer * count * inner).Select(_ => random.NextDouble())];
            double[] expected = new double[seed.Length];
            double[] gradient = new double[values.Length];
            for (int o = 0; o < outer; o++)
            {
                for (int j = 0; j < count; j++)
                {
                    for (int i = 0; i < inner; i++)
                    {
                        int from = (((o * length) + indices[j]) * inner) + i;
                        int to = (((o * count) + j) * inner) + i;
                        expected[to] = values[from];
                        gradient[from] += seed[to];
                    }
                }
            }

            Variable<double> x = _tape.Variable(values, [outer, length, inner]);
            Variable<double> rows = x.IndexSelect(1, indices);
            int[] each = [.. Enumerable.Range(0, outer).SelectMany(_ => indices.SelectMany(index => Enumerable.Repeat(index, inner)))];
            Variable<double> elements = x.Gather(1, each, [outer, count, inner]);
            Assert.Equal(expected, rows.ToArray());
            Assert.Equal(expected, elements.ToArray());
            Assert.Equal(gradient, rows.Gradients(seed)[x].ToArray());
            Assert.Equal(gradient, elements.Gradients(seed)[x].ToArray());
            Variable<double> y = _tape.Constant(seed, [outer, count, inner]);
            Assert.Equal(gradient, y.IndexAdd(1, indices, length).ToArray());
            Assert.Equal(gradient, y.ScatterAdd(1, each, length).ToArray());
        }
    }

    [Fact]
    public void Indices_are_copied()
    {
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        int[] indices = [0, 2];
        Variable<double> y = x.IndexSelect(0, indices);
        Variable<double> z = x.Gather(0, indices, [2]);
        indices[1] = 1;
        Assert.Equal([1.0, 0.0, 1.0], y.Sum().Gradients()[x].ToArray());
        Assert.Equal([1.0, 0.0, 1.0], z.Sum().Derivative(x).ToArray());
    }

    [Fact]
    public void One_hot_is_a_constant()
    {
        Variable<double> y = _tape.OneHot([2, 0], 3);
        Check(y, [2, 3], [0, 0, 1, 1, 0, 0]);
        Assert.False(y.IsDifferentiable);
        Check(_tape.OneHot([1, 0], [1, 2], 2), [1, 2, 2], [0, 1, 1, 0]);
        Check(_tape.OneHot([1], [], 3), [3], [0, 1, 0]);
        Check(_tape.OneHot([], 3), [0, 3], []);
        Check(_tape.OneHot([], 0), [0, 0], []);
    }

    [Fact]
    public void Wrong_indices_are_refused_by_name_and_the_tape_goes_on()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Refusal.Of<ArgumentOutOfRangeException>(["Embedding", "index -1", "place 1", "[2, 3]"], () => x.Embedding([0, -1]));
        Refusal.Of<ArgumentOutOfRangeException>(["Embedding", "index 2", "axis 0", "[2, 3]"], () => x.Embedding([2]));
        Refusal.Of<ArgumentOutOfRangeException>(["IndexSelect", "index 3", "axis 1"], () => x.IndexSelect(1, 0, 3));
        Refusal.Of<ArgumentOutOfRangeException>(["IndexSelect", "index -1"], () => x.IndexSelect(1, -1));
        Refusal.Of<ArgumentOutOfRangeException>(["Gather", "index 3", "place 1", "axis 1"], () => x.Gather(1, [0, 3], [2, 1]));
        Refusal.Of<ArgumentOutOfRangeException>(["IndexAdd", "index 2", "[2, 3]"], () => x.IndexAdd(0, [0, 2], 2));
        Refusal.Of<ArgumentOutOfRangeException>(["IndexAdd", "-2"], () => x.IndexAdd(0, [0, 0], -2));
        Refusal.Of<ArgumentOutOfRangeException>(["ScatterAdd", "index 5"], () => x.ScatterAdd(0, [0, 0, 0, 0, 0, 5], 5));
        Refusal.Of<ArgumentOutOfRangeException>(["ScatterAdd", "-1"], () => x.ScatterAdd(0, [0, 0, 0, 0, 0, 5], -1));
        Refusal.Of<ArgumentOutOfRangeException>(["OneHot", "index 3", "place 1", "3 classes"], () => _tape.OneHot([0, 3], 3));
        Refusal.Of<ArgumentOutOfRangeException>(["OneHot", "-3"], () => _tape.OneHot([], -3));
        Assert.Equal(1, _tape.Count);
        Assert.Equal(6.0, x.IndexSelect(1, 2).Max().Item());
    }

    [Fact]
    public void Wrong_shapes_are_refused_by_name()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Refusal.Of<ShapeException>(["Gather", "axis 1", "[2, 3]", "[1, 2]"], () => x.Gather(1, [0, 0], [1, 2]));
        Refusal.Of<ShapeException>(["Gather", "[2]"], () => x.Gather(1, [0, 0], [2]));
        Refusal.Of<ShapeException>(["Gather", "3 indices", "[2, 1]"], () => x.Gather(1, [0, 0, 0], [2, 1]));
        Refusal.Of<ShapeException>(["Gather", "axis 2"], () => x.Gather(2, [0], [2, 1]));
        Refusal.Of<ShapeException>(["ScatterAdd", "[2, 3]", "2 indices"], () => x.ScatterAdd(0, [0, 0], 2));
        Refusal.Of<ShapeException>(["IndexAdd", "[2, 3]", "3 indices"], () => x.IndexAdd(0, [0, 0, 0], 2));
        Refusal.Of<ShapeException>(["Embedding", "[3]"], () => x[0].Embedding([0]));
        Refusal.Of<ShapeException>(["Embedding", "2 indices", "[3]"], () => x.Embedding([0, 1], [3]));
        Refusal.Of<ShapeException>(["OneHot", "[3]"], () => _tape.OneHot([0, 1], [3], 2));
        Refusal.Of<ShapeException>(["axis"], () => _tape.Constant(1.0).IndexSelect(0, 0));
        Variable<double> wide = _tape.Constant(0.0).BroadcastTo([1, 1 << 20]);
        Refusal.Of<ShapeException>(["4096, 1048576"], () => wide.Embedding(new int[4096]));
        Refusal.Of<ShapeException>(["1048576"], () => wide.IndexSelect(0, new int[4096]));
        Refusal.Of<ShapeException>(["1048576"], () => wide.IndexAdd(0, [0], 4096));
        Refusal.Of<ShapeException>(["2147483647"], () => _tape.OneHot([0, 0], int.MaxValue));
        Assert.Equal(21.0, x.Sum().Item());
    }

    private static void Check(Variable<double> actual, int[] shape, double[] values)
    {
        Assert.Equal(shape, actual.Shape.ToArray());
        Assert.Equal(values, actual.ToArray());
    }
}
