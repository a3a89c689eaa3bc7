using System.Numerics;
using System.Runtime.Intrinsics;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>Every product is compared with sums in the order of the definition, computed in double precision.</summary>
public sealed class MatrixProductTests
{
    private const int Seed = 20261121;

    // A unit roundoff for each product and each partial sum, for factors in [-1, 1].
    private static double Tolerance<T>(int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        => (k + 3) * (k + 3) * double.CreateChecked(T.BitIncrement(T.One) - T.One);

    [Fact]
    public void EverySmallShapeOfFloats() => VerifySmallShapes<float>(Widest, 18);

    [Fact]
    public void EverySmallShapeOfDoubles() => VerifySmallShapes<double>(Widest, 10);

    [Fact]
    public void EverySmallShapeOfHalves() => VerifySmallShapes<Half>(Widest, 4);

    [Fact]
    public void ShapesToSeventyOfFloats() => VerifyRandomShapes<float>(Widest, 71, 1500);

    [Fact]
    public void ShapesToSeventyOfDoubles() => VerifyRandomShapes<double>(Widest, 71, 1500);

    [Fact]
    public void ShapesToSeventyOfHalves() => VerifyRandomShapes<Half>(Widest, 24, 200);

    [Fact]
    public void TheNarrowerRegisters()
    {
        VerifyRandomShapes<float>(Wide128, 71, 800);
        VerifyRandomShapes<double>(Wide128, 71, 800);
        if (Vector256.IsHardwareAccelerated)
        {
            VerifyRandomShapes<float>(Wide256, 71, 800);
            VerifyRandomShapes<double>(Wide256, 71, 800);
        }

        if (Vector512.IsHardwareAccelerated)
        {
            VerifyRandomShapes<float>(Wide512, 71, 800);
            VerifyRandomShapes<double>(Wide512, 71, 800);
        }
    }

    [Theory]
    [InlineData(32, 784, 300)]
    [InlineData(128, 10, 784)]
    [InlineData(784, 10, 128)]
    [InlineData(10, 784, 128)]
    [InlineData(50, 700, 250)]
    [InlineData(3, 5, 5000)]
    [InlineData(30, 40, 4500)]
    [InlineData(600, 130, 200)]
    [InlineData(600, 300, 700)]
    [InlineData(257, 1100, 90)]
    [InlineData(268, 1045, 700)]
    [InlineData(256, 1030, 1030)]
    [InlineData(30, 1024, 1024)]
    [InlineData(1000, 532, 130)]
    [InlineData(200, 300, 1800)]
    [InlineData(600, 125, 700)]
    [InlineData(1, 300, 2100)]
    [InlineData(300, 1, 2100)]
    public void ShapesThatArePackedBlockedOrTransposed(int m, int n, int k)
    {
        var random = new Random(Seed);
        for (int flags = 0; flags < 16; flags++)
        {
            Verify<float>(Widest, random, m, n, k, flags, entries: 200);
            Verify<double>(Widest, random, m, n, k, flags, entries: 200);
        }
    }

    [Theory]
    [InlineData(300, 290, 300)]
    [InlineData(60, 300, 70)]
    [InlineData(210, 1030, 640)]
    public void TheNarrowerRegistersInBlocks(int m, int n, int k)
    {
        var random = new Random(Seed);
        for (int flags = 0; flags < 16; flags++)
        {
            Verify<float>(Wide128, random, m, n, k, flags, entries: 200);
            Verify<double>(Wide128, random, m, n, k, flags, entries: 200);
            if (Vector256.IsHardwareAccelerated)
            {
                Verify<float>(Wide256, random, m, n, k, flags, entries: 200);
                Verify<double>(Wide256, random, m, n, k, flags, entries: 200);
            }
        }
    }

    [Fact]
    public void NothingIsSkipped()
    {
        // 0 * NaN and 0 * infinity are NaN, wherever the zero and wherever the entry.
        for (int flags = 0; flags < 4; flags++)
        {
            foreach ((int m, int n, int k) in new[] { (1, 1, 1), (1, 5, 7), (5, 1, 7), (4, 16, 16), (13, 37, 20), (33, 10, 40), (40, 40, 200), (300, 70, 130) })
            {
                for (int last = 0; last < 2; last++)
                {
                    float[] a = new float[m * k];
                    float[] b = new float[k * n];
                    float[] c = new float[m * n];
                    b[last == 0 ? 0 : b.Length - 1] = last == 0 ? float.NaN : float.PositiveInfinity;
                    Multiply<float>(Widest, m, n, k, a, b, c, [], flags);
                    Assert.Equal(m, c.Count(float.IsNaN));
                    Assert.Equal(m * (n - 1), c.Count(entry => entry == 0));
                }
            }
        }
    }

    [Fact]
    public void EmptySumsGiveZerosTheBiasOrWhatWasThere()
    {
        float[] c = [1, 2, 3, 4, 5, 6];
        MatrixProduct.Multiply<float>(2, 3, 0, [], false, [], false, c, true, [], []);
        Assert.Equal([1, 2, 3, 4, 5, 6], c);
        MatrixProduct.Multiply<float>(2, 3, 0, [], false, [], true, c, true, [1, 0, -1], []);
        Assert.Equal([2, 2, 2, 5, 5, 5], c);
        MatrixProduct.Multiply<float>(2, 3, 0, [], true, [], false, c, false, [7, 8, 9], []);
        Assert.Equal([7, 8, 9, 7, 8, 9], c);
        MatrixProduct.Multiply<float>(2, 3, 0, [], true, [], true, c, false, [], []);
        Assert.Equal(new float[6], c);
    }

    [Fact]
    public void SpansThatAreTooShortAreRefused()
    {
        float[] six = new float[6];
        float[] five = new float[5];
        float[] three = new float[3];
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(2, 3, 2, three, false, six, false, six, false, [], []));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(3, 2, 2, six, false, three, false, six, false, [], []));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(2, 3, 2, six, false, six, false, five, false, [], []));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(2, 3, 2, six, false, six, false, six, false, [1, 2], []));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(-1, 3, 2, six, false, six, false, six, false, [], []));
        float[] square = new float[64 * 64];
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(64, 64, 64, square, false, square, true, new float[64 * 64], false, [], []));
    }

    [Fact]
    public void LongSumsKeepTheirAccuracy()
    {
        const int k = 1 << 20;
        float[] a = new float[2 * k];
        float[] b = new float[2 * k];
        float[] c = new float[4];
        Array.Fill(a, 0.1f);
        Array.Fill(b, 1f);
        MatrixProduct.Multiply<float>(2, 2, k, a, false, b, false, c, false, [], []);
        Assert.All(c, entry => Assert.Equal(0.1f * (double)k, entry, 0.1f * k * 1e-4));
    }

    private delegate void Path<T>(in Product<T> product)
        where T : unmanaged;

    private static void Widest<T>(in Product<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
        => throw new InvalidOperationException("A mark that stands for the public entry.");

    private static void Wide128<T>(in Product<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
        => MatrixProductPath.Compute<Lane128<T>, T>(in product);

    private static void Wide256<T>(in Product<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
        => MatrixProductPath.Compute<Lane256<T>, T>(in product);

    private static void Wide512<T>(in Product<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
        => MatrixProductPath.Compute<Lane512<T>, T>(in product);

    private static void VerifySmallShapes<T>(Path<T> path, int limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(Seed);
        for (int m = 0; m < limit; m++)
        {
            for (int n = 0; n < limit; n++)
            {
                for (int k = 0; k < limit; k++)
                {
                    Verify(path, random, m, n, k, random.Next(16));
                }
            }
        }
    }

    private static void VerifyRandomShapes<T>(Path<T> path, int limit, int cases)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(Seed);
        for (int i = 0; i < cases; i++)
        {
            Verify(path, random, random.Next(limit), random.Next(limit), random.Next(limit), i % 16);
        }
    }

    private static void Verify<T>(Path<T> path, Random random, int m, int n, int k, int flags, int entries = int.MaxValue)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (transposeA, transposeB, accumulate) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
        T[] a = Numbers<T>(random, m * k);
        T[] b = Numbers<T>(random, k * n);
        T[] bias = (flags & 8) != 0 ? Numbers<T>(random, n) : [];
        T[] before = Numbers<T>(random, (m * n) + 2);
        T[] c = [.. before];
        Multiply<T>(path, m, n, k, a, b, c.AsSpan(1, m * n), bias, flags);

        // What stands beside C is untouched.
        Assert.Equal(before[0], c[0]);
        Assert.Equal(before[^1], c[^1]);
        double tolerance = Tolerance<T>(k);
        int count = Math.Min(entries, m * n);
        for (int i = 0; i < count; i++)
        {
            int entry = count < m * n ? random.Next(m * n) : i;
            var (row, column) = (entry / n, entry % n);
            double sum = accumulate ? double.CreateChecked(before[entry + 1]) : 0;
            sum += bias.Length > 0 ? double.CreateChecked(bias[column]) : 0;
            for (int step = 0; step < k; step++)
            {
                sum += double.CreateChecked(a[transposeA ? (step * m) + row : (row * k) + step])
                    * double.CreateChecked(b[transposeB ? (column * k) + step : (step * n) + column]);
            }

            double actual = double.CreateChecked(c[entry + 1]);
            Assert.True(
                Math.Abs(actual - sum) <= tolerance,
                $"{typeof(T).Name} {m} x {k} by {k} x {n}, flags {flags}: [{row}, {column}] is {actual}, not {sum}.");
        }
    }

    [Fact]
    public void No_product_wants_more_than_the_longest_workspace()
    {
        int[] sizes = [1, 2, 24, 64, 128, 129, 256, 500, 2000];
        bool beyondUsual = false;
        foreach (int m in sizes)
        {
            foreach (int n in sizes)
            {
                foreach (int k in sizes)
                {
                    for (int flags = 0; flags < 4; flags++)
                    {
                        int length = MatrixProduct.WorkspaceLength<float>(m, n, k, (flags & 1) != 0, (flags & 2) != 0);
                        Assert.InRange(length, 0, MatrixProduct.LongestWorkspace<float>());
                        beyondUsual |= length > MatrixProduct.UsualWorkspace<float>();
                        length = MatrixProduct.WorkspaceLength<double>(m, n, k, (flags & 1) != 0, (flags & 2) != 0);
                        Assert.InRange(length, 0, MatrixProduct.LongestWorkspace<double>());
                    }
                }
            }
        }

        Assert.True(beyondUsual);
    }

    [Fact]
    public void A_tape_has_workspace_for_every_product_small_ones_before_large_ones()
    {
        Tape<double> tape = new();
        foreach ((int rows, int inner, int columns) in new[] { (3, 2, 2), (300, 70, 40), (3, 2, 2), (260, 300, 33) })
        {
            double[] left = Numbers<double>(new Random(rows), rows * inner);
            double[] right = Numbers<double>(new Random(columns), inner * columns);
            Variable<double> a = tape.Variable(left, [inner, rows]);
            Variable<double> b = tape.Variable(right, [inner, columns]);
            double[] product = a.MatMul(b, transposeLeft: true).ToArray();
            for (int entry = 0; entry < product.Length; entry++)
            {
                double sum = 0.0;
                for (int step = 0; step < inner; step++)
                {
                    sum += left[(step * rows) + (entry / columns)] * right[(step * columns) + (entry % columns)];
                }

                Assert.Equal(sum, product[entry], 1e-11);
            }
        }
    }

    private static unsafe void Multiply<T>(Path<T> path, int m, int n, int k, T[] a, T[] b, Span<T> c, T[] bias, int flags)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (transposeA, transposeB, accumulate) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
        if (path.Method.Name == nameof(Widest))
        {
            T[] workspace = new T[MatrixProduct.WorkspaceLength<T>(m, n, k, transposeA, transposeB)];
            Array.Fill(workspace, T.NaN);
            MatrixProduct.Multiply(m, n, k, a, transposeA, b, transposeB, c, accumulate, bias, workspace);
            return;
        }

        if (m == 0 || n == 0)
        {
            return;
        }

        T[] space = new T[MatrixProduct.WorkspaceLength<T>(m, n, k, transposeA, transposeB)];
        Array.Fill(space, T.NaN);
        fixed (T* pa = a, pb = b, pc = c, pbias = bias, pspace = space)
        {
            path(new Product<T>(m, n, k, pa, transposeA, pb, transposeB, pc, accumulate, pbias, pspace, space.Length));
        }
    }

    private static T[] Numbers<T>(Random random, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = new T[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = T.CreateChecked((2 * random.NextDouble()) - 1);
        }

        return numbers;
    }
}
