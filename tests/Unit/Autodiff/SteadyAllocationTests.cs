using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

/// <summary>A steady step allocates nothing, and memory does not grow. Within a step only Assert.True: Assert.Equal allocates.</summary>
public sealed class SteadyAllocationTests
{
    private readonly Parameter<float> _w1 = new("W1", [.. Enumerable.Range(0, 64 * 32).Select(index => 0.01f * MathF.Sin(index))], [64, 32]);
    private readonly Parameter<float> _b1 = Parameter<float>.Zeros("b1", [32]);
    private readonly Parameter<float> _w2 = new("W2", [.. Enumerable.Range(0, 32 * 10).Select(index => 0.1f * MathF.Cos(index))], [32, 10]);
    private readonly Parameter<float> _b2 = Parameter<float>.Zeros("b2", [10]);
    private readonly float[] _inputs = [.. Enumerable.Range(0, 16 * 64).Select(index => MathF.Sin(0.1f * index))];
    private readonly int[] _labels = [.. Enumerable.Range(0, 16).Select(row => row % 10)];

    [Fact]
    public void A_training_step()
    {
        Tape<float> tape = new();
        float first = 0f;
        float last = 0f;
        Nothing(200, step =>
        {
            tape.Reset();
            Variable<float> x = tape.Borrow(_inputs, [16, 64]);
            Variable<float> logits = x.Linear(_w1, _b1, default(ReluFunction)).Linear(_w2, _b2);
            Variable<float> loss = logits.SoftmaxCrossEntropy(_labels);
            Gradients<float> gradients = loss.Gradients();
            Move(_w1, gradients);
            Move(_b1, gradients);
            Move(_w2, gradients);
            Move(_b2, gradients);
            first = step == 0 ? loss.Item() : first;
            last = loss.Item();
        });
        Assert.True(last < 0.95f * first, $"{first} to {last}");
    }

    [Fact]
    public void A_step_with_broadcasting_functions_of_ones_own_and_reductions()
    {
        Tape<float> tape = new();
        Nothing(100, _ =>
        {
            tape.Reset();
            Variable<float> x = tape.Variable(_inputs, [16, 64]);
            Variable<float> scale = tape.Variable(2f);
            Variable<float> column = tape.Constant(_inputs.AsSpan(0, 16), [16, 1]);
            Variable<float> h = ((x * scale) + column).MatMul(_w1) - _b1;
            h = h.Map2<Blend>(_b1).Map(new Bump(0.5)).Map3<Mix>(h, _b1);
            h = h.Softmax() + h.LogSoftmax(0) + h.Max(1, keepDimensions: true) - h.Mean(0) + h.LogSumExp(1, keepDimensions: true);
            h = h.Transpose().Reshape(16, 32).Maximum(0.1f).Pow(1.5) / (1.0 + h.Abs());
            Variable<float> loss = h.Sum([0, 1]) + h.BroadcastTo([2, 16, 32]).Permute(2, 0, 1).Square().Mean();
            Gradients<float> gradients = loss.Gradients();
            Assert.True(gradients[x].Length == 1024);
            Assert.True(float.IsFinite(gradients[scale][0]));
            Assert.True(gradients.Contains(_w1));
        });
    }

    [Fact]
    public void Sweeps_that_are_asked_for_something()
    {
        Tape<float> tape = new();
        Nothing(100, _ =>
        {
            tape.Reset();
            Variable<float> x = tape.Variable(_inputs, [16, 64]);
            Variable<float> y = x.Tanh();
            Variable<float> unused = tape.Variable(_inputs, [1024]);
            Variable<float> loss = (y * y).Sum();
            Assert.True(loss.Gradients(x, y)[y].Length == 1024);
            Assert.True(loss.Gradients(x, unused)[unused][5] == 0f);
            Assert.True(y.Gradients(_inputs, x)[x].Length == 1024);
        });
    }

    [Fact]
    public void Recorded_derivatives()
    {
        Tape<float> tape = new();
        Nothing(100, _ =>
        {
            tape.Reset();
            Variable<float> x = tape.Variable(_inputs, [16, 64]);
            Variable<float> loss = x.MatMul(_w1).Tanh().Square().Sum() + (x * 0.5).Sigmoid().Mean();
            Variable<float> slope = loss.Derivative(x);
            Variable<float> towardsWeights = loss.Derivative(_w1);
            Assert.True((slope.Square().Sum() + towardsWeights.Sum()).Gradients()[x].Length == 1024);
        });
    }

