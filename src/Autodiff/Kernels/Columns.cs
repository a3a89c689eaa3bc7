using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Planes as a matrix whose columns are the windows: one row for each plane and place in the window, one column for each window.
/// With it a convolution is a matrix product.
/// </summary>
internal static unsafe class Columns
{
    /// <summary>columns = the places of all windows; 0 for those in the padding.</summary>
    public static void Unfold<T>(ReadOnlySpan<T> planes, int count, in Windows windows, Span<T> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (var vertical, var horizontal) = (windows.Vertical, windows.Horizontal);
        (var rows, var width) = (vertical.Count, horizontal.Count);
        for (var plane = 0; plane < count; plane++)
        {
            var from = planes.Slice(plane * windows.PlaneLength, windows.PlaneLength);
            for (var ky = 0; ky < vertical.Kernel; ky++)
            {
                (var top, var bottom) = vertical.Inside(ky);
                for (var kx = 0; kx < horizontal.Kernel; kx++)
                {
                    (var left, var right) = horizontal.Inside(kx);
                    columns[..(top * width)].Clear();
                    columns[(bottom * width)..(rows * width)].Clear();
                    for (var row = top; row < bottom; row++)
                    {
                        var to = columns.Slice(row * width, width);
                        to[..left].Clear();
                        to[right..].Clear();
                        if (left < right)
                        {
                            var start = (vertical.Place(row, ky) * horizontal.Size) + horizontal.Place(left, kx);
                            Gather(from[start..], horizontal.Stride, to[left..right]);
                        }
                    }

                    columns = columns[(rows * width)..];
                }
            }
        }
    }

    /// <summary>planes += what <see cref="Unfold"/> took from each place: its transpose.</summary>
    public static void Fold<T>(ReadOnlySpan<T> columns, int count, in Windows windows, Span<T> planes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = columns, to = planes)
        {
            var action = new FoldInLanes<T>(from, count, windows, to);
            Lanes.Dispatch<T, FoldInLanes<T>>(ref action);
        }
    }

    private static void Gather<T>(ReadOnlySpan<T> from, int stride, Span<T> to)
        where T : unmanaged
    {
        if (stride == 1)
        {
            from[..to.Length].CopyTo(to);
            return;
        }

        for (var index = 0; index < to.Length; index++)
        {
            to[index] = from[index * stride];
        }
    }

    /// <summary>See <see cref="Fold"/>. Each place takes its contributions in the order of the places in the window.</summary>
    internal readonly struct FoldInLanes<T>(T* columns, int count, Windows windows, T* planes) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly Windows _windows = windows;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            (var vertical, var horizontal) = (_windows.Vertical, _windows.Horizontal);
            nint width = horizontal.Count;
            nint stride = horizontal.Stride;
            nint length = _windows.Count;
            var from = columns;
            for (nint plane = 0; plane < count; plane++)
            {
                var to = planes + (plane * _windows.PlaneLength);
                for (var ky = 0; ky < vertical.Kernel; ky++)
                {
                    (var top, var bottom) = vertical.Inside(ky);
                    for (var kx = 0; kx < horizontal.Kernel; kx++, from += length)
                    {
                        (var left, var right) = horizontal.Inside(kx);
                        for (var row = top; row < bottom && left < right; row++)
                        {
                            var p = from + (row * width) + left;
                            var q = to + ((nint)vertical.Place(row, ky) * horizontal.Size) + horizontal.Place(left, kx);
                            if (stride == 1)
                            {
                                Accumulation.AddScaled<L, T>(p, T.One, q, right - left);
                                continue;
                            }

                            for (nint index = 0; index < right - left; index++)
                            {
                                q[index * stride] += p[index];
                            }
                        }
                    }
                }
            }
        }
    }
}
