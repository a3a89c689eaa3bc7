using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into: buffers, aliasing, mutation, scopes, threads.</summary>
public class BufferTraps
{
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

    [Fact]
    public void Views_show_the_same_numbers_and_nothing_changes_them()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0, 4.0], [2, 2]);
        Variable<double>[] views = [x.Reshape(4), x.Reshape(2, 2), x.BroadcastTo([2, 2]), x.Permute(0, 1)];
        (views[0] * views[0]).Sum().Gradients();
        Assert.All(views, view => Assert.Equal([1.0, 2.0, 3.0, 4.0], view.ToArray()));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], x.ToArray());
    }

    [Fact]
    public void Transposed_operands_of_every_two_dimensional_case()
    {
        for (int start = 0; start < 300; start++)
        {
            Case at = Case.Generate(Catalog.Of("matrix product"), new Random(start), start / 3);
            if (at.Shapes.Any(shape => shape.Length != 2))
            {
                continue;
            }

            Sweep<double> expected = Evaluation.InValues<double>(at);
            Tape<double> tape = new();
            Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
            Variable<double>[] transposed = [.. leaves.Select(leaf => leaf.Transpose())];
            Variable<double> result = transposed[0].MatMul(transposed[1], (at.Variant & 1) == 0, (at.Variant & 2) == 0);
            Near.Assert("value", expected.Value, result.Values, 1e-14);
            Gradients<double> gradients = Evaluation.WeightedSum(at, result).Gradients();
            Near.Assert("left", expected.Gradients[0], gradients[leaves[0]], 1e-14);
            Near.Assert("right", expected.Gradients[1], gradients[leaves[1]], 1e-14);
        }
    }

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

    [Fact]
    public void Inference_scope_ends_with_an_exception_and_nests()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(2.0);
        Variable<double> leaked = default;
        void Fail()
        {
            using (tape.Inference())
            {
                leaked = x.Square();
                throw new InvalidTimeZoneException();
            }
        }

        Assert.Throws<InvalidTimeZoneException>(Fail);
        Assert.True(tape.IsRecording);
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => leaked.Item()), "inference scope");
        using (tape.Inference())
        {
            using (tape.Inference())
            {
                Assert.False(tape.IsRecording);
            }

            Assert.False(tape.IsRecording);
            Assert.Equal(4.0, x.Square().Item());
            Attempt.AssertTells(Assert.Throws<RecordingException>(() => x.Square().Gradients()), "Inference");
        }

        Assert.True(tape.IsRecording);
        Assert.Equal([4.0], x.Square().Gradients()[x].ToArray());
    }

    [Fact]
    public void Nothing_is_recorded_over_a_thousand_evaluations()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.5, 0.25], [2]);
        int count = tape.Count;
        double sum = 0.0;
        for (int pass = 0; pass < 1000; pass++)
        {
            using (tape.Inference())
            {
                sum += x.Tanh().Exp().Sum().Item();
                Assert.Equal(count, tape.Count);
            }
        }

        Assert.Equal(count, tape.Count);
        Assert.True(sum > 0.0);
    }

    [Fact]
    public async Task Two_threads_with_two_tapes_and_one_model()
    {
        Parameter<double> weight = new("weight", [.. Enumerable.Range(0, 64).Select(index => 0.01 * index)], [8, 8]);
        double[] Run(bool first)
        {
            Tape<double> tape = new();
            double[] result = [];
            for (int round = 0; round < 1000; round++)
            {
                tape.Reset();
                Variable<double> x = tape.Variable([.. Enumerable.Range(0, 16).Select(index => 0.1 * (index + (first ? 0 : 5)))], [2, 8]);
                Variable<double> y = first ? x.MatMul(weight).Tanh().Sum() : (x.MatMul(weight).Softmax() * x).Sum();
                Gradients<double> gradients = y.Gradients();
                double[] now = [y.Item(), .. gradients[x], .. gradients[weight]];
                Assert.True(round == 0 || now.SequenceEqual(result));
                result = now;
            }

            return result;
        }

        double[] alone = Run(true);
        double[] otherAlone = Run(false);
        Task<double[]> one = Task.Run(() => Run(true));
        Task<double[]> other = Task.Run(() => Run(false));
        Assert.Equal(alone, await one);
        Assert.Equal(otherAlone, await other);
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
