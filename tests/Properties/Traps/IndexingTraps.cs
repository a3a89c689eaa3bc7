using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into: indices, slices and concatenation.</summary>
public class IndexingTraps
{
    [Fact]
    public void Maximum_of_a_variable_joined_with_itself_has_a_gradient_of_one_in_all()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([2.0, 7.0, 3.0], [3]);
        Variable<double> result = tape.Concat([x, x]).Max();
        Assert.Equal([0.0, 1.0, 0.0], result.Gradients()[x].ToArray());
        Assert.Equal([0.0, 1.0, 0.0], result.Derivative(x).ToArray());
        Variable<double> one = tape.Variable([5.0], [1]);
        Assert.Equal([1.0], tape.Stack([one, one]).Max().Gradients()[one].ToArray());
    }

    [Fact]
    public void Repeated_indices_accumulate()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.1], [1]);
        double[] seed = [0.2, 0.3];
        Variable<double> recordedSeed = tape.Constant(seed, [2]);
        foreach (Variable<double> taken in new[] { x.Gather(0, [0, 0], [2]), x.IndexSelect(0, 0, 0), x.Reshape(1, 1).Embedding([0, 0]).Reshape(2) })
        {
            Assert.Equal([0.1, 0.1], taken.ToArray());
            Assert.Equal([0.5], taken.Gradients(seed)[x].ToArray());
            Assert.Equal([0.5], taken.Derivative(x, recordedSeed).ToArray());
        }
    }

    /// <summary>Split and joined 100,000 times, on a small stack: forward, in values, recorded, and left without a sweep.</summary>
    [Fact]
    public void A_deep_graph_with_siblings_does_not_overflow() => Attempt.OnSmallStack(() =>
    {
        Tape<double> tape = new();
        for (int round = 0; round < 2; round++)
        {
            tape.Reset();
            Variable<double> x = tape.Variable([1.0, 2.0, 3.0], [3]);
            Variable<double> y = x;
            for (int time = 0; time < 100_000; time++)
            {
                Variable<double>[] parts = y.Split([1, 2]);
                y = tape.Concat([parts[1], parts[0]]);
            }

            // 100,000 turns of three elements are one turn.
            Assert.Equal([2.0, 3.0, 1.0], y.ToArray());
            if (round == 1)
            {
                Assert.Equal([30.0, 10.0, 20.0], y.Gradients([10.0, 20.0, 30.0])[x].ToArray());
                Assert.Equal([30.0, 10.0, 20.0], y.Derivative(x, tape.Constant([10.0, 20.0, 30.0], [3])).ToArray());
            }
        }
    });

    [Fact]
    public void Nothing_repeated_and_empty_parts_are_empty_arrays()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> empty = tape.Variable([], [0]);
        Assert.Equal([0], x.Tile(0).Shape.ToArray());
        Assert.Equal([0], x.RepeatInterleave(0, 0).Shape.ToArray());
        Assert.Equal([0], empty.Tile(3).Shape.ToArray());
        Variable<double> joined = tape.Concat([empty, x, empty]);
        Assert.Equal([1.0, 2.0], joined.ToArray());
        Variable<double> sum = joined.Square().Sum() + x.Tile(0).Sum() + x.RepeatInterleave(0, 0).Sum() + empty.Flip().Tile(2).Sum();
        Gradients<double> gradients = sum.Gradients();
        Assert.Equal([2.0, 4.0], gradients[x].ToArray());
        Assert.Equal(0, gradients[empty].Length);
        Assert.Equal([0], sum.Derivative(empty).Shape.ToArray());
        Assert.Equal([0, 3], tape.Stack([empty, empty, empty], 1).Shape.ToArray());
        Assert.Equal([2, 0], x.Unsqueeze(1).Slice(1, 0, 0).Flip(1).Shape.ToArray());
    }

    /// <summary>Results of slices and reshapes share memory, which nothing changes: not the sweeps, not what is recorded later.</summary>
    [Fact]
    public void Parts_that_share_memory_do_not_change()
    {
        Tape<double> tape = new();
        double[] given = [1, 2, 3, 4, 5, 6];
        Variable<double> x = tape.Variable(given, [2, 3]);
        Variable<double>[] parts = [x, x.Reshape(6), x[..], x[1], x[1, ..2], x.Permute(0, 1), x.Squeeze(), x.Tile(1), x.Flip([]), x.Reshape(6)[2..]];
        double[][] before = [.. parts.Select(part => part.ToArray())];
        Array.Fill(given, -1.0);
        Variable<double> sum = tape.Constant(0.0);
        foreach (Variable<double> part in parts)
        {
            sum += (part * part).Sum() + part.Sum();
        }

        sum.Gradients();
        sum.Gradients(parts);
        sum.Derivative(x).Square().Sum().Gradients();
        Assert.All(parts.Zip(before), pair => Assert.Equal(pair.Second, pair.First.ToArray()));
    }

    /// <summary>Gradients of parts of one variable are buffers of their own.</summary>
    [Fact]
    public void Gradients_of_a_variable_and_of_its_parts_are_apart()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3, 4], [4]);
        Variable<double> whole = x[..];
        Variable<double> part = x[1..3];
        Variable<double> reshaped = part.Reshape(2, 1);
        Variable<double> result = (reshaped * reshaped).Sum() + (3.0 * whole).Sum();
        Gradients<double> gradients = result.Gradients(x, part, reshaped);
        Assert.Equal([3.0, 7.0, 9.0, 3.0], gradients[x].ToArray());
        Assert.Equal([4.0, 6.0], gradients[part].ToArray());
        Assert.Equal([4.0, 6.0], gradients[reshaped].ToArray());
    }
}
