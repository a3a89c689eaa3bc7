using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>Sums by blocks have the bits of the sum of the whole array.</summary>
public sealed class BlockSumsTests
{
    [Theory]
    [InlineData(5000)]
    [InlineData(8192)]
    [InlineData(100_003)]
    public void In_strips_of_any_number_of_blocks(int length)
    {
        float[] x = [.. Enumerable.Range(0, length).Select(index => (float)Math.Sin(0.7 * index) + 0.1f)];
        float[] expected = new float[1];
        Reduction.Sum<float>(x, [length], 1, expected, 0.5f, accumulate: false);
        foreach (int blocks in (int[])[1, 2, 3, 1000])
        {
            int strip = blocks * BlockSums.BlockLength<float>();
            float[] results = new float[BlockSums.ResultLength<float>(length)];
            for (int start = 0; start < length; start += strip)
            {
                int count = Math.Min(strip, length - start);
                BlockSums.Reduce<float>(x.AsSpan(start, count), results.AsSpan(BlockSums.ResultLength<float>(start)));
            }

            Assert.Equal(BitConverter.SingleToUInt32Bits(expected[0]), BitConverter.SingleToUInt32Bits(BlockSums.Total<float>(results, 0.5f)));
        }

        Assert.Equal(0.5 * x.Sum(number => (double)number), expected[0], 1e-2);
    }

    [Fact]
    public void Results_that_do_not_fit_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockSums.Reduce<double>(new double[100], []));
}
