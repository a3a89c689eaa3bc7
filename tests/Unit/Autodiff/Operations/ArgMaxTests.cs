using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class ArgMaxTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void First_of_equals_along_each_axis()
    {
        Variable<double> x = _tape.Variable([1, 7, 7, -2, 7, -2, 5, 5, 5, 0, 9, -9], [2, 3, 2]);
        Assert.Equal(10, x.ArgMax());
        Assert.Equal(11, x.ArgMin());
        Assert.Equal([1, 0, 0, 1, 1, 0], x.ArgMax(0));
        Assert.Equal([0, 1, 1, 0, 0, 1], x.ArgMin(0));
        Assert.Equal([1, 0, 2, 0], x.ArgMax(1));
        Assert.Equal([0, 1, 0, 2], x.ArgMin(-2));
        Assert.Equal([1, 0, 0, 0, 0, 0], x.ArgMax(2));
        Assert.Equal([0, 1, 1, 0, 1, 1], x.ArgMin(2));
        int[] indices = new int[4];
        x.ArgMax(1, indices);
        Assert.Equal([1, 0, 2, 0], indices);
        x.ArgMin(1, indices);
        Assert.Equal([0, 1, 0, 2], indices);
    }

    [Fact]
    public void Zeros_of_either_sign_are_equal() => Assert.Equal(0, _tape.Constant([-0.0, 0.0], [2]).ArgMax());

    [Fact]
    public void The_first_NaN_is_found()
    {
        Variable<double> x = _tape.Constant([1, 2, double.NaN, 4, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0], [4, 2]);
        Assert.Equal(2, x.ArgMax());
        Assert.Equal(2, x.ArgMin());
        Assert.Equal([1, 2], x.ArgMax(0));
        Assert.Equal([1, 3], x.ArgMin(0));
        Assert.Equal([1, 0, 0, 1], x.ArgMax(1));
    }

    [Fact]
    public void Agrees_with_a_search()
    {
        Random random = new(3);
        float[] values = [.. Enumerable.Range(0, 5 * 67 * 3).Select(_ => (float)random.Next(50))];
        Variable<float> x = new Tape<float>().Constant(values, [5, 67, 3]);
        int[] greatest = x.ArgMax(1);
        int[] least = x.ArgMin(1);
        for (int o = 0; o < 5; o++)
        {
            for (int column = 0; column < 3; column++)
            {
                float[] along = [.. Enumerable.Range(0, 67).Select(i => values[(((o * 67) + i) * 3) + column])];
                Assert.Equal(Array.IndexOf(along, along.Max()), greatest[(o * 3) + column]);
                Assert.Equal(Array.IndexOf(along, along.Min()), least[(o * 3) + column]);
            }
        }

        Assert.Equal(Array.IndexOf(values, values.Max()), x.ArgMax());
    }

    [Fact]
    public void Nothing_is_recorded_and_a_scalar_has_index_zero()
    {
        Variable<double> x = _tape.Variable(3.0);
        Assert.Equal(0, x.ArgMax());
        Assert.Equal(0, x.ArgMin());
        Assert.Equal(1, _tape.Count);
    }

    [Fact]
    public void Nothing_to_choose_from_is_refused()
    {
        Variable<double> x = _tape.Variable([], [2, 0]);
        Refusal.Of<ShapeException>(["ArgMax", "[2, 0]", "nothing to choose from"], () => x.ArgMax());
        Refusal.Of<ShapeException>(["ArgMin", "[2, 0]", "nothing to choose from"], () => x.ArgMin());
        Refusal.Of<ShapeException>(["ArgMax", "[2, 0]", "axis 1", "nothing to choose from"], () => x.ArgMax(1));
        Refusal.Of<ShapeException>(["ArgMin", "[2, 0]", "axis 2"], () => x.ArgMin(2));
        Refusal.Of<ShapeException>(["ArgMax", "gives 0 indices", "3 places"], () => x.ArgMax(0, new int[3]));
        Assert.Empty(x.ArgMax(0));
    }
}
