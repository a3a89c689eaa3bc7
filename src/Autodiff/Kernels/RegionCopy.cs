using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Moves the elements of a region out of an array, or into it.</summary>
internal static unsafe class RegionCopy
{
    /// <summary>part (+)= the elements of the region.</summary>
    public static void Read<T>(ReadOnlySpan<T> whole, Region region, Span<T> part, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(region, whole.Length, part.Length);
        if (region.IsContiguous)
        {
            Run(whole.Slice(region.Offset, region.Length), part, accumulate);
            return;
        }

        fixed (T* array = whole, elements = part)
        {
            Move(array, region, elements, reads: true, accumulate);
        }
    }

    /// <summary>The elements of the region (+)= part. No two of them are the same element.</summary>
    public static void Write<T>(ReadOnlySpan<T> part, Region region, Span<T> whole, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(region, whole.Length, part.Length);
        if (region.IsContiguous)
        {
            Run(part, whole.Slice(region.Offset, region.Length), accumulate);
            return;
        }

        fixed (T* array = whole, elements = part)
        {
            Move(array, region, elements, reads: false, accumulate);
        }
    }

    private static void Check(Region region, int whole, int part)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(part, region.Length);
        if (!region.Fits(whole))
        {
            throw new ArgumentOutOfRangeException(nameof(whole), whole, "The region reaches beyond the array.");
        }
    }

    private static void Run<T>(ReadOnlySpan<T> from, Span<T> to, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!accumulate)
        {
            from.CopyTo(to);
        }
        else if (from.Length == 1)
        {
            to[0] += from[0];
        }
        else
        {
            Accumulation.AddTo(from, to);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Move<T>(T* whole, Region region, T* part, bool reads, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Unsafe.SkipInit(out Odometer outer);
        outer.Clear();
        foreach (RegionAxis axis in region.Axes[..^1])
        {
            outer.Append(axis.Size, axis.Stride);
        }

        var action = new Runs<T>(whole + region.Offset, &outer, region.Axes[^1], part, reads, accumulate);
        Lanes.Dispatch<T, Runs<T>>(ref action);
    }

    internal readonly struct Runs<T>(T* whole, Odometer* outer, RegionAxis inner, T* part, bool reads, bool accumulate) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _whole = whole;
        private readonly T* _part = part;
        private readonly Odometer* _outer = outer;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint run = inner.Size;
            nint stride = inner.Stride;
            nint positions = _outer->Count;
            T* part = _part;
            for (nint position = 0; position < positions; position++, part += run)
            {
                T* place = _whole + _outer->Offset;
                T* from = reads ? place : part;
                T* to = reads ? part : place;
                if (stride != 1)
                {
                    Strided(from, reads ? stride : 1, to, reads ? 1 : stride, run);
                }
                else if (accumulate)
                {
                    Accumulation.AddScaled<L, T>(from, T.One, to, run);
                }
                else
                {
                    Buffer.MemoryCopy(from, to, run * sizeof(T), run * sizeof(T));
                }

                _outer->Next();
            }
        }

        private void Strided(T* from, nint fromStep, T* to, nint toStep, nint count)
        {
            if (accumulate)
            {
                for (; count > 0; count--, from += fromStep, to += toStep)
                {
                    *to += *from;
                }
            }
            else
            {
                for (; count > 0; count--, from += fromStep, to += toStep)
                {
                    *to = *from;
                }
            }
        }
    }
}
