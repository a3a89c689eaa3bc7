using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>Values and slopes of one pass, in every width of lane and up to the last element.</summary>
public sealed unsafe class ValueAndSlopeTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_length_gives_value_and_slope_and_writes_nothing_else(LaneWidth width)
    {
        for (int length = 0; length < 40; length++)
        {
            float[] x = [.. Enumerable.Range(0, length).Select(index => 0.5f + index)];
            float[] y = [.. Enumerable.Range(0, length).Select(index => 2f - (0.25f * index))];
            float[] values = new float[length + 8];
            float[] slopes = new float[length + 8];
            fixed (float* px = x, py = y, pv = values, ps = slopes)
            {
                width.Run<float, Action>(new(px, py, pv, ps, length));
            }

            // x^2 y, slope 2 x y: exact in float.
            Assert.Equal([.. x.Zip(y, (a, b) => a * a * b), .. new float[8]], values);
            Assert.Equal([.. x.Zip(y, (a, b) => 2f * a * b), .. new float[8]], slopes);
        }
    }

    [Fact]
    public void Arrays_of_different_lengths_are_refused()
    {
        float[] four = new float[4];
        Assert.Throws<ArgumentOutOfRangeException>(() => ValueAndSlope.Map<float, Product>(default, new float[3], four, four, four));
        Assert.Throws<ArgumentOutOfRangeException>(() => ValueAndSlope.Map<float, Product>(default, four, new float[3], four, four));
        Assert.Throws<ArgumentOutOfRangeException>(() => ValueAndSlope.Map<float, Product>(default, four, four, four, new float[3]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Any_number_of_threads_gives_the_same(int threads)
    {
        const int Length = 300_001;
        float[] x = [.. Enumerable.Range(0, Length).Select(index => MathF.Sin(index))];
        float[] y = [.. Enumerable.Range(0, Length).Select(index => MathF.Cos(index))];
        (float[] values, float[] slopes) = (new float[Length], new float[Length]);
        ValueAndSlope.Map<float, Product>(default, x, y, values, slopes, threads);
        for (int index = 0; index < Length; index++)
        {
            Assert.Equal(x[index] * x[index] * y[index], values[index], 1e-6f);
            Assert.Equal(2f * x[index] * y[index], slopes[index], 1e-6f);
        }
    }

    private readonly struct Product : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => x * x * y;
    }

    private readonly struct Action(float* x, float* y, float* values, float* slopes, int length) : ILaneAction<float>
    {
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly float* _values = values;
        private readonly float* _slopes = slopes;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, float> => ValueAndSlope.Map<float, Product, L>(default, _x, _y, _values, _slopes, length);
    }
}
