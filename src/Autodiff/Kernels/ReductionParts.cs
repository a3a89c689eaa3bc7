using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// A reduction on several threads: cut between results, or between the blocks of a single long row, whose results then go into the
/// cascade in their order. What each result is summed from, and how, stays the same.
/// </summary>
internal static unsafe class ReductionParts<L, T, F>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : struct, IReductionFold<L, T>
{
    // So many blocks are shared out at once, with room for their results.
    private const int Group = 256;

    /// <summary>y (+)= scale reduction(x).</summary>
    public static void Run(T* x, ref ReductionPlan plan, T* y, T scale, bool accumulate, int threads)
    {
        fixed (ReductionPlan* pinned = &plan)
        {
            nint each = plan.Length / plan.Kept.Count;
            if (plan.Kept.Count > 1)
            {
                KeptRange range = new(x, pinned, y, scale, accumulate, 0, plan.Kept.Count);
                Workers.RunRange(threads, plan.Kept.Count, 1 + (2 * Pointwise.LeastPart / each), 1, ref range);
            }
            else if (plan.Width > 1)
            {
                ColumnRange range = new(x, pinned, y, scale, accumulate, 0, plan.Width);
                Workers.RunRange(threads, plan.Width, 1 + (2 * Pointwise.LeastPart / (each / plan.Width)), 8 * L.Count, ref range);
            }
            else if (plan.Reduced.Count == 1)
            {
                RunBlocks(x, plan.Run, y, scale, accumulate, threads);
            }
            else
            {
                ReductionKernel<L, T, F>.RunKept(x, ref plan, y, scale, accumulate, 0, 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void RunBlocks(T* x, nint length, T* y, T scale, bool accumulate, int threads)
    {
        nint count = L.Count;
        nint size = ReductionKernel<L, T, F>.BlockLength;
        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        var results = stackalloc T[Group * L.Count];
        uint pushed = 0;
        for (nint start = 0; start < length; start += Group * size)
        {
            nint blocks = Math.Min(Group, (length - start + size - 1) / size);
            BlockRange range = new(x + start, length - start, results, blocks);
            Workers.RunRange(threads, blocks, 1 + (2 * Pointwise.LeastPart / size), 1, ref range);
            for (nint block = 0; block < blocks; block++, pushed++)
            {
                ReductionCascade.Push<L, T, F>(levels, count, pushed, L.Load(results + (block * count)));
            }
        }

        ReductionKernel<L, T, F>.Write(y, F.Across(ReductionCascade.Total<L, T, F>(levels, count, pushed)), scale, accumulate);
    }

    /// <summary>Some positions of the kept axes. Each part walks in a plan of its own.</summary>
    private readonly struct KeptRange(T* x, ReductionPlan* plan, T* y, T scale, bool accumulate, nint first, nint count) : IRange<KeptRange>
    {
        private readonly T* _x = x;
        private readonly ReductionPlan* _plan = plan;
        private readonly T* _y = y;

        public KeptRange Slice(nint start, nint length) => new(_x, _plan, _y, scale, accumulate, first + start, length);

        public void Run()
        {
            ReductionPlan plan = *_plan;
            plan.Kept.MoveTo((int)first);
            ReductionKernel<L, T, F>.RunKept(_x, ref plan, _y, scale, accumulate, first, count);
        }
    }

    /// <summary>Some columns.</summary>
    private readonly struct ColumnRange(T* x, ReductionPlan* plan, T* y, T scale, bool accumulate, nint first, nint count) : IRange<ColumnRange>
    {
        private readonly T* _x = x;
        private readonly ReductionPlan* _plan = plan;
        private readonly T* _y = y;

        public ColumnRange Slice(nint start, nint length) => new(_x, _plan, _y, scale, accumulate, first + start, length);

        public void Run()
        {
            ReductionPlan plan = *_plan;
            ReductionKernel<L, T, F>.Columns(_x, ref plan, _y, scale, accumulate, first, first + count);
        }
    }

    /// <summary>Some blocks of a row that has <c>length</c> numbers from the first of them on.</summary>
    private readonly struct BlockRange(T* x, nint length, T* results, nint blocks) : IRange<BlockRange>
    {
        private readonly T* _x = x;
        private readonly T* _results = results;

        public BlockRange Slice(nint start, nint part)
        {
            nint skipped = start * ReductionKernel<L, T, F>.BlockLength;
            return new(_x + skipped, length - skipped, _results + (start * L.Count), part);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run()
        {
            nint size = ReductionKernel<L, T, F>.BlockLength;
            var tail = (int)(length % L.Count);
            var mask = ReductionTail.First<L, T>(tail);
            for (nint block = 0; block < blocks; block++)
            {
                nint start = block * size;
                L.Store(ReductionKernel<L, T, F>.Block(_x + start, Math.Min(size, length - start), tail, mask), _results + (block * L.Count));
            }
        }
    }
}
