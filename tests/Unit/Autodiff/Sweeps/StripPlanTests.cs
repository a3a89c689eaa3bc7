using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Sweeps;

/// <summary>Chains that are computed and swept in strips: the same bits as operation by operation.</summary>
public sealed class StripPlanTests
{
    private delegate Variable<T> Graph<T>(Tape<T> tape, Variable<T> x, Variable<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string name in Graphs<float>().Keys)
            {
                // One element, a part of a lane, whole and partial strips, several threads.
                foreach (int length in (int[])[1, 37, 2048, 5000, 70_001])
                {
                    cases.Add(name, length);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Floats_have_the_same_bits(string name, int length) => Compare(Graphs<float>()[name], length);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Doubles_have_the_same_bits(string name, int length) => Compare(Graphs<double>()[name], length);

    [Fact]
    public void Halves_have_the_same_bits() => Compare(Graphs<Half>()["chain"], 5000);

    [Fact]
    public void Intermediate_results_that_are_asked_for()
    {
        double[][] Run(int deferred)
        {
            Tape<double> tape = new() { DeferredLength = deferred };
            Variable<double> x = tape.Variable(Wave<double>(3000, 1), [3000]);
            Variable<double> a = x.Tanh();
            Variable<double> b = a + x;
            Variable<double> c = (b * a) + a;
            Gradients<double> gradients = c.Sum().Gradients(a, b, c, x);
            return [gradients[a].ToArray(), gradients[b].ToArray(), gradients[c].ToArray(), gradients[x].ToArray()];
        }

        Assert.Equal(Run(int.MaxValue), Run(1));
    }

    [Fact]
    public void Several_sweeps_over_one_recording()
    {
        float[][] Run(int deferred)
        {
            Tape<float> tape = new() { DeferredLength = deferred };
            Variable<float> x = tape.Variable(Wave<float>(5000, 1), [5000]);
            Variable<float> y = (x.Sigmoid() * x).Exp();
            float[] first = y.Sum().Gradients()[x].ToArray();
            float[] second = (y * x).Mean().Gradients()[x].ToArray();
            float[] seeded = y.Gradients(first)[x].ToArray();
            float[] direction = y.JacobianVectorProduct(x, tape.Constant(first, [5000])).ToArray();
            float[] curvature = y.Sum().Derivative(x).Square().Sum().Gradients()[x].ToArray();
            return [first, second, seeded, direction, curvature, y.ToArray()];
        }

        Assert.Equal(Run(int.MaxValue), Run(1));
    }

    [Fact]
    public void Threads_do_not_show()
    {
        float[] Run(int threads)
        {
            Tape<float> tape = new() { MaxDegreeOfParallelism = threads };
            Variable<float> x = tape.Variable(Wave<float>(300_001, 1), [300_001]);
            Variable<float> loss = ((x.Tanh() * x.Sigmoid()) + (-x * x).Exp()).Mean();
            return [loss.Item(), .. loss.Gradients()[x]];
        }

        float[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(5));
    }

    [Fact]
    public void Only_what_is_read_takes_memory()
    {
        const int Length = 100_000;
        long Peak(int deferred)
        {
            Tape<float> tape = new() { DeferredLength = deferred, MaxDegreeOfParallelism = 1 };
            Variable<float> x = tape.Variable(Wave<float>(Length, 1), [Length]);
            Variable<float> y = x;
            for (int step = 0; step < 20; step++)
            {
                y = (y * 0.5).Tanh();
            }

            Assert.True(float.IsFinite(y.Sum().Gradients()[x][0]));
            return tape.PeakBytes / (Length * sizeof(float));
        }

        // All 40 values and two adjoints, or two arrays and some strips. The slabs' free ends count too.
        Assert.InRange(Peak(int.MaxValue), 42, 60);
        Assert.InRange(Peak(1), 2, 8);
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        Tape<float> tape = new() { DeferredLength = 1 };
        float[] numbers = Wave<float>(9000, 1);
        Parameter<float> p = new("p", numbers, [9000]);
        void Step()
        {
            tape.Reset();
            Variable<float> x = tape.Variable(p);
            Variable<float> borrowed = tape.Borrow(numbers, [9000]);
            Variable<float> y = (x.Tanh() * borrowed) - x.Map<Bump>();
            Assert.True(float.IsFinite(y.Values[5]));
            Assert.True(float.IsFinite((y + x).Sum().Gradients()[p][0]));
        }

        for (int warm = 0; warm < 50; warm++)
        {
            Step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 50; step++)
        {
            Step();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Dictionary<string, Graph<T>> Graphs<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new()
        {
            ["one"] = (_, x, _) => x.Tanh(),
            ["chain"] = (_, x, _) => (x.Tanh() * x.Sigmoid()) + (-x * x).Exp(),
            ["map"] = (_, x, y) => x.Map<Bump>().Map2<Blend>(y),
            ["constant slopes"] = (_, x, y) => ((x + y) - (y - x)) + (x + 2.0) - (y * 3.0),
            ["seed to both"] = (_, x, _) => x.Exp() is var a ? a + a : x,
            ["one operand twice"] = (_, x, _) => x.Sigmoid() is var a ? (a * a) - (a / a) : x,
            ["kinks"] = (_, x, y) => x.Maximum(y).Abs() + x.Minimum(0.25).Relu(),
            ["shared"] = (_, x, y) =>
            {
                Variable<T> a = x.Sin();
                Variable<T> b = a * y;
                return (a + b).Tanh() + (b / (2.0 + a.Square())) + a.Pow(3.0);
            },
            ["nothing to differentiate"] = (_, x, y) => (y.StopGradient().Exp() * x) + (x.Floor() * x),
            ["other operations between"] = (_, x, y) =>
            {
                Variable<T> a = x.Tanh() + y;
                Variable<T> b = a * a.Sum();
                return (b.Reshape(b.Length).Sigmoid() * x) + (a > 0.0).Where(b, y);
            },
            ["lengths mixed"] = (tape, x, y) =>
            {
                Variable<T> other = tape.Variable(Wave<T>(11, 3), [11]);
                Variable<T> a = x.Exp();
                Variable<T> b = other.Tanh();
                Variable<T> c = a * y;
                Variable<T> d = b.Exp() * b;
                return (c.Tanh() + a) * d.Sum();
            },
            ["borrowed"] = (tape, x, _) => tape.Borrow(Wave<T>(x.Length, 5), [x.Length]) is var b ? (x * b).Tanh() - (b.Exp() * x) : x,
            ["long"] = (_, x, y) =>
            {
                Variable<T> a = x;
                for (int step = 0; step < 150; step++)
                {
                    a = ((a * 0.75) + y).Tanh();
                }

                return a;
            },
            ["an old value used late"] = (_, x, y) =>
            {
                Variable<T> old = x.Sigmoid();
                Variable<T> a = y;
                for (int step = 0; step < 100; step++)
                {
                    a = (a * old) + 0.5;
                }

                return a + old;
            },
            ["sums of one value"] = (_, x, _) => x.Tanh() is var a ? a * (a.Sum() + a.Mean()) : x,
            ["in a segment"] = (tape, x, y) => tape.Checkpoint(input => (input.Tanh() * y).Exp() + input, x.Sigmoid()).Square(),
        };

    private static void Compare<T>(Graph<T> graph, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[][] expected = Run(graph, length, int.MaxValue, 1);
        T[][] found = Run(graph, length, 1, 3);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.Equal(Bits(expected[index]), Bits(found[index]));
        }
    }

    private static T[][] Run<T>(Graph<T> graph, int length, int deferred, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new() { DeferredLength = deferred, MaxDegreeOfParallelism = threads };
        Parameter<T> p = new("p", Wave<T>(length, 2), [length]);
        Variable<T> x = tape.Variable(Wave<T>(length, 1), [length]);
        Variable<T> y = tape.Variable(p);
        Variable<T> z = graph(tape, x, y);
        Variable<T> loss = z.Sum();
        Gradients<T> gradients = loss.Gradients();
        return [[loss.Item()], gradients[x].ToArray(), gradients[p].ToArray(), z.ToArray()];
    }

    private static byte[] Bits<T>(T[] numbers)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static T[] Wave<T>(int length, int phase)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, length).Select(index => T.CreateTruncating(1.2 * Math.Sin((0.37 * index) + phase)))];

    private readonly struct Bump : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * N.Exp(-x * x);
    }

    private readonly struct Blend : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => N.Tanh(x) * y;
    }
}
