using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class RegionCopyTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    [Theory, MemberData(nameof(Widths))]
    public void AnyRegionInFloat(LaneWidth width) => RandomRegions<float>(width, 1);

    [Theory, MemberData(nameof(Widths))]
    public void AnyRegionInDouble(LaneWidth width) => RandomRegions<double>(width, 2);

    [Fact]
    public void AnyRegionInHalf() => RandomRegions<Half>(LaneWidth.Widest, 3);

    [Fact]
    public void AxesThatContinueEachOtherAreOne()
    {
        Assert.True(Build([3, 4, 5], [(0, 1, 3), (0, 1, 4), (0, 1, 5)]) is { Axes: [], Offset: 0, Length: 60 });
        Assert.True(Build([3, 4, 5], [(1, 1, 2), (0, 1, 4), (0, 1, 5)]) is { Axes: [], Offset: 20, Length: 40 });
        Assert.True(Build([3, 4, 5], [(2, 1, 1), (3, 1, 1), (1, 1, 3)]) is { Axes: [], Offset: 56, Length: 3 });
        Assert.True(Build([3, 4, 5], [(2, 1, 1), (3, 1, 1), (4, 1, 1)]) is { Axes: [], Offset: 59, Length: 1 });
        Assert.True(Build([3, 4], [(0, 1, 3), (2, 1, 1)]) is { Axes: [(3, 4)], Offset: 2, Length: 3 });
        Assert.True(Build([3, 4, 5], [(0, 2, 2), (1, 1, 2), (0, 1, 5)]) is { Axes: [(2, 40), (10, 1)], Offset: 5, Length: 20 });
        Assert.True(Build([3, 4], [(2, -1, 3), (3, -1, 4)]) is { Axes: [(12, -1)], Offset: 11, Length: 12 });
        Assert.True(Build([3, 0], [(0, 1, 3), (0, 1, 0)]) is { Axes: [], Length: 0 });
    }

    [Fact]
    public void WhatReachesBeyondTheArrayIsRefused()
    {
        double[] array = new double[10];
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionCopy.Read(array, new(0, 3, [new(3, 5)]), new double[3], false));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionCopy.Write(new double[3], new(1, 3, [new(3, -1)]), array, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionCopy.Read(array, new(8, 3, []), new double[3], false));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionCopy.Read(array, new(0, 3, []), new double[4], false));
    }

    private static void RandomRegions<T>(LaneWidth width, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(seed);
        for (int trial = 0; trial < 500; trial++)
        {
            int[] dims = random.Shape();
            (int Start, int Step, int Count)[] taken = [.. dims.Select(size => Taken(random, size))];
            Region region = Build(dims, taken);
            int[] partDims = [.. taken.Select(axis => axis.Count)];
            T[] whole = random.Numbers<T>(KernelData.Length(dims));
            T[] part = random.Numbers<T>(KernelData.Length(partDims));
            Assert.Equal(part.Length, region.Length);
            bool reads = random.Next(2) == 0;
            bool accumulate = random.Next(2) == 0;
            double[] expected = KernelData.Doubles<T>(reads ? part : whole);
            for (int index = 0; index < part.Length; index++)
            {
                int[] position = [.. KernelData.Position(index, partDims).Select((place, axis) => taken[axis].Start + (place * taken[axis].Step))];
                int inWhole = KernelData.Index(position, dims);
                double moved = double.CreateChecked(reads ? whole[inWhole] : part[index]);
                ref double target = ref expected[reads ? index : inWhole];
                target = accumulate ? target + moved : moved;
            }

            Move(width, region, whole, part, reads, accumulate);
            KernelData.Near<T>(expected, reads ? part : whole, KernelData.Tolerance<T>(2), $"[{string.Join(", ", dims)}] trial {trial}");
        }
    }

    private static void Move<T>(LaneWidth width, Region region, T[] whole, T[] part, bool reads, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (width == LaneWidth.Widest || region.IsContiguous)
        {
            if (reads)
            {
                RegionCopy.Read(whole, region, part, accumulate);
            }
            else
            {
                RegionCopy.Write(part, region, whole, accumulate);
            }

            return;
        }

        Odometer outer = default;
        outer.Clear();
        foreach (RegionAxis axis in region.Axes[..^1])
        {
            outer.Append(axis.Size, axis.Stride);
        }

        fixed (T* array = whole, elements = part)
        {
            width.Run<T, RegionCopy.Runs<T>>(new(array + region.Offset, &outer, region.Axes[^1], elements, reads, accumulate));
        }
    }

    private static (int Start, int Step, int Count) Taken(Random random, int size)
    {
        int step = 1 + (random.Next(3) == 0 ? random.Next(3) : 0);
        int start = random.Next(3) == 0 ? random.Next(size + 1) : 0;
        int count = (size - start + step - 1) / step;
        return count > 0 && random.Next(4) == 0 ? (start + ((count - 1) * step), -step, count) : (start, step, count);
    }

    private static Region Build(int[] dims, (int Start, int Step, int Count)[] taken)
    {
        RegionBuilder builder = new(new RegionAxis[dims.Length]);
        for (int axis = dims.Length - 1; axis >= 0; axis--)
        {
            builder.Add(dims[axis], taken[axis].Start, taken[axis].Step, taken[axis].Count);
        }

        return builder.Build();
    }
}