    [Fact]
    public void Evaluation_within_a_scope()
    {
        Tape<float> tape = new();
        Variable<float> kept = tape.Variable(1f);
        Nothing(100, _ =>
        {
            using (tape.Inference())
            {
                Variable<float> x = tape.Borrow(_inputs, [16, 64]);
                Assert.True(MathF.Abs(x.Linear(_w1, _b1, default(TanhFunction)).Linear(_w2, _b2).Softmax().Sum(1).Values[3] - 1f) < 1e-5f);
            }
        });
        Assert.Equal(1f, kept.Item());
    }

    [Fact]
    public void Named_variables_allocate_nothing_but_their_names()
    {
        Tape<float> tape = new();
        Nothing(100, _ =>
        {
            tape.Reset();
            Variable<float> x = tape.Variable(_inputs, [16, 64], "x");
            Assert.True(x.Square().Named("y").Sum().Gradients()[x].Length == 1024);
        });
    }

    [Fact]
    public void Batches_of_changing_size_settle()
    {
        Tape<float> tape = new();
        Nothing(200, step =>
        {
            tape.Reset();
            int rows = 1 + (step * 7 % 16);
            Variable<float> x = tape.Constant(_inputs.AsSpan(0, rows * 64), [rows, 64]);
            Variable<float> loss = x.Linear(_w1, _b1, default(ReluFunction)).Linear(_w2, _b2).SoftmaxCrossEntropy(_labels.AsSpan(0, rows));
            Assert.True(loss.Gradients().Contains(_w1));
        });
    }

    [Fact]
    public void A_forward_sweep_and_a_hessian_vector_product()
    {
        Tape<float> tape = new();
        float[] direction = [.. Enumerable.Range(0, 64).Select(index => MathF.Cos(index))];
        Nothing(100, _ =>
        {
            tape.Reset();
            Variable<float> x = tape.Variable(_inputs.AsSpan(0, 64), [64]);
            Variable<float> v = tape.Constant(direction, [64]);

            // Pointwise, linear, bilinear, and one whose forward rule follows from the other.
            Variable<float> y = x.Reshape(1, 64).Linear(_w1, _b1, default(TanhFunction)).Softmax().LogSumExp();
            Assert.True(y.JacobianVectorProduct(x, v).Length == 1);
            Assert.True(y.Derivative(x).JacobianVectorProduct(x, v).Length == 64);
        });
    }

    [Fact]
    public void Memory_does_not_grow_over_ten_thousand_iterations()
    {
        Tape<double> tape = new();
        Parameter<double> p = Parameter<double>.Ones("p", [100]);
        GradientAccumulator<double> sums = new([p]);
        long settled = 0;
        long least = long.MaxValue;
        for (int iteration = 0; iteration < 10_000; iteration++)
        {
            tape.Reset();
            Variable<double> total = tape.Constant(0.0);
            for (int part = 0; part < 5; part++)
            {
                total += (tape.Constant(part + 1.0) * p).Tanh().Sum();
            }

            sums.Add(total.Gradients(), 1e-4);
            if (iteration % 1000 == 999)
            {
                long now = GC.GetAllocatedBytesForCurrentThread();
                least = Math.Min(least, now - settled);
                settled = now;
            }
        }

        Assert.Equal(0, least);
        double expected = Enumerable.Range(1, 5).Sum(factor => factor * (1 - Math.Pow(Math.Tanh(factor), 2)));
        Assert.Equal(expected, sums[p][99], 1e-10);
    }

    private static void Move(Parameter<float> parameter, Gradients<float> gradients)
    {
        ReadOnlySpan<float> gradient = gradients[parameter];
        Span<float> values = parameter.Update();
        for (int index = 0; index < values.Length; index++)
        {
            values[index] -= 0.1f * gradient[index];
        }
    }

    // The second half of the steps allocates nothing. The least of several rounds: the runtime itself may allocate now and then.
    private static void Nothing(int steps, Action<int> step)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 4 && least > 0; round++)
        {
            for (int index = 0; index < steps / 2; index++)
            {
                step(index);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = steps / 2; index < steps; index++)
            {
                step(index);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private readonly struct Blend : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => N.Select(x > y, x, 0.5 * (x + y));
    }

    private readonly struct Bump(double width) : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * N.Exp(-(x * x) * width);
    }

    private readonly struct Mix : IPointwise3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y, N z)
            where N : struct, IReal<N> => (x * y) + N.Tanh(z);
    }
}
