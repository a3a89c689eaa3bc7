using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

public sealed class LineSearchTests
{
    private readonly Parameter<double> _w = new("w", [3.0], []);
    private readonly Tape<double> _tape = new();

    /// <summary>L = 4 w^2: a step divides w by 1 - 8 alpha and falls for alpha below 1 / 4; of 1, 1/2, 1/4, 1/8 the last lands at 0.</summary>
    [Fact]
    public void The_first_rate_that_lowers_the_loss_is_found_and_nothing_moves()
    {
        Func<Variable<double>> loss = () => Record(w => 4.0 * w.Square());
        Assert.Equal(0.125, LineSearch.Rate([_w], loss));
        Assert.Equal(3.0, _w.Values[0]);
        GradientDescent<double> descent = new([_w], LineSearch.Rate([_w, _w], loss));
        descent.Step(loss);
        Assert.Equal(0.0, _w.Values[0]);
    }

    [Fact]
    public void Where_no_rate_is_enough_it_is_0()
    {
        Assert.Equal(0.0, LineSearch.Rate([_w], () => Record(w => 4.0 * w.Square()), trials: 3));
        Assert.Equal(0.0, LineSearch.Rate([_w], () => Record(w => w * double.NaN)));
        Assert.Equal(3.0, _w.Values[0]);
    }

    [Fact]
    public void The_parameters_are_restored_when_the_closure_throws()
    {
        int calls = 0;
        Assert.Throws<FormatException>(() => LineSearch.Rate([_w], () => ++calls == 3 ? throw new FormatException() : Record(w => 4.0 * w.Square())));
        Assert.Equal((3, 3.0), (calls, _w.Values[0]));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Func<Variable<double>> loss = () => Record(w => w);
        Assert.Throws<ArgumentOutOfRangeException>(() => LineSearch.Rate([_w], loss, largest: 0.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LineSearch.Rate([_w], loss, factor: 1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LineSearch.Rate([_w], loss, slope: 0.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LineSearch.Rate([_w], loss, trials: 0));
    }

    private Variable<double> Record(Func<Variable<double>, Variable<double>> loss)
    {
        _tape.Reset();
        return loss(_tape.Variable(_w));
    }
}
