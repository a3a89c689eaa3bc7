using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Storage;

/// <summary>Operations that are recorded and computed when their values are read.</summary>
public sealed class TapeDeferralTests
{
    private static readonly double[] _numbers = [0.5, -1.0, 2.0];

    private readonly Tape<double> _tape = new() { DeferredLength = 1 };
    private readonly Parameter<double> _p = new("p", _numbers, [3]);

    [Fact]
    public void Long_arrays_are_deferred_and_short_ones_are_not()
    {
        Tape<float> tape = new();
        Assert.Equal(Tape<float>.UsualDeferral / sizeof(float), tape.DeferredLength);
        Variable<float> before = tape.Variable(new float[tape.DeferredLength - 1]).Exp();
        Variable<float> from = tape.Variable(new float[tape.DeferredLength]).Exp();
        Assert.False(Tape<float>.Waits(in tape.NodeAt(before.Id)));
        Assert.True(Tape<float>.Waits(in tape.NodeAt(from.Id)));
        Assert.Equal(1f, from.Values[7]);
        Assert.False(Tape<float>.Waits(in tape.NodeAt(from.Id)));
    }

    [Fact]
    public void A_value_is_computed_with_what_it_needs_and_kept()
    {
        Variable<double> x = _tape.Variable(_numbers);
        Variable<double> a = x * 2.0;
        Variable<double> b = a + 1.0;
        Variable<double> c = a - 1.0;
        Numbers.Equal([2, -1, 5], b.Values);
        Assert.False(Waits(b));
        Assert.True(Waits(a));

        // Computed a second time: kept now.
        Numbers.Equal([0, -3, 3], c.Values);
        Assert.False(Waits(a));
        Numbers.Equal([1, -2, 4], a.Values);
    }

    [Fact]
    public void A_sum_leaves_nothing_behind()
    {
        Tape<float> tape = new() { DeferredLength = 1 };
        Variable<float> y = tape.Variable(Enumerable.Repeat(0.25f, 10_000).ToArray()) * 2.0;
        Assert.Equal(5000f, y.Sum().Item());
        Assert.True(Tape<float>.Waits(in tape.NodeAt(y.Id)));
        Assert.Equal(0.5f, y.Mean().Item());
        Assert.Equal(0.5f, y.Values[9999]);
    }

    [Fact]
    public void What_reads_a_parameter_is_refused_when_that_has_changed()
    {
        Variable<double> y = (_tape.Variable(_p) * 2.0).Square();
        Variable<double> read = _tape.Variable(_p).Exp();
        double[] before = read.ToArray();
        _p.Assign([1, 1, 1]);
        Refusal.Of<RecordingException>(["multiply", "'p'", "changed", "Reset"], () => y.ToArray());
        Numbers.Equal(before, read.Values);
        _tape.Reset();
        Numbers.Equal([4, 4, 4], (_tape.Variable(_p) * 2.0).Square().Values);
    }

    [Fact]
    public void A_value_that_an_inference_scope_asked_for_is_computed_again_after_it()
    {
        Variable<double> y = _tape.Variable(_numbers) * 3.0;
        using (_tape.Inference())
        {
            Numbers.Equal([2.5, -2, 7], (y + 1.0).Values);
            Numbers.Equal([1.5, -3, 6], y.Values);
            Assert.False(Waits(y));
        }

        Assert.True(Waits(y));

        // Other values where the scope's were.
        Numbers.Equal([9, 9, 9], _tape.Constant([9, 9, 9], [3]).Values);
        Numbers.Equal([1.5, -3, 6], y.Values);
        Numbers.Equal([3, 3, 3], y.Sum().Gradients()[_tape.VariableAt(0)]);
    }

    [Fact]
    public void A_segment_that_reads_a_waiting_value()
    {
        Variable<double> x = _tape.Variable(_numbers);
        Variable<double> y = x * 2.0;
        Variable<double> z = _tape.Checkpoint(input => (input * y).Square(), x);
        Numbers.Equal([0.25, 4, 64], z.Values);
        Assert.True(Waits(y));

        // (2 x^2)^2: 16 x^3.
        Numbers.Equal([2, -16, 128], z.Sum().Gradients()[x]);
        Numbers.Equal([1, -2, 4], y.Values);
    }

    [Fact]
    public void An_exception_in_a_users_function_comes_when_the_value_is_read()
    {
        Variable<double> x = _tape.Variable(_numbers);
        Variable<double> y = x.Map<Broken>();
        Assert.Throws<InvalidTimeZoneException>(() => y.ToArray());
        Assert.Throws<InvalidTimeZoneException>(() => y.Sum());
        Numbers.Equal([1, -2, 4], (x * 2.0).Values);
        Numbers.Equal([2, 2, 2], (x * 2.0).Sum().Gradients()[x]);
    }

    [Fact]
    public void Names_and_descriptions_are_as_ever()
    {
        Tape<double> eager = new() { DeferredLength = int.MaxValue };
        static string Text(Tape<double> tape)
        {
            Variable<double> x = tape.Variable(_numbers, "x");
            Variable<double> y = (x.Tanh() * x).Named("y");
            y.Sum().Gradients();
            return tape.Describe() + y;
        }

        Assert.Equal(Text(eager), Text(_tape));
    }

    [Fact]
    public void Reset_forgets_what_waits()
    {
        Variable<double> y = _tape.Variable(_numbers) * 2.0;
        _tape.Reset();
        Assert.Throws<RecordingException>(() => y.ToArray());
        Numbers.Equal([1.5, -3, 6], (_tape.Variable(_numbers) * 3.0).Values);
    }

    private bool Waits(Variable<double> variable) => Tape<double>.Waits(in _tape.NodeAt(variable.Id));

    private readonly struct Broken : IPointwise
    {
        public N Value<N>(N x)
            where N : struct, IReal<N> => throw new InvalidTimeZoneException();
    }
}
