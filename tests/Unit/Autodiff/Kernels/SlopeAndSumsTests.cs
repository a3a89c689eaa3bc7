using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>What the rule of a small layer computes in one pass, against what the kernels for each of it compute.</summary>
public sealed unsafe class SlopeAndSumsTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_small_shape_gives_slopes_and_sums_and_writes_nothing_else(LaneWidth width)
    {
        foreach (int rows in (int[])[1, 2, 3, 4, 5, 8, 11])
        {
            for (int columns = 1; columns < 40; columns++)
            {
                // Exact in float, in any order.
                float[] seed = [.. Enumerable.Range(0, rows * columns).Select(index => (index % 13) - 5f)];
                float[] y = [.. seed.Select((_, index) => index % 3 == 0 ? 0f : 1f)];
                float[] pulled = [.. seed.Zip(y, (g, output) => output > 0f ? g : 0f)];
                Check<ReluFunction>(width, seed, y, rows, columns, pulled);
                Check<IdentityFunction>(width, seed, y, rows, columns, [.. Enumerable.Repeat(99f, seed.Length)], seed);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 16)]
    [InlineData(16, 10)]
    [InlineData(37, 33)]
    [InlineData(128, 31)]
    public void The_bits_are_those_of_the_kernels_for_each(int rows, int columns)
    {
        float[] seed = [.. Enumerable.Range(0, rows * columns).Select(index => MathF.Sin(index))];
        float[] y = [.. Enumerable.Range(0, rows * columns).Select(index => MathF.Cos(index))];
        (float[] target, float[] sums) = (new float[seed.Length], new float[columns]);
        (float[] expected, float[] expectedSums) = (new float[seed.Length], new float[columns]);
        AutoGrad.Autodiff.Kernels.Pointwise.Pull(default(StatedSlope<TanhFunction>), seed, y, y, expected, accumulate: false);
        foreach (bool accumulate in (bool[])[false, true])
        {
            fixed (float* pg = seed, py = y, pt = target, ps = sums)
            {
                Assert.True(SlopeAndSums.TryCompute(default(TanhFunction), pg, py, pt, rows, columns, ps, accumulate));
            }

            Reduction.Sum<float>(expected, [rows, columns], 1, expectedSums, 1f, accumulate);
            Assert.Equal(expected, target);
            Assert.Equal(expectedSums, sums);
        }
    }

    [Fact]
    public void A_slope_that_is_infinite_at_0_spoils_no_sum_beyond_the_end()
    {
        foreach ((int rows, int columns) in ((int, int)[])[(3, 1), (3, 5)])
        {
            float[] y = [.. Enumerable.Repeat(0.5f, rows * columns)];
            (float[] target, float[] sums) = ([.. Enumerable.Repeat(2f, y.Length)], new float[columns]);
            fixed (float* py = y, pt = target, ps = sums)
            {
                Assert.True(SlopeAndSums.TryCompute(default(SqrtFunction), pt, py, pt, rows, columns, ps, accumulate: false));
            }

            Assert.All(target, number => Assert.Equal(2f, number));
            Assert.All(sums, sum => Assert.Equal(6f, sum));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(17, 1)]
    [InlineData(129, 2)]
    [InlineData(2, 128)]
    public void What_is_large_or_empty_is_left_to_others(int rows, int columns)
    {
        (float[] seed, float[] sums) = (new float[(rows * columns) + 1], new float[columns]);
        Array.Fill(sums, 7f);
        fixed (float* pg = seed, ps = sums)
        {
            Assert.False(SlopeAndSums.TryCompute(default(ReluFunction), pg, pg, pg, rows, columns, ps, accumulate: false));
        }

        Assert.All(sums, sum => Assert.Equal(7f, sum));
    }

    [Fact]
    public void Without_sums_the_slopes_are_computed()
    {
        float[] seed = [1f, 2f, 3f, 4f];
        float[] y = [0f, 1f, 1f, 0f];
        fixed (float* pg = seed, py = y)
        {
            Assert.True(SlopeAndSums.TryCompute(default(ReluFunction), pg, py, pg, 2, 2, null, accumulate: false));
        }

        Assert.Equal([0f, 2f, 3f, 0f], seed);
    }

    private static void Check<F>(LaneWidth width, float[] seed, float[] y, int rows, int columns, float[] expected, float[]? summed = null)
        where F : struct, IElementary
    {
        summed ??= expected;
        float[] target = [.. Enumerable.Repeat(99f, seed.Length + 8)];
        float[] sums = [.. Enumerable.Repeat(10f, columns + 8)];
        bool[] done = [false];
        fixed (float* pg = seed, py = y, pt = target, ps = sums)
        fixed (bool* pd = done)
        {
            width.Run<float, Action<F>>(new(pg, py, pt, rows, columns, ps, pd));
        }

        float[] total = [.. Enumerable.Range(0, columns).Select(column => 10f + Enumerable.Range(0, rows).Sum(row => summed[(row * columns) + column]))];
        Assert.Equal([.. done[0] ? expected : Enumerable.Repeat(99f, seed.Length), .. Enumerable.Repeat(99f, 8)], target);
        Assert.Equal([.. done[0] ? total : Enumerable.Repeat(10f, columns), .. Enumerable.Repeat(10f, 8)], sums);
    }

    private readonly struct Action<F>(float* seed, float* y, float* target, int rows, int columns, float* sums, bool* done) : ILaneAction<float>
        where F : struct, IElementary
    {
        private readonly float* _seed = seed;
        private readonly float* _y = y;
        private readonly float* _target = target;
        private readonly float* _sums = sums;
        private readonly bool* _done = done;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, float> =>
            *_done = SlopeAndSums.TryCompute<L, float, F>(default, _seed, _y, _target, rows, columns, _sums, accumulate: true);
    }
}
