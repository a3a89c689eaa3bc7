using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>More about parts of arrays: what is empty, what shares memory, and gradients that must not.</summary>
public class IndexingTraps
{
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
