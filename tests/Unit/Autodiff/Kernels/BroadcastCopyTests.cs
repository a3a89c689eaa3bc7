using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class BroadcastCopyTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static void Copy<T>(LaneWidth width, T[] x, int[] xDims, T[] y, int[] yDims, T scale, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (width == LaneWidth.Widest || y.Length == 0)
        {
            BroadcastCopy.Copy(x, xDims, y, yDims, scale, accumulate);
            return;
        }

        BroadcastCopy.BroadcastPlan plan = default;
        plan.Make(xDims, yDims);
        fixed (T* from = x, to = y)
        {
            width.Run<T, BroadcastCopy.Repeat<T>>(new(from, &plan, to, scale, accumulate));
        }
    }

    private static void RandomShapes<T>(LaneWidth width, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        for (var trial = 0; trial < 500; trial++)
        {
            var yDims = random.Shape();
            int[] xDims = [.. yDims.Skip(random.Next(yDims.Length + 1)).Select(size => random.Next(2) == 0 ? size : 1)];
            var x = random.Numbers<T>(KernelData.Length(xDims));
            var y = random.Numbers<T>(KernelData.Length(yDims));
            var accumulate = random.Next(2) == 0;
            var expected = KernelData.Doubles<T>(y);
            for (var i = 0; i < expected.Length; i++)
            {
                var position = KernelData.Position(i, yDims)[^xDims.Length..];
                for (var axis = 0; axis < xDims.Length; axis++)
                {
                    position[axis] = xDims[axis] == 1 ? 0 : position[axis];
                }

                expected[i] = (accumulate ? expected[i] : 0.0) + 0.25 * double.CreateChecked(x[KernelData.Index(position, xDims)]);
            }

            Copy(width, x, xDims, y, yDims, T.CreateChecked(0.25), accumulate);
            KernelData.Near<T>(expected, y, KernelData.Tolerance<T>(2), $"[{string.Join(", ", xDims)}] to [{string.Join(", ", yDims)}]");
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void AnyShapeInFloat(LaneWidth width) => RandomShapes<float>(width, 1);

    [Theory, MemberData(nameof(Widths))]
    public void AnyShapeInDouble(LaneWidth width) => RandomShapes<double>(width, 2);

    [Fact]
    public void AnyShapeInHalf() => RandomShapes<Half>(LaneWidth.Widest, 3);

    [Theory, MemberData(nameof(Widths))]
    public void RowsColumnsAndScalarsOfEveryLength(LaneWidth width)
    {
        var random = new Random(4);
        for (var length = 0; length <= 70; length++)
        {
            foreach (var accumulate in (bool[])[false, true])
            {
                foreach (var xDims in (int[][])[[], [length], [3, 1], [1, length]])
                {
                    var x = random.Numbers<float>(KernelData.Length(xDims));
                    var y = random.Numbers<float>(3 * length);
                    var expected = KernelData.Doubles<float>(y);
                    for (var i = 0; i < y.Length; i++)
                    {
                        var from = xDims.Length == 0 ? 0 : xDims is [3, 1] ? i / length : i % length;
                        expected[i] = (accumulate ? expected[i] : 0.0) + x[from];
                    }

                    Copy(width, x, xDims, y, [3, length], 1f, accumulate);
                    KernelData.Near<float>(expected, y, 1e-6, $"[{string.Join(", ", xDims)}] to [3, {length}]");
                }
            }
        }
    }

    [Fact]
    public void AShapeThatDoesNotFitIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BroadcastCopy.Copy<float>(new float[2], [2], new float[3], [3], 1f, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => BroadcastCopy.Copy<float>(new float[2], [1, 2], new float[2], [2], 1f, accumulate: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => BroadcastCopy.Copy<float>(new float[1], [1], new float[4], [5], 1f, accumulate: false));
    }
}
