using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

/// <summary>Sizes that cannot be are refused before anything is allocated for them, on the heap or the stack.</summary>
public sealed class HostileSizesTests
{
    private readonly Tape<double> _tape = new();

    [Theory]
    [InlineData(65)]
    [InlineData(40_000)]
    [InlineData(5_000_000)]
    public void Too_many_axes_are_refused(int axes)
    {
        Variable<double> x = _tape.Variable([1.0], [1]);
        int[] ones = new int[axes];
        Array.Fill(ones, 1);
        Refusal.Of<ShapeException>(["Reshape", "64"], () => x.Reshape(ones));
        Refusal.Of<ShapeException>(["Permute", "[1]"], () => x.Permute(ones));
        Refusal.Of<ShapeException>(["axes", "64"], () => x.BroadcastTo(ones));
        Assert.Equal(1, _tape.Count);
        Assert.Equal(64, x.Reshape(ones.AsSpan(0, 64)).Shape.Rank);
    }

    [Fact]
    public void A_broadcast_that_is_too_large_names_the_operation_and_both_shapes()
    {
        Variable<double> column = _tape.Variable(new double[50_000], [50_000, 1]);
        Variable<double> row = _tape.Variable(new double[50_000], [1, 50_000]);
        Refusal.Of<ShapeException>(["add", "[50000, 1]", "[1, 50000]", "[50000, 50000]"], () => _ = column + row);
        Assert.Equal(2, _tape.Count);
    }

    [Fact]
    public void A_stale_operand_is_refused_in_the_name_of_the_operation()
    {
        Variable<double> old = _tape.Variable([1.0, 2.0], [2]);
        _tape.Reset();
        Variable<double> fresh = _tape.Variable([1.0, 2.0], [2]);
        Refusal.Of<RecordingException>(["multiply", "earlier recording"], () => _ = old * fresh);
        Refusal.Of<RecordingException>(["multiply", "earlier recording"], () => _ = fresh * old);
        Refusal.Of<RecordingException>(["tanh", "earlier recording"], () => old.Tanh());
        Refusal.Of<RecordingException>(["MatMul", "earlier recording"], () => fresh.MatMul(old));
    }

    [Fact]
    public void A_long_rule_is_described_in_bounded_text()
    {
        Variable<double> x = _tape.Variable(1.01, "x");
        Variable<double> y = x.Map<Repeated>().Named("y");
        string text = _tape.Describe(y);
        Assert.InRange(text.Length, 500, 20_000);
        Assert.Contains("dy/dx = ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_derivatives_of_selections_at_their_border_are_finite()
    {
        Variable<double> x = _tape.Variable(0.0);
        Variable<double> exponent = _tape.Variable(2.0);
        Variable<double> power = x.Pow(exponent);
        Assert.Equal(0.0, power.Derivative(exponent).Derivative(x).Item());
        Assert.Equal(0.0, power.Derivative(x).Derivative(exponent).Item());
        Variable<double> empty = _tape.Variable([double.NegativeInfinity, double.NegativeInfinity], [2]);
        Assert.Equal([0.0, 0.0], empty.LogSumExp().Derivative(empty).ToArray());
    }

    private readonly struct Repeated : IPointwise
    {
        public N Value<N>(N x)
            where N : struct, IReal<N>
        {
            for (int time = 0; time < 18; time++)
            {
                x = x * 0.5 * x;
            }

            return x;
        }
    }
}
