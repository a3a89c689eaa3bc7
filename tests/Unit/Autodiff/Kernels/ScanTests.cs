using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed class ScanTests
{
    [Fact]
    public void AnyShapeInFloat() => RandomShapes<float>(1);

    [Fact]
    public void AnyShapeInDouble() => RandomShapes<double>(2);

    [Fact]
    public void AnyShapeInHalf() => RandomShapes<Half>(3);

    // Lengths around a block, after which a running sum starts again.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void RunningSumsOfEveryLength(int inner)
    {
        Random random = new(4);
        foreach (int length in (int[])[1, 2, 127, 128, 129, 256, 257, 5000, 16384, 16385, 20_000])
        {
            foreach (bool reverse in (bool[])[false, true])
            {
                float[] x = random.Numbers<float>(2 * length * inner, 0.1);
                float[] y = new float[x.Length];
                Scan.Sum<float>(x, 2, length, inner, y, reverse);
                KernelData.Near<float>(Naive(x, x, 2, length, inner, reverse, (total, value, _) => (total + value, total + value)), y, 5e-5, $"{length}");
            }
        }
    }

    [Theory]
    [InlineData(10_000_000, 1)]
    [InlineData(1_000_000, 2)]
    public void ALongRunningSumInFloatIsAccurate(int length, int inner)
    {
        float[] x = new float[length * inner];
        Array.Fill(x, 0.1f);
        float[] y = new float[x.Length];
        Scan.Sum<float>(x, 1, length, inner, y, reverse: false);
        foreach (int place in (int[])[100, 1000, 77_777, length / 2, length - 1])
        {
            double exact = (place + 1) * (double)0.1f;
            Assert.InRange(y[(place * inner) + inner - 1], exact * (1.0 - 5e-6), exact * (1.0 + 5e-6));
        }
    }

    [Fact]
    public void InfinitiesFollowIeee()
    {
        double[] y = new double[4];
        Scan.Sum<double>([1.0, double.PositiveInfinity, 2.0, double.NegativeInfinity], 1, 4, 1, y, reverse: false);
        Assert.Equal([1.0, double.PositiveInfinity, double.PositiveInfinity, double.NaN], y);
        Scan.Recurrence<double>([double.PositiveInfinity, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], 1, 4, 1, y, reverse: false);
        Assert.Equal([0.0, 5.0, 16.0, 55.0], y);
    }

    [Fact]
    public void AWrongLengthIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Scan.Sum<float>(new float[5], 1, 3, 2, new float[5], reverse: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Scan.ProductBefore<float>(new float[6], 1, 3, 2, new float[5], reverse: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Scan.Recurrence<float>(new float[6], new float[5], 1, 3, 2, new float[6], reverse: false));
    }

    private static void RandomShapes<T>(int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(seed);
        for (int trial = 0; trial < 300; trial++)
        {
            (int outer, int length, int inner) = (random.Next(4), random.Next(0, 12), random.Next(0, random.Next(2, 40)));
            string what = $"({outer}, {length}, {inner})";
            bool reverse = random.Next(2) == 0;
            T[] a = random.Numbers<T>(outer * length * inner);
            T[] b = random.Numbers<T>(a.Length);
            T[] y = random.Numbers<T>(a.Length);
            double tolerance = KernelData.Tolerance<T>(32);
            Scan.Sum<T>(a, outer, length, inner, y, reverse);
            KernelData.Near<T>(Naive(a, b, outer, length, inner, reverse, (total, value, _) => (total + value, total + value)), y, tolerance, what);
            Scan.ProductBefore<T>(a, outer, length, inner, y, reverse);
            KernelData.Near<T>(Naive(a, b, outer, length, inner, reverse, (total, value, _) => (total, total * value), 1.0), y, tolerance, what);
            Scan.Recurrence<T>(a, b, outer, length, inner, y, reverse);
            KernelData.Near<T>(Naive(a, b, outer, length, inner, reverse, (total, value, term) => (total, (total * value) + term)), y, tolerance, what);
        }
    }

    // step: from the state and the numbers at a place to the result there and the state behind it.
    private static double[] Naive<T>(
        T[] a, T[] b, int outer, int length, int inner, bool reverse, Func<double, double, double, (double Result, double State)> step, double start = 0.0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] y = new double[a.Length];
        for (int o = 0; o < outer; o++)
        {
            for (int column = 0; column < inner; column++)
            {
                double state = start;
                for (int i = 0; i < length; i++)
                {
                    int at = (((o * length) + (reverse ? length - 1 - i : i)) * inner) + column;
                    (y[at], state) = step(state, double.CreateChecked(a[at]), double.CreateChecked(b[at]));
                }
            }
        }

        return y;
    }
}
