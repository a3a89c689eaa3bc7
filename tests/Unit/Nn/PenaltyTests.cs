using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class PenaltyTests
{
    [Fact]
    public void Sums_of_magnitudes_and_of_squares()
    {
        Parameter<double> w = new("w", [1.5, -2.0, 0.0], [3]);
        Parameter<double> b = new("b", [-0.5], []);
        Tape<double> tape = new();
        Variable<double> one = Penalty.L1(tape, [w, b]);
        Variable<double> two = Penalty.L2(tape, [w, b]);
        Assert.Equal((4.0, 3.25), (one.Item(), two.Item()));
        Assert.Equal([1, -1, 0], one.Gradients()[w].ToArray());
        Assert.Equal([1.5, -2, 0], two.Gradients()[w].ToArray());
        Assert.Equal(0.0, Penalty.L1<double>(tape, []).Item());
    }
}
