using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class TapeTests
{
    [Fact]
    public void Vectors_without_a_shape_zeros_ones_and_the_identity()
    {
        Tape<double> tape = new();
        Variable<double> vector = tape.Constant([1.0, 2.0, 3.0]);
        Assert.Equal([3], vector.Shape);
        Assert.Equal([1.0, 2.0, 3.0], vector.ToArray());
        Variable<double> leaf = tape.Variable([4.0, 5.0], "x");
        Assert.True(leaf.IsDifferentiable);
        Assert.Equal([2], leaf.Shape);
        Assert.Equal(new double[6], tape.Zeros([2, 3]).ToArray());
        Assert.Equal([1.0, 1.0], tape.Ones([2]).ToArray());
        Assert.Equal([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0], tape.Identity(3).ToArray());
        Assert.Equal([0, 0], tape.Identity(0).Shape);
        Assert.False(tape.Identity(2).IsDifferentiable);
        double[] array = [1.0, 2.0];
        Assert.Equal([2], tape.Constant(array).Shape);
        Assert.Throws<ShapeException>(() => tape.Identity(-1));
    }

    [Fact]
    public void Leaves_copy_what_they_are_given()
    {
        Tape<double> tape = new();
        double[] numbers = [1, 2, 3, 4, 5, 6];
        Variable<double> w = tape.Variable(numbers, [2, 3]);
        Variable<double> c = tape.Constant(numbers, [6]);
        Array.Fill(numbers, -1.0);
        Numbers.Equal([1, 2, 3, 4, 5, 6], w.Values);
        Numbers.Equal([1, 2, 3, 4, 5, 6], c.Values);
        Assert.Equal([2, 3], w.Shape);
        Assert.True(w.IsDifferentiable);
        Assert.False(c.IsDifferentiable);
        Assert.Same(tape, w.Tape);
    }

    [Fact]
    public void One_number_makes_a_leaf_without_axes()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable(2.5f);
        Variable<float> c = tape.Constant(-1f);
        Assert.Equal(Shape.Scalar, x.Shape);
        Assert.Equal(2.5f, x.Item());
        Assert.Equal(-1f, c.Item());
        Assert.True(x.IsDifferentiable);
        Assert.False(c.IsDifferentiable);
    }

    [Fact]
    public void Empty_leaves_are_leaves()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([], [0, 3]);
        Assert.Equal(0, x.Length);
        Assert.Equal([0, 3], x.Shape);
        Assert.Equal(0.0, x.Sum().Item());
        Assert.Equal(0, x.Sum().Gradients()[x].Length);
        Assert.Empty(x.ToArray());
    }

    [Fact]
    public void Leaves_of_the_wrong_length_are_refused_and_nothing_is_recorded()
    {
        Tape<double> tape = new();
        double[] numbers = [1, 2, 3];
        Refusal.Of<ShapeException>(["Variable", "[2, 2]", "4", "3"], () => tape.Variable(numbers, [2, 2]));
        Refusal.Of<ShapeException>(["Constant", "[2]", "3"], () => tape.Constant(numbers, [2]));
        Refusal.Of<ShapeException>(["Borrow", "[4]", "3"], () => tape.Borrow(numbers, [4]));
        Refusal.Of<ShapeException>(["Variable", "[]", "3"], () => tape.Variable(numbers, []));
        Assert.Equal(0, tape.Count);
        Assert.Equal(6.0, tape.Variable(numbers, [3]).Sum().Item());
    }

    [Fact]
    public void Count_is_of_leaves_and_results()
    {
        Tape<double> tape = new();
        Assert.Equal(0, tape.Count);
        Assert.True(tape.IsRecording);
        Variable<double> x = tape.Variable([1, 2], [2]);
        Assert.Equal(1, tape.Count);
        Variable<double> y = (x * 2.0).Sum();
        Assert.Equal(3, tape.Count);
        y.Gradients();
        Assert.Equal(3, tape.Count);
        tape.Reset();
        Assert.Equal(0, tape.Count);
    }

    [Fact]
    public void Names_are_shown_and_end_with_the_recording()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1], [1], "x");
        Assert.Equal("x [1]", x.ToString());
        Assert.Equal("c []", tape.Constant(1.0, "c").ToString());
        Assert.Equal("b [2]", tape.Borrow(new double[2], [2], "b").ToString());
        Assert.Equal("v3 [1]", (x * x).ToString());
        tape.Reset();
        Assert.Equal("v0 [1]", tape.Variable([1], [1]).ToString());
    }

    [Fact]
    public void After_reset_a_handle_never_reads_the_node_that_took_its_place()
    {
        Tape<double> tape = new();
        Variable<double> old = tape.Variable([1, 2], [2]);
        tape.Reset();
        Refusal.Of<RecordingException>(["v0", "earlier recording", "Reset"], () => _ = old.Values);
        Variable<double> fresh = tape.Variable([3, 4], [2]);
        Assert.NotEqual(old, fresh);
        Refusal.Of<RecordingException>(["v0", "Reset"], () => old.ToArray());
        Refusal.Of<RecordingException>(["v0", "Reset"], () => _ = old + fresh);
        Refusal.Of<RecordingException>(["v0", "Reset"], () => _ = fresh + old);
        Assert.Equal(1, tape.Count);
        Numbers.Equal([3, 4], fresh.Values);
        for (int recording = 0; recording < 100; recording++)
        {
            tape.Reset();
            tape.Variable([recording, 0], [2]);
            Assert.Throws<RecordingException>(() => old.Item());
            Assert.Throws<RecordingException>(() => fresh.Item());
        }
    }

    [Fact]
    public void A_stale_handle_is_refused_by_every_operation()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3, 4], [2, 2]);
        tape.Reset();

        // Another rank in its place: what is refused is the handle, not an axis of something else.
        Variable<double> y = tape.Variable(1.0);
        double[] seed = [1, 1, 1, 1];
        int[] labels = [0, 1];
        Action[] uses =
        [
            () => _ = x + y, () => _ = x - y, () => _ = x * y, () => _ = x / y, () => _ = -x, () => _ = x + 1.0, () => _ = 2.0 - x,
            () => x.Pow(2), () => x.Pow(y), () => x.Square(), () => x.Sqrt(), () => x.Exp(), () => x.ExpM1(), () => x.Log(), () => x.LogP1(),
            () => x.Tanh(), () => x.Sigmoid(), () => x.Relu(), () => x.LeakyRelu(0.1), () => x.Softplus(), () => x.Abs(),
            () => x.Maximum(y), () => x.Minimum(1.0), () => y.Maximum(x), () => x.MatMul(y), () => x.Transpose(), () => x.Transpose(0, 1),
            () => x.Permute(1, 0), () => x.Reshape(4), () => x.BroadcastTo([3, 2, 2]),
            () => x.Sum(), () => x.Sum(1), () => x.Sum([0, 1]), () => x.Mean(), () => x.Mean(1), () => x.Mean([0, 1]), () => x.Max(), () => x.Max(1),
            () => x.Max([0, 1]), () => x.Softmax(), () => x.LogSoftmax(), () => x.LogSumExp(), () => x.Linear(y, y),
            () => x.SoftmaxCrossEntropy(labels), () => x.Gradients(), () => x.Gradients(seed), () => y.Gradients(x), () => x.Derivative(y),
            () => y.Derivative(x), () => x.Derivatives(y), () => x.Named("x"), () => _ = x.Shape, () => _ = x.Length,
            () => _ = x.IsDifferentiable, () => x.Item(), () => tape.Describe(x), () => _ = x.AsTensorSpan(),
        ];
        for (int use = 0; use < uses.Length; use++)
        {
            Exception? thrown = Record.Exception(uses[use]);
            Assert.True(thrown is RecordingException, $"use {use} gave {thrown?.ToString() ?? "no exception"}");
        }

        Assert.Equal(1, tape.Count);
        Assert.Equal(6.0, (y * 3.0).Square().Gradients()[y][0] / 3.0);
        Assert.Equal("of an earlier recording", x.ToString());
    }

    [Fact]
    public void Values_stay_where_they_are_as_a_recording_grows()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.5, -0.5], [2]);
        ref readonly double before = ref MemoryMarshal.GetReference(x.Values);
        List<Variable<double>> results = [];
        for (int step = 0; step < 5000; step++)
        {
            results.Add(x + step);
        }

        Assert.Equal(5001, tape.Count);
        Assert.True(Unsafe.AreSame(in before, in MemoryMarshal.GetReference(x.Values)));
        for (int step = 0; step < results.Count; step++)
        {
            Numbers.Equal([0.5 + step, -0.5 + step], results[step].Values);
        }
    }

    [Fact]
    public void The_next_recording_uses_the_memory_of_the_last()
    {
        Tape<float> tape = new();
        nint Record()
        {
            tape.Reset();
            Variable<float> x = tape.Variable(new float[1000], [1000]);
            Variable<float> y = (x + 1f).Sum();
            Assert.Equal(1f, y.Gradients()[x][999]);
            return y.Values.Length == 1 ? Address(y.Values) : 0;
        }

        nint first = Record();
        for (int recording = 0; recording < 20; recording++)
        {
            Assert.Equal(first, Record());
        }
    }

    [Fact]
    public void Tapes_cannot_be_mixed_and_both_stay_usable()
    {
        Tape<double> one = new();
        Tape<double> other = new();
        Variable<double> x = one.Variable([1, 2], [2]);
        Variable<double> y = other.Variable([3, 4], [2]);
        Refusal.Of<RecordingException>(["add", "different tapes", "Constant"], () => _ = x + y);
        Refusal.Of<RecordingException>(["multiply", "different tapes"], () => _ = x * y);
        Refusal.Of<RecordingException>(["MatMul", "different tapes"], () => x.MatMul(y));
        Refusal.Of<RecordingException>(["maximum", "different tapes"], () => x.Maximum(y));
        Refusal.Of<RecordingException>(["power", "different tapes"], () => x.Pow(y));
        Refusal.Of<RecordingException>(["Linear", "different tapes"], () => x.Linear(y, y));
        Refusal.Of<RecordingException>(["different tapes"], () => x.Sum().Gradients(y));
        Refusal.Of<RecordingException>(["different tapes"], () => x.Sum().Derivative(y));
        Refusal.Of<RecordingException>(["different tapes"], () => x.Derivative(x, y));
        Refusal.Of<RecordingException>(["Describe", "different tapes"], () => one.Describe(y));
        Numbers.Equal([2, 4], x.Square().Sum().Gradients()[x]);
        Numbers.Equal([2, 4], x.Square().Sum().Derivative(x).Values);
        Numbers.Equal([6, 8], y.Square().Sum().Gradients()[y]);
        Variable<double> brought = one.Constant(y.Values, y.Shape);
        Numbers.Equal([3, 4], (x * brought).Sum().Gradients()[x]);
    }

    [Fact]
    public void Tapes_on_several_threads_do_not_meet()
    {
        double[] Alone(int thread)
        {
            Tape<double> tape = new();
            double[] results = new double[200];
            for (int round = 0; round < results.Length; round++)
            {
                tape.Reset();
                Variable<double> x = tape.Variable([thread + (0.01 * round), 0.3], [2]);
                Variable<double> y = thread % 2 == 0 ? (x.Tanh() * x).Sum() : (x.Exp() / (1.0 + x.Square())).Sum();
                results[round] = y.Gradients()[x][0] + y.Derivative(x).Values[1];
            }

            return results;
        }

        double[][] expected = [.. Enumerable.Range(0, 4).Select(Alone)];
        double[][] found = new double[4][];
        Parallel.For(0, 4, thread => found[thread] = Alone(thread));
        for (int thread = 0; thread < 4; thread++)
        {
            Assert.Equal(expected[thread], found[thread]);
        }
    }

    [Fact]
    public void An_exception_in_the_middle_of_a_forward_pass_leaves_no_half_recorded_node()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3], [3]);
        Variable<double> y = x * 2.0;
        int count = tape.Count;
        Variable<double> wrong = tape.Variable([1, 2], [2]);
        Refusal.Of<ShapeException>(["add", "[3]", "[2]", "broadcast"], () => _ = y + wrong);
        Assert.Equal(count + 1, tape.Count);
        Variable<double> z = (y * y).Sum();
        Gradients<double> gradients = z.Gradients();
        Numbers.Equal([8, 16, 24], gradients[x]);
        Numbers.Equal([0, 0], gradients[wrong]);
    }

    private static unsafe nint Address(ReadOnlySpan<float> span) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));
}
