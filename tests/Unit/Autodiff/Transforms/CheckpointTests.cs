using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

/// <summary>Segments that are computed again: the same numbers as if they were kept.</summary>
public class CheckpointTests
{
    private static readonly double[] _start = [0.5, -1.0, 2.0, 0.25];

    private readonly Parameter<double> _weight = new("weight", [0.5, -0.25, 1.0, 0.75, 0.1, -0.6, 0.3, 0.2, 0.9, -0.8, 0.4, 0.7, -0.1, 0.6, 0.35, -0.45], [4, 4]);

    [Fact]
    public void Value_and_gradients_have_the_same_bits()
    {
        (double[] value, double[] towardsX, double[] towardsWeight) = Run(isChecked: false);
        (double[] valueAgain, double[] towardsXAgain, double[] towardsWeightAgain) = Run(isChecked: true);
        Assert.Equal(value, valueAgain);
        Assert.Equal(towardsX, towardsXAgain);
        Assert.Equal(towardsWeight, towardsWeightAgain);
        Assert.Contains(towardsWeight, number => number != 0.0);
    }

    [Fact]
    public void Captured_variables_are_differentiated()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([2.0], [1]);
        Variable<double> captured = tape.Variable([3.0], [1]).Square();
        Variable<double> y = tape.Checkpoint(input => input * captured * captured, x);

