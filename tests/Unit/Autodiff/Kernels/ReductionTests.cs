using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class ReductionTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static void Sum<T>(LaneWidth width, T[] x, int[] dims, ulong axes, T[] y, T scale, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (width == LaneWidth.Widest || x.Length == 0)
        {
            Reduction.Sum(x, dims, axes, y, scale, accumulate);
            return;
        }

        ReductionPlan plan = default;
        plan.Make(dims, axes);
        fixed (T* from = x, to = y)
        {
            width.Run<T, Reduction.SumOver<T>>(new(from, &plan, to, scale, accumulate));
        }
    }

    private static void Max<T>(LaneWidth width, T[] x, int[] dims, ulong axes, T[] y, bool least)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan = default;
        plan.Make(dims, axes);
        fixed (T* from = x, to = y)
        {
            if (least)
            {
                width.Run<T, Reduction.MinOver<T>>(new(from, &plan, to));
            }
            else
            {
                width.Run<T, Reduction.MaxOver<T>>(new(from, &plan, to));
            }
        }
    }

    private static void SumOfSquares<T>(LaneWidth width, T[] x, int[] dims, ulong axes, T[] y, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan = default;
        plan.Make(dims, axes);
        fixed (T* from = x, to = y)
        {
            width.Run<T, Reduction.SquaresOver<T>>(new(from, &plan, to, scale));
        }
    }

    private static void Product<T>(LaneWidth width, T[] x, int[] dims, ulong axes, T[] y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan = default;
        plan.Make(dims, axes);
        fixed (T* from = x, to = y)
        {
            width.Run<T, Reduction.ProductOver<T>>(new(from, &plan, to));
        }
    }

    private static int[] KeptDims(int[] dims, ulong axes) => [.. dims.Where((_, axis) => (axes >> axis & 1) == 0)];

    private static double[] Reduce<T>(T[] x, int[] dims, ulong axes, double start, Func<double, double, double> combine)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = new double[KernelData.Length(KeptDims(dims, axes))];
        Array.Fill(y, start);
        for (var i = 0; i < x.Length; i++)
        {
            // The index in y, from the last axis to the first.
            var (rest, index, stride) = (i, 0, 1);
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                var position = rest % dims[axis];
                rest /= dims[axis];
                if ((axes >> axis & 1) == 0)
                {
                    index += position * stride;
                    stride *= dims[axis];
                }
            }

            y[index] = combine(y[index], double.CreateChecked(x[i]));
        }

        return y;
    }

    private static void RandomShapes<T>(LaneWidth width, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        for (var trial = 0; trial < 400; trial++)
        {
            var dims = random.Shape();
            var axes = (ulong)random.Next(1 << dims.Length);
            var x = random.Numbers<T>(KernelData.Length(dims));
            var what = $"[{string.Join(", ", dims)}] over {axes:b}";
            var y = random.Numbers<T>(KernelData.Length(KeptDims(dims, axes)));
            var before = KernelData.Doubles<T>(y);
            var sums = Reduce(x, dims, axes, 0.0, (a, b) => a + b);
            var accumulate = random.Next(2) == 0;
            Sum(width, x, dims, axes, y, T.CreateChecked(0.5), accumulate);
            KernelData.Near<T>([.. sums.Select((sum, i) => 0.5 * sum + (accumulate ? before[i] : 0.0))], y, KernelData.Tolerance<T>(256), what);
            if (x.Length > 0)
            {
                Max(width, x, dims, axes, y, least: false);
                Assert.Equal(Reduce(x, dims, axes, double.NegativeInfinity, Math.Max), KernelData.Doubles<T>(y));
                Max(width, x, dims, axes, y, least: true);
                Assert.Equal(Reduce(x, dims, axes, double.PositiveInfinity, Math.Min), KernelData.Doubles<T>(y));
                SumOfSquares(width, x, dims, axes, y, T.CreateChecked(0.5));
                KernelData.Near<T>(Reduce(x, dims, axes, 0.0, (a, b) => a + (0.5 * b * b)), y, KernelData.Tolerance<T>(256), what);
                T[] factors = Array.ConvertAll(x, value => (T.One + value) * (value > T.Zero ? T.One : -T.One));
                Product(width, factors, dims, axes, y);
                KernelData.Near<T>(Reduce(factors, dims, axes, 1.0, (a, b) => a * b), y, KernelData.Tolerance<T>(256), what);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void AnyShapeAndAnyAxesInFloat(LaneWidth width) => RandomShapes<float>(width, 1);

    [Theory, MemberData(nameof(Widths))]
    public void AnyShapeAndAnyAxesInDouble(LaneWidth width) => RandomShapes<double>(width, 2);

    [Fact]
    public void AnyShapeAndAnyAxesInHalf() => RandomShapes<Half>(LaneWidth.Widest, 3);

    [Theory, MemberData(nameof(Widths))]
    public void RowsAndColumnsOfEveryLength(LaneWidth width)
    {
        var random = new Random(4);
        for (var length = 0; length <= 300; length += length < 70 ? 1 : 23)
        {
            foreach (var other in (int[])[1, 2, 3, 10, 16, 33, 130, 700])
            {
                int[] dims = [length, other];
                var x = random.Numbers<float>(length * other);
                for (ulong axes = 1; axes < 4; axes++)
                {
                    var y = new float[KernelData.Length(KeptDims(dims, axes))];
                    Sum(width, x, dims, axes, y, 1f, accumulate: false);
                    KernelData.Near<float>(Reduce(x, dims, axes, 0.0, (a, b) => a + b), y, 1e-4, $"[{length}, {other}] over {axes:b}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void LongFloatSumsAreAccurateInEveryDirection(LaneWidth width)
    {
        const int Length = 10_000_000;
        const double Exact = Length * (double)0.1f;
        var x = new float[2 * Length];
        Array.Fill(x, 0.1f);
        int[][] shapes = [[Length], [1, Length], [Length, 2], [2, Length], [Length / 10, 1, 10], [Length / 10, 10, 2], [Length / 10, 2, 10]];
        ulong[] axes = [0b1, 0b10, 0b01, 0b10, 0b101, 0b011, 0b101];
        for (var i = 0; i < shapes.Length; i++)
        {
            var y = new float[KernelData.Length(KeptDims(shapes[i], axes[i]))];
            Sum(width, x[..KernelData.Length(shapes[i])], shapes[i], axes[i], y, 1f, accumulate: false);
            foreach (var sum in y)
            {
                Assert.InRange(Math.Abs(sum - Exact) / Exact, 0.0, 1e-6);
            }
        }

        var total = new float[1];
        Sum(width, x, [Length, 2], 0b11, total, 1f, accumulate: false);
        Assert.InRange(Math.Abs(total[0] - 2.0 * Exact) / (2.0 * Exact), 0.0, 1e-6);
    }

    [Theory]
    [InlineData(new[] { 10_000_000 }, 1ul)]
    [InlineData(new[] { 1_000_000, 10 }, 1ul)]
    [InlineData(new[] { 40_000, 250 }, 1ul)]
    [InlineData(new[] { 10, 1_000_000 }, 2ul)]
    public void LongFloatSumsOfRandomNumbersAreAccurate(int[] dims, ulong axes)
    {
        var x = new Random(5).Numbers<float>(KernelData.Length(dims));
        for (var i = 0; i < x.Length; i++)
        {
            x[i] += 1f;
        }

        var y = new float[KernelData.Length(KeptDims(dims, axes))];
        Reduction.Sum<float>(x, dims, axes, y, 1f, accumulate: false);
        KernelData.Near<float>(Reduce(x, dims, axes, 0.0, (a, b) => a + b), y, 3e-7, "sum");
    }

    [Fact]
    public void TheOrderDependsOnTheShapeAlone()
    {
        var random = new Random(6);
        foreach (var dims in (int[][])[[100_003], [1003, 37], [37, 1003], [64, 5, 129]])
        {
            var x = random.Numbers<float>(KernelData.Length(dims) + 16);
            for (ulong axes = 1; axes < 1ul << dims.Length; axes++)
            {
                var first = new float[KernelData.Length(KeptDims(dims, axes))];
                Reduction.Sum<float>(x.AsSpan(0, x.Length - 16), dims, axes, first, 1f, accumulate: false);
                for (var offset = 1; offset < 16; offset += 3)
                {
                    // The same numbers at another alignment.
                    var shifted = new float[x.Length];
                    x.AsSpan(0, x.Length - 16).CopyTo(shifted.AsSpan(offset));
                    var second = new float[first.Length];
                    Reduction.Sum<float>(shifted.AsSpan(offset, x.Length - 16), dims, axes, second, 1f, accumulate: false);
                    Assert.Equal(first, second);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void NaNPropagatesFromEveryPlace(LaneWidth width)
    {
        foreach (var length in (int[])[1, 2, 7, 16, 17, 40, 139])
        {
            for (var at = 0; at < length; at++)
            {
                var x = new float[length];
                x[at] = float.NaN;
                foreach (var dims in (int[][])[[length], [length, 1], [1, length]])
                {
                    var y = new float[1];
                    Max(width, x, dims, 0b11, y, least: false);
                    Assert.True(float.IsNaN(y[0]));
                    Max(width, x, dims, 0b11, y, least: true);
                    Assert.True(float.IsNaN(y[0]));
                }

                float[] pairs = [.. x.SelectMany(value => new[] { 1f, value })];
                var columns = new float[2];
                Max(width, pairs, [length, 2], 0b01, columns, least: false);
                Assert.Equal([1f, float.NaN], columns);
            }
        }
    }

    [Fact]
    public void InfinitiesFollowIeee()
    {
        var y = new double[1];
        Reduction.Sum<double>([double.PositiveInfinity, 1.0, 2.0], [3], 1, y, 1.0, accumulate: false);
        Assert.Equal(double.PositiveInfinity, y[0]);
        Reduction.Sum<double>([double.PositiveInfinity, double.NegativeInfinity], [2], 1, y, 1.0, accumulate: false);
        Assert.Equal(double.NaN, y[0]);
        Reduction.Max<double>([double.NegativeInfinity, double.NegativeInfinity], [2], 1, y);
        Assert.Equal(double.NegativeInfinity, y[0]);
        Reduction.Min<double>([double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity], [3], 1, y);
        Assert.Equal(double.PositiveInfinity, y[0]);
    }

    [Fact]
    public void AnEmptySumIsZero()
    {
        float[] y = [7f, 7f];
        Reduction.Sum<float>([], [2, 0], 0b10, y, 3f, accumulate: true);
        Assert.Equal([7f, 7f], y);
        Reduction.Sum<float>([], [2, 0], 0b10, y, 3f, accumulate: false);
        Assert.Equal([0f, 0f], y);
    }

    [Fact]
    public void AnEmptyProductIsOne()
    {
        float[] y = [7f, 7f];
        Reduction.Product<float>([], [2, 0], 0b10, y);
        Assert.Equal([1f, 1f], y);
        Reduction.SumOfSquares<float>([], [2, 0], 0b10, y, 3f);
        Assert.Equal([0f, 0f], y);
    }

    [Fact]
    public void AWrongLengthIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Reduction.Sum<float>(new float[5], [2, 3], 0b01, new float[3], 1f, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reduction.Sum<float>(new float[6], [2, 3], 0b01, new float[2], 1f, accumulate: false));
    }
}
