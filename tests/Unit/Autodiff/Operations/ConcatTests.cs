using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Concatenation, stacks and splits.</summary>
public sealed class ConcatTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Parts_lie_one_behind_the_other()
    {
        Variable<double> a = _tape.Variable([1, 2, 3, 4], [2, 2]);
        Variable<double> b = _tape.Variable([5, 6], [2, 1]);
        Variable<double> empty = _tape.Variable([], [2, 0]);
        Variable<double> joined = _tape.Concat([a, empty, b, a], axis: -1);
        Check(joined, [2, 5], [1, 2, 5, 1, 2, 3, 4, 6, 3, 4]);
        Gradients<double> gradients = joined.Gradients([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal([5.0, 7.0, 15.0, 17.0], gradients[a].ToArray());
        Assert.Equal([3.0, 8.0], gradients[b].ToArray());
        Assert.Empty(gradients[empty].ToArray());
        Check(_tape.Concat([b]), [2, 1], [5, 6]);
        Check(_tape.Concat([empty, empty], 1), [2, 0], []);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(300)]
    public void Any_number_of_parts(int number)
    {
        Variable<double>[] parts = [.. Enumerable.Range(0, number).Select(part => _tape.Variable([part, -part], [2]))];
        Variable<double> joined = _tape.Concat(parts);
        Variable<double> stacked = _tape.Stack(parts, axis: 1);
        Assert.Equal(2 * number, joined.Length);
        Variable<double> weighted = (joined.Square() * _tape.Constant([.. Enumerable.Range(0, 2 * number).Select(place => (double)place)], [2 * number])).Sum()
            + stacked[1].Sum();
        Gradients<double> gradients = weighted.Gradients();
        Variable<double>[] recorded = weighted.Derivatives(parts);
        for (int part = 0; part < number; part++)
        {
            Assert.Equal([part, -part], joined[(2 * part)..(2 * part + 2)].ToArray());
            Assert.Equal([part, -part], stacked[.., part].ToArray());
            double[] expected = [4.0 * part * part, (-2.0 * part * (2 * part + 1)) + 1.0];
            Assert.Equal(expected, gradients[parts[part]].ToArray());
            Assert.Equal(expected, recorded[part].ToArray());
        }
    }

    [Fact]
    public void A_stack_has_a_new_axis()
    {
        Variable<double> a = _tape.Variable([1, 2, 3], [3]);
        Variable<double> b = _tape.Variable([4, 5, 6], [3]);
        Check(_tape.Stack([a, b]), [2, 3], [1, 2, 3, 4, 5, 6]);
        Check(_tape.Stack([a, b], 1), [3, 2], [1, 4, 2, 5, 3, 6]);
        Check(_tape.Stack([a, b], -1), [3, 2], [1, 4, 2, 5, 3, 6]);
        Check(_tape.Stack([_tape.Constant(7.0), _tape.Constant(8.0)]), [2], [7, 8]);
        Assert.Equal([1.0, 3.0, 5.0], _tape.Stack([a, b], 1).Gradients([1, 2, 3, 4, 5, 6])[a].ToArray());
    }

    [Fact]
    public void A_split_is_the_inverse()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
        Variable<double>[] pieces = x.Split([1, 0, 3], axis: 1);
        Check(pieces[0], [2, 1], [1, 5]);
        Check(pieces[1], [2, 0], []);
        Check(pieces[2], [2, 3], [2, 3, 4, 6, 7, 8]);
        Assert.Equal(x.ToArray(), _tape.Concat(pieces, 1).ToArray());
        Check(x.Split(2)[1], [1, 4], [5, 6, 7, 8]);
        Check(x.Split(4, -1)[3], [2, 1], [4, 8]);
        Assert.Equal([0, 2, 3, 4, 0, 6, 7, 8], (pieces[2].Square().Sum() / 2).Gradients()[x].ToArray());
        Assert.Equal(x, x.Split(1)[0]);
        Assert.Empty(_tape.Variable([], [0, 2]).Split([], 0));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_the_tape_goes_on()
    {
        Variable<double> a = _tape.Variable([1, 2, 3, 4], [2, 2]);
        Variable<double> b = _tape.Variable([1, 2, 3], [1, 3]);
        Variable<double> vector = _tape.Variable([1, 2], [2]);
        Variable<double> foreign = new Tape<double>().Variable([1, 2], [2]);
        int before = _tape.Count;
        Refusal.Of<ShapeException>(["Concat", "axis 0", "[2, 2]", "[1, 3]"], () => _tape.Concat([a, b]));
        Refusal.Of<ShapeException>(["Concat", "axis 1", "[2, 2]", "[1, 3]"], () => _tape.Concat([a, b], 1));
        Refusal.Of<ShapeException>(["Concat", "[2, 2]", "[2]"], () => _tape.Concat([a, vector]));
        Refusal.Of<ShapeException>(["Concat", "axis 2"], () => _tape.Concat([a, a], 2));
        Refusal.Of<ShapeException>(["Concat", "no arrays"], () => _tape.Concat([]));
        Refusal.Of<ShapeException>(["Concat", "[]"], () => _tape.Concat([vector[0]]));
        Refusal.Of<ShapeException>(["Stack", "no arrays"], () => _tape.Stack([]));
        Refusal.Of<ShapeException>(["Stack", "[2, 2]", "[1, 3]"], () => _tape.Stack([a, b]));
        Refusal.Of<ShapeException>(["Stack", "axis 2"], () => _tape.Stack([vector, vector], 2));
        Refusal.Of<RecordingException>(["Concat", "different tapes"], () => _tape.Concat([vector, foreign]));
        Refusal.Of<RecordingException>(["Stack", "different tapes"], () => _tape.Stack([foreign, vector]));
        Refusal.Of<ShapeException>(["Split", "[1, 2]", "axis 0", "[2, 2]"], () => a.Split([1, 2]));
        Refusal.Of<ShapeException>(["Split", "[3, -1]"], () => a.Split([3, -1]));
        Refusal.Of<ShapeException>(["Split", "3 equal pieces", "[2, 2]"], () => a.Split(3));
        Refusal.Of<ShapeException>(["Split", "0 equal pieces"], () => a.Split(0));
        Refusal.Of<ShapeException>(["Split"], () => a.Split([int.MaxValue, int.MaxValue, 4]));
        Assert.Equal(before + 1, _tape.Count);
        Assert.Equal(6.0, _tape.Concat([vector, vector]).Sum().Item());
    }

    [Fact]
    public void A_result_that_cannot_be_is_refused_before_it_is_allocated()
    {
        Variable<double> large = _tape.Constant(0.0).BroadcastTo([1 << 20]);
        Variable<double>[] parts = [.. Enumerable.Repeat(large, 4096)];
        Refusal.Of<ShapeException>(["Concat", "4294967296"], () => _tape.Concat(parts));
        Refusal.Of<ShapeException>(["4096, 1048576"], () => _tape.Stack(parts));
        Variable<double> wide = _tape.Variable([], [0, 100_000, 100_000]);
        Assert.Equal([0, 200_000, 100_000], _tape.Concat([wide, wide], 1).Shape.ToArray());
    }

    private static void Check(Variable<double> actual, int[] shape, double[] values)
    {
        Assert.Equal(shape, actual.Shape.ToArray());
        Assert.Equal(values, actual.ToArray());
    }
}