        // y = x c^2 with c = 9: 81 and 2 x c.
        Gradients<double> gradients = y.Gradients([1.0], x, captured);
        Assert.Equal([81.0], gradients[x].ToArray());
        Assert.Equal([36.0], gradients[captured].ToArray());
    }

    [Fact]
    public void Nested_segments_and_the_recorded_sweep_agree()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_start, [4]);
        Variable<double> Layer(Variable<double> input) => input.MatMul(_weight).Tanh();
        Variable<double> y = tape.Checkpoint(input => Layer(tape.Checkpoint(inner => Layer(Layer(inner)), Layer(input))) + input, x).Square().Sum();
        Variable<double> plain = (Layer(Layer(Layer(Layer(x)))) + x).Square().Sum();
        Assert.Equal(plain.Item(), y.Item());
        Assert.Equal(plain.Gradients()[x].ToArray(), y.Gradients()[x].ToArray());
        Numbers.Equal(plain.Gradients()[_weight].ToArray(), y.Gradients()[_weight], 1e-14);
        Variable<double> first = y.Derivative(x);
        Assert.Equal(plain.Derivative(x).ToArray(), first.ToArray());
        double[] seed = [1.0, -2.0, 0.5, 3.0];
        double[] expected = plain.Derivative(x).Gradients(seed)[x].ToArray();
        double[] actual = first.Gradients(seed)[x].ToArray();
        double[] forward = first.JacobianVectorProduct(x, tape.Constant(seed, [4])).ToArray();
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index], actual[index], 12);
            Assert.Equal(expected[index], forward[index], 12);
        }
    }

    [Fact]
    public void Forward_mode_goes_through()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.7], [1]);
        Variable<double> tangent = tape.Checkpoint(input => input.Square().Exp(), x).JacobianVectorProduct(x, tape.Constant([1.0], [1]));
        Assert.Equal(1.4 * Math.Exp(0.49), tangent.Item(), 12);
    }

    [Fact]
    public void An_exception_in_the_segment_leaves_the_tape_as_it_was()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_start, [4]);
        int count = tape.Count;
        Assert.Throws<InvalidOperationException>(() => tape.Checkpoint(input => throw new InvalidOperationException($"{input.Tanh()}"), x));
        Assert.Equal(count, tape.Count);
        int calls = 0;
        Variable<double> y = tape.Checkpoint(input => ++calls == 2 ? throw new InvalidOperationException() : input.Square(), x).Sum();
        Assert.Throws<InvalidOperationException>(() => y.Gradients());
        Assert.Equal([1.0, -2.0, 4.0, 0.5], y.Gradients()[x].ToArray());
        Assert.Equal(count + 2, tape.Count);
        Assert.Throws<RecordingException>(() => tape.Checkpoint(_ => new Tape<double>().Constant(1.0), x));
        Assert.Throws<RecordingException>(() => tape.Checkpoint(input => Reset(tape, input), x));
        Assert.Equal([1.0, -2.0, 4.0, 0.5], y.Gradients()[x].ToArray());
    }

    [Fact]
    public void A_segment_may_contain_derivatives()
    {
        // d/da [a tanh'(a)] through a segment, in values and recorded.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.7], [1]);
        Variable<double> y = tape.Checkpoint(a => Differentiate.Derivative(b => b.Tanh().Sum(), a) * a, x).Sum();
        double t = Math.Tanh(0.7);
        double expected = (1.0 - (t * t)) * (1.0 - (1.4 * t));
        Assert.Equal(expected, y.Gradients()[x][0], 13);
        Assert.Equal(expected, y.Derivative(x).Item(), 13);
        Assert.Equal(expected, y.JacobianVectorProduct(x, tape.Constant([1.0], [1])).Item(), 13);
    }

    [Fact]
    public void Forward_sweeps_within_forward_sweeps_do_not_disturb_each_other()
    {
        // y = x tanh'(x) + x^2 where the first comes from a forward sweep in a segment, and what is after it still has its tangent.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.7], [1]);
        Variable<double> one = tape.Constant([1.0], [1]);
        Variable<double> y = tape.Checkpoint(a => Differentiate.Derivative(b => b.Tanh(), a, one) * a, x) + x.Square();
        double t = Math.Tanh(0.7);
        double expected = ((1.0 - (t * t)) * (1.0 - (1.4 * t))) + 1.4;
        Assert.Equal(expected, y.Gradients([1.0])[x][0], 13);
        Assert.Equal(expected, y.JacobianVectorProduct(x, one).Item(), 13);
    }

    [Fact]
    public void A_segment_that_draws_more_the_second_time_is_noticed()
    {
        Tape<double> tape = new();
        MaskStream stream = new(1);
        Variable<double> x = tape.Variable(_start, [4]);
        int calls = 0;
        Variable<double> y = tape.Checkpoint(input => ++calls == 1 ? input.Square() : input.Dropout(0.5, stream), x);
        Assert.Contains("masks", Assert.Throws<RecordingException>(() => y.Gradients([1.0, 1.0, 1.0, 1.0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_that_changes_its_mind_is_noticed()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_start, [4]);
        int calls = 0;
        Variable<double> y = tape.Checkpoint(input => ++calls == 1 ? input.Square() : input.Sum(), x);
        Assert.Contains("[4]", Assert.Throws<RecordingException>(() => y.Gradients([1.0, 1.0, 1.0, 1.0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_kept_within_an_inference_scope_and_constants_stay_constants()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_start, [4]);
        using (tape.Inference())
        {
            Assert.Equal(x.Square().ToArray(), tape.Checkpoint(input => input.Square(), x).ToArray());
        }

        Assert.False(tape.Checkpoint(input => input.StopGradient().Square(), x).IsDifferentiable);
        Assert.Equal(x, tape.Checkpoint(input => input, x));
    }

    [Fact]
    public void Dropout_draws_the_same_masks_again_also_in_nested_segments()
    {
        double[] Run(Func<Tape<double>, Func<Variable<double>, Variable<double>>, Variable<double>, Variable<double>> apply, out ulong state)
        {
            Tape<double> tape = new();
            MaskStream stream = new(7);
            Variable<double> x = tape.Variable(_start, [4]);
            Variable<double> Inner(Variable<double> input) => (input.Dropout(0.4, stream) * _weight).Dropout(0.3, stream);
            Variable<double> y = apply(tape, input => apply(tape, Inner, input.Dropout(0.5, stream)), x).Dropout(0.2, stream);
            double[] gradient = y.Square().Sum().Gradients()[x].ToArray();
            state = stream.State;
            return [.. y.ToArray(), .. gradient];
        }

        double[] expected = Run((_, segment, input) => segment(input), out ulong state);
        Assert.Equal(expected, Run((tape, segment, input) => tape.Checkpoint(segment, input), out ulong stateAgain));
        Assert.Equal(state, stateAgain);
        Assert.Contains(expected, number => number == 0.0);
    }

    [Fact]
    public void Memory_of_a_chain_falls_to_about_the_square_root_of_its_length()
    {
        const int Layers = 64;
        const int Size = 4096;
        long plain = Peak(tape => Chain(tape.Variable(new double[Size], [Size]), Layers));
        long inSegments = Peak(tape =>
        {
            Variable<double> x = tape.Variable(new double[Size], [Size]);
            for (int segment = 0; segment < 8; segment++)
            {
                x = tape.Checkpoint(input => Chain(input, Layers / 8), x);
            }

            return x;
        });

        // Two values of 32 KB a layer are kept, and some adjoints. In segments: 8 results, and 8 layers of the segment that is swept.
        const int Each = Size * sizeof(double);
        Assert.InRange(plain, 2 * Layers * Each, 2.1 * Layers * Each);
        Assert.InRange(inSegments, (8 + 16) * Each, (8 + 16 + 12) * Each);
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        Tape<double> tape = new();
        Func<Variable<double>, Variable<double>> segment = input => input.MatMul(_weight).Tanh();
        void Step()
        {
            tape.Reset();
            Variable<double> x = tape.Variable(_start, [4]);
            tape.Checkpoint(segment, tape.Checkpoint(segment, x)).Sum().Gradients();
        }

        for (int warm = 0; warm < 50; warm++)
        {
            Step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 20; step++)
        {
            Step();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static long Peak(Func<Tape<double>, Variable<double>> build)
    {
        Tape<double> tape = new();
        build(tape).Sum().Gradients();
        return tape.PeakBytes;
    }

    private static Variable<double> Chain(Variable<double> x, int layers)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            x = (0.5 * x).Tanh();
        }

        return x;
    }

    private static Variable<double> Reset(Tape<double> tape, Variable<double> input)
    {
        tape.Reset();
        return input;
    }

    private (double[] Value, double[] TowardsX, double[] TowardsWeight) Run(bool isChecked)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(_start, [4]);
        Variable<double> Segment(Variable<double> input) => (input.MatMul(_weight).Tanh() * input).Softplus();
        Variable<double> y = x;
        for (int segment = 0; segment < 3; segment++)
        {
            y = isChecked ? tape.Checkpoint(Segment, y) : Segment(y);
        }

        Gradients<double> gradients = y.Square().Sum().Gradients();
        return (y.ToArray(), gradients[x].ToArray(), gradients[_weight].ToArray());
    }
}
