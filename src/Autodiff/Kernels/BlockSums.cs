using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The sum of an array that is never there as a whole: block by block, in the blocks and the cascade of <see cref="Reduction"/>, so that
/// the bits are those of the sum of the array.
/// </summary>
internal static unsafe class BlockSums
{
    /// <summary>How many numbers a block has; every strip but the last must be a multiple of it.</summary>
    public static int BlockLength<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LengthOf<T> action = default;
        Lanes.Dispatch<T, LengthOf<T>>(ref action);
        return action.Block;
    }

    /// <summary>How much room the results of the blocks of <paramref name="length"/> numbers take.</summary>
    public static int ResultLength<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LengthOf<T> action = default;
        Lanes.Dispatch<T, LengthOf<T>>(ref action);
        return (length + action.Block - 1) / action.Block * action.Lane;
    }

    /// <summary>The results of the blocks of a strip, each in its place among those of the array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce<T>(ReadOnlySpan<T> strip, Span<T> results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(results.Length, ResultLength<T>(strip.Length));
        fixed (T* from = strip, to = results)
        {
            BlocksOf<T> action = new(from, strip.Length, to);
            Lanes.Dispatch<T, BlocksOf<T>>(ref action);
        }
    }

    /// <summary>scale times the sum, from the results of all blocks.</summary>
    public static T Total<T>(ReadOnlySpan<T> results, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum;
        fixed (T* from = results)
        {
            TotalOf<T> action = new(from, results.Length, scale, &sum);
            Lanes.Dispatch<T, TotalOf<T>>(ref action);
        }

        return sum;
    }

    private struct LengthOf<T> : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int Block;
        public int Lane;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            Block = (int)ReductionKernel<L, T, SumFold<L, T>>.BlockLength;
            Lane = L.Count;
        }
    }

    private readonly struct BlocksOf<T>(T* x, nint length, T* results) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _results = results;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint block = ReductionKernel<L, T, SumFold<L, T>>.BlockLength;
            var tail = (int)(length % L.Count);
            Mask<L> mask = ReductionTail.First<L, T>(tail);
            T* to = _results;
            for (nint start = 0; start < length; start += block, to += L.Count)
            {
                L.Store(ReductionKernel<L, T, SumFold<L, T>>.Block(_x + start, Math.Min(block, length - start), tail, mask), to);
            }
        }
    }

    private readonly struct TotalOf<T>(T* results, nint length, T scale, T* sum) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _results = results;
        private readonly T* _sum = sum;

        [SkipLocalsInit]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            T* levels = stackalloc T[ReductionCascade.Levels * L.Count];
            uint blocks = 0;
            for (nint place = 0; place < length; place += L.Count, blocks++)
            {
                ReductionCascade.Push<L, T, SumFold<L, T>>(levels, L.Count, blocks, L.Load(_results + place));
            }

            L total = ReductionCascade.Total<L, T, SumFold<L, T>>(levels, L.Count, blocks);
            ReductionKernel<L, T, SumFold<L, T>>.Write(_sum, SumFold<L, T>.Across(total), scale, accumulate: false);
        }
    }
}
