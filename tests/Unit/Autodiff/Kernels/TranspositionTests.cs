using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class TranspositionTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static void Permute<T>(LaneWidth width, T[] x, int[] dims, int[] permutation, T[] y, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (width == LaneWidth.Widest || x.Length == 0)
        {
            Transposition.Permute<T>(x, dims, permutation, y, accumulate);
            return;
        }

        TranspositionPlan plan = default;
        plan.Make(dims, permutation);
        fixed (T* from = x, to = y)
        {
            width.Run<T, Transposition.Reorder<T>>(new(from, &plan, to, accumulate));
        }
    }

    private static void Check<T>(LaneWidth width, Random random, int[] dims, int[] permutation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] yDims = [.. permutation.Select(axis => dims[axis])];
        var x = random.Numbers<T>(KernelData.Length(dims));
        var y = random.Numbers<T>(x.Length);
        var accumulate = random.Next(2) == 0;
        var expected = new T[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var position = KernelData.Position(i, yDims);
            var from = new int[dims.Length];
            for (var axis = 0; axis < dims.Length; axis++)
            {
                from[permutation[axis]] = position[axis];
            }

            expected[i] = (accumulate ? y[i] : T.Zero) + x[KernelData.Index(from, dims)];
        }

        Permute(width, x, dims, permutation, y, accumulate);
        Assert.True(expected.AsSpan().SequenceEqual(y), $"[{string.Join(", ", dims)}] by ({string.Join(", ", permutation)})");
    }

    private static void RandomShapes<T>(LaneWidth width, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        for (var trial = 0; trial < 500; trial++)
        {
            var dims = random.Shape();
            int[] permutation = [.. Enumerable.Range(0, dims.Length)];
            random.Shuffle(permutation);
            Check<T>(width, random, dims, permutation);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void AnyShapeInFloat(LaneWidth width) => RandomShapes<float>(width, 1);

    [Theory, MemberData(nameof(Widths))]
    public void AnyShapeInDouble(LaneWidth width) => RandomShapes<double>(width, 2);

    [Fact]
    public void AnyShapeInHalf() => RandomShapes<Half>(LaneWidth.Widest, 3);

    [Fact]
    public void MatricesOfEverySize()
    {
        var random = new Random(4);
        for (var rows = 0; rows <= 70; rows++)
        {
            foreach (var columns in (int[])[1, 3, 8, 10, 15, 16, 17, 32, 33, 64, 70])
            {
                Check<float>(LaneWidth.Widest, random, [rows, columns], [1, 0]);
                Check<double>(LaneWidth.Widest, random, [rows, columns], [1, 0]);
                Check<float>(LaneWidth.Widest, random, [2, rows, columns], [0, 2, 1]);
                Check<double>(LaneWidth.Widest, random, [rows, 3, columns], [2, 1, 0]);
            }
        }
    }

    [Fact]
    public void ThreeAxesTurned()
    {
        // y[k, 0, i] = x[i, k, 0]
        var y = new double[6];
        Transposition.Permute<double>([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [2, 3, 1], [1, 2, 0], y, accumulate: false);
        Assert.Equal([0.0, 3.0, 1.0, 4.0, 2.0, 5.0], y);
    }

    [Fact]
    public void AWrongLengthIsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Transposition.Permute<float>(new float[6], [2, 3], [1, 0], new float[5], accumulate: false));
}
