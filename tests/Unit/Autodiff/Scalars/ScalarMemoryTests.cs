using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Chunks of statements: their borders, twenty million operations, and memory that returns.</summary>
public sealed class ScalarMemoryTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Chunks_and_leaves_between_statements_at_every_length()
    {
        for (int length = 1; length < 5000; length += 1 + (length / 7))
        {
            _tape.Reset();
            List<Scalar<double>> leaves = [];
            Scalar<double> sum = 0.0;
            for (int index = 0; index < length; index++)
            {
                Scalar<double> leaf = _tape.Scalar(index);
                leaves.Add(leaf);
                sum = index % 3 == 0 ? sum + (leaf * leaf) : sum + leaf;
            }

            Gradients<double> gradients = sum.Gradients();
            for (int index = 0; index < length; index++)
            {
                Assert.Equal(index % 3 == 0 ? 2.0 * index : 1.0, gradients[leaves[index]]);
            }
        }
    }

    [Fact]
    public void Long_sums_lie_in_one_chunk()
    {
        foreach (int length in (int[])[1, 700, 1023, 1024, 1025, 5000, 600_000])
        {
            _tape.Reset();
            Scalar<double> x = _tape.Scalar(2.0);
            Scalar<double> before = x * x;
            Scalar<double>[] terms = new Scalar<double>[length];
            Array.Fill(terms, before);
            Scalar<double> dot = Fused.Dot<Scalar<double>>(terms, terms);
            Assert.Equal(16.0 * length, dot.Value);
            Assert.Equal(32.0 * length, (dot + 0.0).Gradients()[x]);
        }
    }

    [Fact]
    public void Twenty_million_operations_work_and_their_memory_returns()
    {
        const int Operations = 20_000_000;
        long before = Live();
        Scalar<double> x = _tape.Scalar(1.0);
        Scalar<double> y = x;
        for (int time = 0; time < Operations; time++)
        {
            y = (time & 1) == 0 ? y * 0.5 : y + y;
        }

        Assert.Equal(1.0, y.Gradients()[x]);
        Assert.Equal(Operations + 1, _tape.ScalarCount);
        _tape.Reset();
        long after = Live();
        Assert.True(after - before < 80L << 20, $"{after - before} bytes stay");

        static long Live() => GC.GetTotalMemory(forceFullCollection: true);
    }

    [Fact]
    public void Repeated_long_recordings_reuse_their_memory()
    {
        for (int time = 0; time < 4; time++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _tape.Reset();
            Scalar<double> x = _tape.Scalar(1.0);
            Scalar<double> y = x;
            for (int step = 0; step < 3_000_000; step++)
            {
                y *= 1.0;
            }

            Assert.Equal(1.0, y.Gradients()[x]);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(time < 2 || allocated < 10_000, $"{allocated} bytes in recording {time}");
        }
    }

    [Fact]
    public void Many_gradients_of_one_recording_have_adjoints_of_their_own()
    {
        Scalar<double>[] x = _tape.Scalars([1.0, 2.0, 3.0]);
        Scalar<double>[] y = [x[0] * x[1], x[1] * x[2], x[2] * x[0]];
        Gradients<double>[] rows = [.. y.Select(each => each.Gradients())];
        Assert.Equal([2.0, 1.0, 0.0], x.Select(each => rows[0][each]));
        Assert.Equal([0.0, 3.0, 2.0], x.Select(each => rows[1][each]));
        Assert.Equal([3.0, 0.0, 1.0], x.Select(each => rows[2][each]));
    }
}
