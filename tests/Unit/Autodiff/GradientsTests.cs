using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class GradientsTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Every_leaf_has_a_gradient_of_its_own_shape()
    {
        Variable<double> w = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> x = _tape.Variable([1, 0, -1], [3]);
        Variable<double> y = w.MatMul(x).Square().Sum();
        Gradients<double> gradients = y.Gradients();
        Numbers.Equal([-4, 0, 4, -4, 0, 4], gradients[w]);
        Numbers.Equal([-20, -28, -36], gradients[x]);
        Assert.Same(_tape, gradients.Tape);
    }

    [Fact]
    public void What_was_on_no_path_has_zeros()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> unused = _tape.Variable([1, 2, 3], [3]);
        Parameter<double> idle = Parameter<double>.Ones("idle", [2, 2]);
        _tape.Variable(idle);
        Gradients<double> gradients = x.Sum().Gradients();
        Numbers.Equal([0, 0, 0], gradients[unused]);
        Numbers.Equal([0, 0, 0, 0], gradients[idle]);
        Assert.True(gradients.Contains(idle));
        Assert.True(gradients.TryGet(idle, out ReadOnlySpan<double> zeros));
        Numbers.Equal([0, 0, 0, 0], zeros);
        Numbers.Equal([0, 0, 0], x.Sum().Gradients(unused, x)[unused]);
        Numbers.Equal([0, 0, 0], x.Sum().Derivative(unused).Values);
    }

    [Fact]
    public void Zeros_stay_zeros_while_the_recording_goes_on()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        double[] zeros = new double[1000];
        Variable<double> unused = _tape.Variable(zeros, [1000]);
        Gradients<double> gradients = x.Sum().Gradients();
        using (_tape.Inference())
        {
            Numbers.Equal(zeros, gradients[unused]);
        }

        for (int step = 0; step < 50; step++)
        {
            Variable<double> ones = _tape.Constant([.. Enumerable.Repeat(7.0, 400)], [400]);
            (x + ones.Sum()).Square().Sum().Gradients();
            Numbers.Equal(zeros, gradients[unused]);
        }

        Numbers.Equal([1, 1], gradients[x]);
    }

    [Fact]
    public void A_leaf_made_after_the_result_has_zeros()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> y = x.Sum();
        Variable<double> later = _tape.Variable([5, 6, 7], [3]);
        Numbers.Equal([0, 0, 0], y.Gradients()[later]);
        Numbers.Equal([0, 0, 0], y.Derivative(later).Values);
        Gradients<double> asked = y.Gradients(x, later);
        Numbers.Equal([1, 1], asked[x]);
        Numbers.Equal([0, 0, 0], asked[later]);
    }

    [Fact]
    public void A_result_made_after_the_one_that_is_differentiated_has_zeros_when_asked_for()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> y = x.Sum();
        Variable<double> later = x * 3.0;
        Numbers.Equal([0, 0], y.Gradients(later)[later]);
    }

    [Fact]
    public void A_constant_has_none()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> c = _tape.Constant([3, 4], [2], "c");
        Variable<double> y = (x * c).Sum();
        Gradients<double> gradients = y.Gradients();
        Refusal.Of<RecordingException>(["c [2]", "constant", "tape.Variable"], () => _ = gradients[c]);
        Refusal.Of<RecordingException>(["tape.Variable"], () => y.Gradients(c));
        Refusal.Of<RecordingException>(["tape.Variable"], () => y.Gradients(x, c));
        Refusal.Of<RecordingException>(["tape.Variable"], () => y.Derivative(c));
        Numbers.Equal([3, 4], y.Gradients()[x]);
        Numbers.Equal([3, 4], y.Derivative(x).Values);
    }

    [Fact]
    public void An_intermediate_that_was_not_asked_for_says_how_to_ask()
    {
        Variable<double> x = _tape.Variable([2], [1]);
        Variable<double> z = (x * 3.0).Named("z");
        Variable<double> w = z.Square().Sum();
        Gradients<double> gradients = w.Gradients();
        Refusal.Of<RecordingException>(["z [1]", "ask for it"], () => _ = gradients[z]);
        Gradients<double> onlyZ = w.Gradients(z);
        Numbers.Equal([12], onlyZ[z]);
        Refusal.Of<RecordingException>(["was not computed", "ask for it"], () => _ = onlyZ[x]);
    }

    [Fact]
    public void Intermediates_and_leaves_in_one_sweep()
    {
        Variable<double> x = _tape.Variable(2.0);
        Variable<double> y = _tape.Variable(3.0);
        Variable<double> z = x * y;
        Variable<double> w = z.Square();
        Gradients<double> gradients = w.Gradients(z, x, y, w);
        Numbers.Equal([12], gradients[z]);
        Numbers.Equal([36], gradients[x]);
        Numbers.Equal([24], gradients[y]);
        Numbers.Equal([1], gradients[w]);
    }

    [Fact]
    public void Gradients_end_with_their_recording()
    {
        Parameter<double> p = Parameter<double>.Ones("p", [2]);
        Variable<double> y = _tape.Variable(p).Sum();
        Gradients<double> old = y.Gradients();
        _tape.Reset();
        Variable<double> x = _tape.Variable([1, 2], [2]);
        _ = x * p;
        Refusal.Of<RecordingException>(["earlier recording", "Reset", "GradientAccumulator"], () => _ = old[p]);
        Refusal.Of<RecordingException>(["earlier recording"], () => _ = old[x]);
        Refusal.Of<RecordingException>(["earlier recording"], () => old.Contains(p));
        Refusal.Of<RecordingException>(["earlier recording"], () => old.TryGet(p, out _));
        Refusal.Of<RecordingException>(["earlier recording"], () => _ = old.Tape);
        Refusal.Of<RecordingException>(["Default Gradients", "variable.Gradients()"], () => _ = default(Gradients<double>)[x]);
    }

    [Fact]
    public void A_parameter_that_is_not_in_the_recording_is_told()
    {
        Parameter<double> p = Parameter<double>.Ones("p", [2]);
        Parameter<double> stranger = Parameter<double>.Ones("stranger", [3]);
        Gradients<double> gradients = _tape.Variable(p).Sum().Gradients();
        Assert.True(gradients.Contains(p));
        Assert.False(gradients.Contains(stranger));
        Assert.True(gradients.TryGet(p, out ReadOnlySpan<double> ones));
        Numbers.Equal([1, 1], ones);
        Assert.False(gradients.TryGet(stranger, out ReadOnlySpan<double> nothing));
        Assert.True(nothing.IsEmpty);
        Refusal.Of<RecordingException>(["'stranger' [3]", "not in the recording"], () => _ = gradients[stranger]);
        Assert.Throws<ArgumentNullException>(() => gradients.Contains(null!));
    }

    [Fact]
    public void Of_parameters_only_those_asked_for_have_one()
    {
        Parameter<double> p = new("p", [2], [1]);
        Parameter<double> q = new("q", [3], [1]);
        Variable<double> x = _tape.Variable(p);
        Variable<double> y = (x * q).Sum();
        Gradients<double> gradients = y.Gradients(x);
        Assert.True(gradients.Contains(p));
        Assert.False(gradients.Contains(q));
        Assert.False(gradients.TryGet(q, out _));
        Numbers.Equal([3], gradients[p]);
    }

    [Fact]
    public void Another_tapes_variable_is_refused()
    {
        Variable<double> stranger = new Tape<double>().Variable(1.0);
        Gradients<double> gradients = _tape.Variable(2.0).Square().Gradients();
        Refusal.Of<RecordingException>(["different tapes"], () => _ = gradients[stranger]);
    }

    [Fact]
    public void Two_sweeps_have_their_own_buffers()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Gradients<double> squares = x.Square().Sum().Gradients();
        Gradients<double> cubes = x.Pow(3).Sum().Gradients();
        Gradients<double> again = x.Square().Sum().Gradients();
        Numbers.Equal([2, 4], squares[x]);
        Numbers.Equal([3, 12], cubes[x]);
        Numbers.Equal([2, 4], again[x]);
        Assert.False(squares[x].Overlaps(again[x]));
    }
}
