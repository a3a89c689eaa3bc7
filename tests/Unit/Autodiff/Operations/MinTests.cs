using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class MinTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void The_least_along_each_axis()
    {
        Variable<double> x = _tape.Variable([3.0, -1.0, 2.0, 0.5, 4.0, -7.0], [2, 3]);
        Assert.Equal(-7.0, x.Min().Item());
        Assert.Equal([0.5, -1.0, -7.0], x.Min(0).ToArray());
        Assert.Equal([-1.0, -7.0], x.Min(-1, keepDimensions: true).ToArray());
        Assert.Equal([2, 1], x.Min(1, keepDimensions: true).Shape.ToArray());
        Assert.Equal([0.0, 1.0, 0.0, 0.0, 0.0, 1.0], x.Min(1).Sum().Gradients()[x].ToArray());
        Assert.Contains("min(v0, [1])", _tape.Describe(x.Min(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tie_is_shared_evenly()
    {
        Variable<double> x = _tape.Variable([1.0, 2.0, 1.0, 5.0], [4]);
        Assert.Equal([0.5, 0.0, 0.5, 0.0], x.Min().Gradients()[x].ToArray());
        Assert.Equal([0.5, 0.0, 0.5, 0.0], x.Min().Derivative(x).ToArray());
    }

    [Fact]
    public void Infinities_and_NaN()
    {
        Variable<double> x = _tape.Variable([double.NegativeInfinity, 1.0, double.PositiveInfinity, double.PositiveInfinity, 3.0, double.NaN], [3, 2]);
        Assert.Equal([double.NegativeInfinity, double.PositiveInfinity, double.NaN], x.Min(1).ToArray());
        Assert.All(x.Min([0, 1]).Gradients()[x].ToArray(), slope => Assert.True(double.IsNaN(slope)));
    }

    [Fact]
    public void Nothing_to_choose_from_is_refused()
    {
        Variable<double> x = _tape.Variable([], [2, 0]);
        int count = _tape.Count;
        Refusal.Of<ShapeException>(["Min", "[2, 0]", "nothing to choose from"], () => x.Min());
        Refusal.Of<ShapeException>(["Min", "[2, 0]", "nothing to choose from"], () => x.Min(1));
        Refusal.Of<ShapeException>(["Min", "[2, 0]", "axis 2"], () => x.Min(2));
        Assert.Equal(count, _tape.Count);
        Assert.Empty(x.Min(0).ToArray());
        Assert.Equal(2.0, _tape.Variable(2.0).Min().Item());
    }
}
