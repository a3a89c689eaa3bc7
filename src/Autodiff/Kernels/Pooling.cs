using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Maxima and averages over the windows of planes that lie one behind the other, and what hands seeds back through them.</summary>
internal static class Pooling
{
    /// <summary>
    /// The greatest place of each window and its index in <paramref name="x"/>: the first one at a tie, the first NaN if there is one.
    /// The padding takes no part. Every window has a place on the plane, so that there is always an index.
    /// </summary>
    public static void Max<T>(ReadOnlySpan<T> x, int planes, in Windows windows, Span<T> y, Span<int> indices)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (var vertical, var horizontal) = (windows.Vertical, windows.Horizontal);
        var next = 0;
        for (var plane = 0; plane < planes; plane++)
        {
            var start = plane * windows.PlaneLength;
            for (var row = 0; row < vertical.Count; row++)
            {
                (var top, var bottom) = On(vertical, row);
                for (var column = 0; column < horizontal.Count; column++)
                {
                    (var left, var right) = On(horizontal, column);
                    var index = start + (top * horizontal.Size) + left;
                    var greatest = x[index];
                    for (var i = top; i < bottom; i++)
                    {
                        var line = x.Slice(start + (i * horizontal.Size), horizontal.Size);
                        for (var j = left; j < right; j++)
                        {
                            if (!(line[j] <= greatest) && !T.IsNaN(greatest))
                            {
                                greatest = line[j];
                                index = start + (i * horizontal.Size) + j;
                            }
                        }
                    }

                    y[next] = greatest;
                    indices[next++] = index;
                }
            }
        }
    }

    /// <summary>y = the numbers of x at the indices.</summary>
    public static void Pick<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var place = 0; place < indices.Length; place++)
        {
            y[place] = x[indices[place]];
        }
    }

    /// <summary>x[indices] += y, in their order; x starts at 0 unless <paramref name="accumulate"/>.</summary>
    public static void Place<T>(ReadOnlySpan<T> y, ReadOnlySpan<int> indices, Span<T> x, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!accumulate)
        {
            x.Clear();
        }

        for (var place = 0; place < indices.Length; place++)
        {
            x[indices[place]] += y[place];
        }
    }

    /// <summary>The average of each window, over all its places or over those on the plane. Summed line by line.</summary>
    public static void Average<T>(ReadOnlySpan<T> x, int planes, in Windows windows, bool countPadding, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (var vertical, var horizontal) = (windows.Vertical, windows.Horizontal);
        var next = 0;
        for (var plane = 0; plane < planes; plane++)
        {
            var from = x.Slice(plane * windows.PlaneLength, windows.PlaneLength);
            for (var row = 0; row < vertical.Count; row++)
            {
                (var top, var bottom) = On(vertical, row);
                for (var column = 0; column < horizontal.Count; column++)
                {
                    (var left, var right) = On(horizontal, column);
                    var sum = T.Zero;
                    for (var i = top; i < bottom; i++)
                    {
                        var line = T.Zero;
                        foreach (var number in from.Slice((i * horizontal.Size) + left, right - left))
                        {
                            line += number;
                        }

                        sum += line;
                    }

                    y[next++] = sum / T.CreateTruncating(Count(windows, countPadding, bottom - top, right - left));
                }
            }
        }
    }

    /// <summary>The transpose of <see cref="Average"/>: each number of y, over the count of its window, is added to the window's places of zeros.</summary>
    public static void Spread<T>(ReadOnlySpan<T> y, int planes, in Windows windows, bool countPadding, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        x.Clear();
        (var vertical, var horizontal) = (windows.Vertical, windows.Horizontal);
        var next = 0;
        for (var plane = 0; plane < planes; plane++)
        {
            var to = x.Slice(plane * windows.PlaneLength, windows.PlaneLength);
            for (var row = 0; row < vertical.Count; row++)
            {
                (var top, var bottom) = On(vertical, row);
                for (var column = 0; column < horizontal.Count; column++)
                {
                    (var left, var right) = On(horizontal, column);
                    var each = y[next++] / T.CreateTruncating(Count(windows, countPadding, bottom - top, right - left));
                    for (var i = top; i < bottom; i++)
                    {
                        foreach (ref var number in to.Slice((i * horizontal.Size) + left, right - left))
                        {
                            number += each;
                        }
                    }
                }
            }
        }
    }

    private static long Count(in Windows windows, bool countPadding, int rows, int columns) =>
        countPadding ? (long)windows.Vertical.Kernel * windows.Horizontal.Kernel : (long)rows * columns;

    // The places of a window on the axis, without those in the padding.
    private static (int First, int Behind) On(in WindowAxis axis, int window)
    {
        var first = axis.Place(window, 0);
        return (Math.Max(first, 0), Math.Min(axis.Size, first + axis.Kernel));
    }
}
