using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section B: buffers, aliasing, mutation.</summary>
public class BufferTraps
{
    private static readonly double[] _wide = [.. Enumerable.Range(0, 64 * 48).Select(index => Math.Sin(0.37 * index))];

    // A parameter changed between the forward pass and the sweep: every sweep refuses, none mixes old and new numbers.
    [Fact]
    public void Parameter_changed_between_forward_and_sweep()
    {
        Parameter<double> weight = new("weight", [2.0, 3.0], [2]);
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 1.0], [2]);
        Variable<double> y = (x * weight).Square().Sum();
        weight.Update()[0] = 5.0;
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => y.Gradients()), "weight", "[2]", "changed");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => y.Derivative(x)), "weight", "changed");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => y.JacobianVectorProduct(x, x)), "weight", "changed");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => x * weight), "weight", "changed");
        tape.Reset();
        x = tape.Variable([1.0, 1.0], [2]);
        Assert.Equal([10.0, 6.0], (x * weight).Square().Sum().Gradients()[weight].ToArray());
    }

    [Fact]
    public void Assign_counts_as_a_change()
    {
        Parameter<double> weight = Parameter<double>.Ones("weight", [2]);
        int version = weight.Version;
        weight.Assign([3.0, 4.0]);
        Assert.NotEqual(version, weight.Version);
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => weight.Assign([1.0])), "weight", "[2]");
        Assert.Equal([3.0, 4.0], weight.Values.ToArray());
    }

    [Fact]
    public void Leaf_is_a_copy_of_the_callers_array()
    {
        double[] data = [1.0, 2.0];
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(data, [2]);
        Variable<double> y = x.Square().Sum();
        data[0] = 100.0;
        Assert.Equal([2.0, 4.0], y.Gradients()[x].ToArray());
    }

    // Results of reshape, identity, broadcast and permutation cannot be changed: what a caller can write to is a copy, or a parameter,
    // which is refused as changed through a view as well.
    [Fact]
    public void Views_show_the_same_numbers_and_nothing_changes_them()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0, 4.0], [2, 2]);
        Variable<double>[] views = [x.Reshape(4), x.Reshape(2, 2), x.BroadcastTo([2, 2]), x.Permute(0, 1), x.StopGradient()];
        (views[0] * views[0]).Sum().Gradients();
        foreach (Variable<double> view in views)
        {
            Array.Fill(view.ToArray(), 9.0);
            view.Square();
        }

        Assert.All(views, view => Assert.Equal([1.0, 2.0, 3.0, 4.0], view.ToArray()));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], x.ToArray());

        Parameter<double> weight = new("weight", [1.0, 2.0], [2]);
        Variable<double> result = tape.Variable(weight).Reshape(1, 2).Permute(1, 0).Square().Sum();
        weight.Update()[0] = 7.0;
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => result.Gradients()), "weight", "changed");
    }

    // The same graph after a large run with other shapes, in memory that was filled with NaN: the same bits. A second time within one
    // recording, where the buffers that the sweep takes were freed by a sweep full of NaN.
    [Fact]
    public void Pooled_buffers_poisoned_with_NaN_do_not_show()
    {
        (double[] value, double[][] gradients) expected = RunWide(new(), _wide);
        Tape<double> tape = new();
        RunWide(tape, new double[64 * 48]);
        tape.Reset();
        RunLarge(tape, 1.0);
        tape.Reset();
        FillWithNaN(tape);
        tape.Reset();
        AssertSameBits(expected, RunWide(tape, _wide));
        RunLarge(tape, double.NaN);
        double[] poison = new double[_wide.Length];
        Array.Fill(poison, double.NaN);
        RunWide(tape, poison);
        AssertSameBits(expected, RunWide(tape, _wide));
        using (tape.Inference())
        {
            FillWithNaN(tape);
        }

        AssertSameBits(expected, RunWide(tape, _wide));
    }

    // Gradient rows that nothing flows into are 0 exactly, in memory that was filled with NaN.
    [Fact]
    public void Untouched_rows_of_a_gradient_are_zero()
    {
        Tape<double> tape = new();
        RunLarge(tape, double.NaN);
        tape.Reset();
        FillWithNaN(tape);
        tape.Reset();
        Variable<double> x = tape.Variable(_wide, [64, 48]);
        Variable<double> unused = tape.Variable(_wide, [48, 64]);
        Gradients<double> gradients = (x.Max(0) * tape.Constant(new double[48], [48])).Sum().Gradients(x, unused);
        Assert.Equal(new double[_wide.Length], gradients[x].ToArray());
        Assert.Equal(new double[_wide.Length], gradients[unused].ToArray());
        Assert.Equal(new double[_wide.Length], x.Sum().Derivative(unused).ToArray());
        double[] rows = x.Embedding([5, 60, 5]).Sum().Gradients()[x].ToArray();
        double[] parts = x[7..9, 1].Sum().Gradients()[x].ToArray();
        for (int index = 0; index < rows.Length; index++)
        {
            Assert.Equal((index / 48) switch { 5 => 2.0, 60 => 1.0, _ => 0.0 }, rows[index]);
            Assert.Equal(index is (7 * 48) + 1 or (8 * 48) + 1 ? 1.0 : 0.0, parts[index]);
        }

        double[] columns = x.Max(0).Sum().Gradients()[x].ToArray();
        Assert.Equal(48, columns.Count(share => share == 1.0));
        Assert.Equal(columns.Length - 48, columns.Count(share => share == 0.0));
    }

    // A shape fault in the midst of a forward pass, caught: nothing half recorded, and the rest has the right gradient.
    [Fact]
    public void Exception_in_the_middle_of_a_forward_leaves_the_tape_usable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0], [3]);
        Variable<double> y = x.Square();
        int count = tape.Count;
        Variable<double> two = tape.Constant([1.0, 2.0], [2]);
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y + two), "add", "[3]", "[2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.MatMul(two)), "MatMul", "[3]", "[2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Reshape(2, 2)), "Reshape", "[3]", "[2, 2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Sum(1)), "Sum", "[3]", "1");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Softmax(3)), "Softmax", "[3]", "3");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Permute(0, 0)), "Permute");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.BroadcastTo([2])), "BroadcastTo", "[3]", "[2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Linear(two, two)), "Linear", "[3]", "[2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.SoftmaxCrossEntropy([0])), "SoftmaxCrossEntropy", "[3]");
        Attempt.AssertTells(Assert.Throws<ArgumentOutOfRangeException>(() => y.Reshape(1, 3).SoftmaxCrossEntropy([3])), "SoftmaxCrossEntropy", "label 3", "[1, 3]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => tape.Variable([1.0], [2])), "Variable", "[2]");
        Assert.InRange(tape.Count, count, count + 2);
        Assert.Equal([4.0, 32.0, 108.0], (y * y).Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void Exception_in_a_users_function_leaves_the_tape_usable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Assert.Throws<InvalidTimeZoneException>(() => x.Map(new Throwing(always: true)));
        Variable<double> y = x.Map(new Throwing(always: false)).Sum();
        Assert.Throws<InvalidTimeZoneException>(() => y.Gradients());
        Assert.Throws<InvalidTimeZoneException>(() => y.Derivative(x));
        Assert.Equal([2.0, 4.0], x.Square().Sum().Gradients()[x].ToArray());
        Assert.Equal([2.0, 4.0], x.Square().Sum().Derivative(x).ToArray());
    }

    // 10,000 training iterations allocate nothing after the first ones.
    [Fact]
    public void Ten_thousand_iterations_do_not_grow_memory()
    {
        Tape<float> tape = new();
        Parameter<float> weight = Parameter<float>.Filled("weight", [16, 8], 0.01f);
        Parameter<float> bias = Parameter<float>.Zeros("bias", [8]);
        float[] inputs = new float[4 * 16];
        Array.Fill(inputs, 0.5f);
        float total = 0.0f;
        void Iterate(int count)
        {
            for (int iteration = 0; iteration < count; iteration++)
            {
                tape.Reset();
                Variable<float> x = tape.Constant(inputs, [4, 16]);
                Variable<float> loss = x.Linear(weight, bias, default(ReluFunction)).Square().Mean() + x.MatMul(weight).Softmax().Max();
                Gradients<float> gradients = loss.Gradients();
                total += loss.Item() + gradients[weight][0];
                weight.Update()[0] -= 0.001f;
            }
        }

        // The runtime may charge its own compilation to the thread, now and then and not much; an iteration never allocates.
        Iterate(100);
        long least = long.MaxValue;
        long first = GC.GetAllocatedBytesForCurrentThread();
        for (int window = 0; window < 10; window++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Iterate(1000);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - first, 0, 64 * 1024);
        Assert.True(float.IsFinite(total));
    }

    // total += loss, across recordings: refused at once, where it would hold on to every recording so far. The sum is of numbers.
    [Fact]
    public void A_loss_cannot_be_added_up_across_recordings()
    {
        Tape<double> tape = new();
        double sum = 0.0;
        Variable<double> total = tape.Constant(0.0);
        for (int iteration = 0; iteration < 3; iteration++)
        {
            Variable<double> loss = tape.Variable(2.0).Square();
            total += loss;
            sum += loss.Item();
            tape.Reset();
            Attempt.AssertTells(Assert.Throws<RecordingException>(() => total + 1.0), "earlier recording");
            total = tape.Constant(0.0);
        }

        Assert.Equal(12.0, sum);
    }

    [Fact]
    public void Forgotten_tapes_are_collected()
    {
        static void Forget()
        {
            for (int round = 0; round < 200; round++)
            {
                Tape<double> tape = new();
                tape.Variable(new double[100_000], [100_000]).Tanh().Sum().Gradients();
            }
        }

        Forget();
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Forget();
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 256 * 1024 * 1024);
    }

    /// <summary>A graph of many operations, whose sweep needs buffers of many sizes.</summary>
    private static (double[] Value, double[][] Gradients) RunWide(Tape<double> tape, double[] values)
    {
        Variable<double> x = tape.Variable(values, [64, 48]);
        Variable<double> weight = tape.Variable(values.AsSpan(0, 48 * 24), [48, 24]);
        Variable<double> bias = tape.Variable(values.AsSpan(7, 24), [24]);
        Variable<double> scale = tape.Variable(1.5);
        Variable<double> hidden = x.Linear(weight, bias, default(TanhFunction)) * scale;
        Variable<double> mixed = (hidden.Softmax() + hidden.LogSoftmax(0) - hidden.Max(1, keepDimensions: true)).Transpose().Reshape(32, 48);
        Variable<double> result = mixed.Maximum(0.1).Pow(1.5).Sum(0) + (x.Mean(0) * x.LogSumExp(0)) + (bias * bias).Sum();
        Gradients<double> gradients = result.Gradients(values.AsSpan(3, 48));
        double[][] ofLeaves = [.. new[] { x, weight, bias, scale }.Select(leaf => gradients[leaf].ToArray())];
        return (result.ToArray(), [.. ofLeaves, result.Sum().Derivative(weight).ToArray(), result.JacobianVectorProduct(x, x).ToArray()]);
    }

    private static void RunLarge(Tape<double> tape, double number)
    {
        double[] values = new double[250_000];
        Array.Fill(values, number);
        foreach (int rows in new[] { 500, 125, 7 })
        {
            Variable<double> x = tape.Variable(values.AsSpan(0, rows * 500), [rows, 500]);
            (x.Tanh() * x.Exp() + x.MatMul(x, transposeLeft: true).Sum(0).Softmax()).Sum().Gradients();
        }
    }

    // Blocks of a few sizes, until 32 MB are full: more than the runs before have used.
    private static void FillWithNaN(Tape<double> tape)
    {
        double[] poison = new double[4096];
        Array.Fill(poison, double.NaN);
        for (int block = 0; block < 1000; block++)
        {
            tape.Constant(poison, [4096]);
            tape.Constant(poison.AsSpan(0, 100), [100]);
            tape.Constant(poison[0]);
        }
    }

    private static void AssertSameBits((double[] Value, double[][] Gradients) expected, (double[] Value, double[][] Gradients) actual)
    {
        Near.AssertSameBits<double>("value", expected.Value, actual.Value);
        for (int index = 0; index < expected.Gradients.Length; index++)
        {
            Assert.DoesNotContain(expected.Gradients[index], double.IsNaN);
            Near.AssertSameBits<double>($"gradient {index}", expected.Gradients[index], actual.Gradients[index]);
        }
    }

    private readonly struct Throwing(bool always) : IPointwise
    {
        // The derivative is evaluated at a number type that holds a number type; the value is not.
        public N Value<N>(N x)
            where N : struct, IReal<N> => always || typeof(N).GetGenericArguments().Any(inner => inner.GetInterfaces().Any(each => each.Name.StartsWith("IReal", StringComparison.Ordinal)))
                ? throw new InvalidTimeZoneException()
                : x * x;
    }
}
