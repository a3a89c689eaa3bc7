using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Padding, flips, repetitions and axes of size 1.</summary>
public sealed class PadTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Padding_surrounds_an_array()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4], [2, 2]);
        Variable<double> y = x.Pad([1, 0], [0, 2], -1.0);
        Check(y, [3, 4], [-1, -1, -1, -1, 1, 2, -1, -1, 3, 4, -1, -1]);
        Assert.Equal([5, 6, 9, 10], y.Gradients([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])[x].ToArray());
        Check(x.Pad(-1, 1, 0), [2, 3], [0, 1, 2, 0, 3, 4]);
        Check(x.Pad(0, 0, 1, double.NaN), [3, 2], [1, 2, 3, 4, double.NaN, double.NaN]);
        Assert.Equal(x, x.Pad([0, 0], [0, 0]));
        Check(_tape.Variable([], [0, 2]).Pad([1, 1], [1, 0], 5.0), [2, 3], [5, 5, 5, 5, 5, 5]);
        Check(_tape.Variable([], [2, 0]).Pad(0, 3, 3), [8, 0], []);
        Variable<double> scalar = _tape.Constant(1.0);
        Assert.Equal(scalar, scalar.Pad([], []));
    }

    [Fact]
    public void The_forward_derivative_of_padding_has_zeros_around_it()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> tangent = x.Pad(0, 1, 1, 7.0).JacobianVectorProduct(x, _tape.Constant([3, 4], [2]));
        Assert.Equal([0.0, 3.0, 4.0, 0.0], tangent.ToArray());
    }

    [Fact]
    public void A_flip_turns_axes_around()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Check(x.Flip(), [2, 3], [6, 5, 4, 3, 2, 1]);
        Check(x.Flip(1), [2, 3], [3, 2, 1, 6, 5, 4]);
        Check(x.Flip(-2), [2, 3], [4, 5, 6, 1, 2, 3]);
        Check(x.Flip(0, 1).Flip(), [2, 3], [1, 2, 3, 4, 5, 6]);
        Assert.Equal(x, x.Flip([]));
        Assert.Equal([3, 2, 1, 6, 5, 4], x.Flip(1).Gradients([1, 2, 3, 4, 5, 6])[x].ToArray());
        Check(_tape.Variable([], [0]).Flip(), [0], []);
        Check(_tape.Constant(2.0).Flip(), [], [2]);
        Refusal.Of<ShapeException>(["Flip", "axis 2"], () => x.Flip(2));
        Refusal.Of<ShapeException>(["Flip", "twice"], () => x.Flip(1, -1));
    }

    [Fact]
    public void Tiles_and_repetitions()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4], [2, 2]);
        Check(x.Tile(1, 2), [2, 4], [1, 2, 1, 2, 3, 4, 3, 4]);
        Check(x.Tile(2), [2, 4], [1, 2, 1, 2, 3, 4, 3, 4]);
        Check(x.Tile(2, 1, 1), [2, 2, 2], [1, 2, 3, 4, 1, 2, 3, 4]);
        Check(x.Tile(2, 1), [4, 2], [1, 2, 3, 4, 1, 2, 3, 4]);
        Check(x.RepeatInterleave(2, 1), [2, 4], [1, 1, 2, 2, 3, 3, 4, 4]);
        Check(x.RepeatInterleave(2, -2), [4, 2], [1, 2, 1, 2, 3, 4, 3, 4]);
        Assert.Equal([4, 6, 12, 14], x.Tile(1, 2).Gradients([1, 2, 3, 4, 5, 6, 7, 8])[x].ToArray());
        Assert.Equal([3, 7, 11, 15], x.RepeatInterleave(2, 1).Gradients([1, 2, 3, 4, 5, 6, 7, 8])[x].ToArray());
        Check(_tape.Constant(3.0).Tile(2, 2), [2, 2], [3, 3, 3, 3]);
        Assert.Equal(x, x.Tile());
        Assert.Equal(x, x.Tile(1, 1));
        Assert.Equal(x, x.RepeatInterleave(1, 0));
        Check(x.Tile(0, 3), [0, 6], []);
        Check(x.RepeatInterleave(0, 0), [0, 2], []);
        Assert.Equal(new double[4], x.Tile(1, 0).Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void Axes_of_size_1_come_and_go()
    {
        Variable<double> x = _tape.Variable([1, 2], [1, 2, 1]);
        Assert.Equal([2], x.Squeeze().Shape.ToArray());
        Assert.Equal([2, 1], x.Squeeze(0).Shape.ToArray());
        Assert.Equal([1, 2], x.Squeeze(-1).Shape.ToArray());
        Assert.Equal([1, 1, 2, 1], x.Unsqueeze(0).Shape.ToArray());
        Assert.Equal([1, 2, 1, 1], x.Unsqueeze(-1).Shape.ToArray());
        Assert.Equal([1, 2, 1, 1], x.Unsqueeze(3).Shape.ToArray());
        Assert.Equal([1], _tape.Constant(1.0).Unsqueeze(0).Shape.ToArray());
        Variable<double> vector = x.Squeeze();
        Assert.Equal(vector, vector.Squeeze());
        Refusal.Of<ShapeException>(["Squeeze", "axis 1", "[1, 2, 1]", "size 2"], () => x.Squeeze(1));
        Refusal.Of<ShapeException>(["Squeeze", "axis 3"], () => x.Squeeze(3));
        Refusal.Of<ShapeException>(["Unsqueeze", "axis 4", "[1, 2, 1]"], () => x.Unsqueeze(4));
        Refusal.Of<ShapeException>(["Unsqueeze", "axis -5"], () => x.Unsqueeze(-5));
        int[] ones = new int[64];
        Array.Fill(ones, 1);
        Refusal.Of<ShapeException>(["Unsqueeze"], () => _tape.Constant(1.0).Reshape(ones).Unsqueeze(0));
        Refusal.Of<ShapeException>(["Stack"], () => _tape.Stack([_tape.Constant(1.0).Reshape(ones)]));
    }

    [Fact]
    public void Negative_numbers_and_sizes_that_cannot_be_are_refused()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4], [2, 2]);
        Refusal.Of<ArgumentOutOfRangeException>(["Pad", "[2, 2]", "-1 before", "axis 0"], () => x.Pad([-1, 0], [1, 0]));
        Refusal.Of<ArgumentOutOfRangeException>(["Pad", "-2 behind", "axis 1"], () => x.Pad(1, 0, -2));
        Refusal.Of<ShapeException>(["Pad", "[2, 2]", "1 and 2"], () => x.Pad([1], [1, 1]));
        Refusal.Of<ShapeException>(["Pad", "axis 5"], () => x.Pad(5, 1, 1));
        Refusal.Of<ShapeException>(["Pad", "4294967296"], () => x.Pad(0, int.MaxValue, int.MaxValue));
        Refusal.Of<ShapeException>(["1000000, 1000000"], () => x.Pad([0, 0], [999_998, 999_998]));
        Refusal.Of<ArgumentOutOfRangeException>(["Tile", "[2, 2]", "-1 copies", "axis 1"], () => x.Tile(1, -1));
        Refusal.Of<ArgumentOutOfRangeException>(["RepeatInterleave", "-3 copies", "axis 0"], () => x.RepeatInterleave(-3, 0));
        Refusal.Of<ShapeException>(["Tile", "4294967294"], () => x.Tile(int.MaxValue, 1));
        Refusal.Of<ShapeException>(["RepeatInterleave", "4294967294"], () => x.RepeatInterleave(int.MaxValue, 1));
        Refusal.Of<ShapeException>(["100000"], () => x.Tile(100_000, 100_000));
        Refusal.Of<ShapeException>(["Tile", "65 axes"], () => x.Tile(new int[65]));
        Refusal.Of<ShapeException>(["Tile", "5000000 axes"], () => x.Tile(new int[5_000_000]));
        Refusal.Of<ShapeException>(["RepeatInterleave", "axis 2"], () => x.RepeatInterleave(1, 2));
        Assert.Equal(1, _tape.Count);
    }

    private static void Check(Variable<double> actual, int[] shape, double[] values)
    {
        Assert.Equal(shape, actual.Shape.ToArray());
        Assert.Equal(values, actual.ToArray());
    }
}
