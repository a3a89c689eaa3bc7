using System.Numerics;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>A product has the same bits on any number of threads.</summary>
public sealed class MatrixProductThreadsTests
{
    [Theory]
    [InlineData(100, 100, 100)]
    [InlineData(32, 512, 784)]
    [InlineData(300, 130, 257)]
    [InlineData(784, 96, 128)]
    [InlineData(97, 784, 40)]
    [InlineData(256, 10, 1024)]
    [InlineData(1024, 10, 256)]
    [InlineData(520, 515, 517)]
    [InlineData(268, 1045, 700)]
    [InlineData(1000, 532, 130)]
    [InlineData(600, 125, 700)]
    [InlineData(3, 3000, 200)]
    [InlineData(3000, 2, 300)]
    [InlineData(1, 3000, 700)]
    [InlineData(3000, 1, 700)]
    [InlineData(1500, 1500, 1)]
    public void TheBitsOfOneThread(int m, int n, int k)
    {
        for (int flags = 0; flags < 16; flags++)
        {
            Compare<float>(m, n, k, flags);
            Compare<double>(m, n, k, flags);
        }
    }

    [Fact]
    public void SmallProductsWantNoMoreWorkspaceForMoreThreads()
    {
        Assert.Equal(MatrixProduct.WorkspaceLength<float>(32, 64, 64, false, true), MatrixProduct.WorkspaceLength<float>(32, 64, 64, false, true, 4));
        int one = MatrixProduct.WorkspaceLength<float>(512, 512, 512, true, false);
        Assert.Equal(4 * one, MatrixProduct.WorkspaceLength<float>(512, 512, 512, true, false, 4));
    }

    [Fact]
    public void TheUsualWorkspaceIsEnoughForSmallProducts()
    {
        for (int flags = 0; flags < 4; flags++)
        {
            bool transposeB = (flags & 2) != 0;
            Assert.InRange(MatrixProduct.WorkspaceLength<float>(64, 64, 64, (flags & 1) != 0, transposeB, 4), transposeB ? 1 : 0, MatrixProduct.UsualWorkspace<float>());
            Assert.InRange(MatrixProduct.WorkspaceLength<double>(64, 64, 64, (flags & 1) != 0, transposeB, 4), transposeB ? 1 : 0, MatrixProduct.UsualWorkspace<double>());
        }
    }

    [Fact]
    public void TooLittleWorkspaceForTheThreadsIsRefused()
    {
        float[] square = new float[256 * 256];
        float[] workspace = new float[MatrixProduct.WorkspaceLength<float>(256, 256, 256, true, true)];
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(
            256, 256, 256, square, true, square, true, new float[256 * 256], false, [], workspace, 2));
    }

    private static void Compare<T>(int m, int n, int k, int flags)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(m + n + k);
        T[] a = Numbers<T>(random, m * k);
        T[] b = Numbers<T>(random, k * n);
        T[] before = Numbers<T>(random, m * n);
        T[] bias = (flags & 8) != 0 ? Numbers<T>(random, n) : [];
        T[] expected = Multiply(1);
        for (int threads = 2; threads <= 4; threads++)
        {
            T[] actual = Multiply(threads);
            Assert.True(
                MemoryMarshal.AsBytes<T>(expected).SequenceEqual(MemoryMarshal.AsBytes<T>(actual)),
                $"{typeof(T).Name} {m} x {k} by {k} x {n}, flags {flags}, {threads} threads");
        }

        T[] Multiply(int threads)
        {
            (bool transposeA, bool transposeB, bool accumulate) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
            T[] c = [.. before];
            T[] workspace = new T[MatrixProduct.WorkspaceLength<T>(m, n, k, transposeA, transposeB, threads)];
            Array.Fill(workspace, T.NaN);
            MatrixProduct.Multiply(m, n, k, a, transposeA, b, transposeB, c, accumulate, bias, workspace, threads);
            return c;
        }
    }

    private static T[] Numbers<T>(Random random, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = new T[count];
        for (int index = 0; index < count; index++)
        {
            numbers[index] = T.CreateChecked((2 * random.NextDouble()) - 1);
        }

        return numbers;
    }
}
