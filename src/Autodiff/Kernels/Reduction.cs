using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Sums, maxima, minima and products over any set of axes of a dense row-major array. The result holds the axes that are kept, in their
/// order. Long sums are pairwise in every direction; their order depends on the shape alone.
/// </summary>
internal static unsafe class Reduction
{
    /// <summary>y (+)= scale sum(x) over the axes whose bit is set in <paramref name="axes"/>. An empty sum is 0.</summary>
    /// <param name="x">The array.</param>
    /// <param name="dims">Its sizes, at most 64.</param>
    /// <param name="axes">Bit i is set if axis i is summed over.</param>
    /// <param name="y">The result, with the sizes that remain.</param>
    /// <param name="scale">A factor of the sum.</param>
    /// <param name="accumulate">Whether to add to what <paramref name="y"/> holds, or to overwrite it.</param>
    /// <param name="threads">How many threads may be busy.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Sum<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> dims, ulong axes, Span<T> y, T scale, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan;
        Unsafe.SkipInit(out plan);
        plan.Make(dims, axes);
        Check(plan, x.Length, y.Length);
        if (x.IsEmpty)
        {
            // Scaled as a sum is, so that the empty sum times infinity is NaN in every direction alike.
            var zero = T.Zero * scale;
            foreach (ref var element in y)
            {
                element = accumulate ? element + zero : zero;
            }

            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new SumOver<T>(from, &plan, to, scale, accumulate, threads);
            Lanes.Dispatch<T, SumOver<T>>(ref action);
        }
    }

    /// <summary>y = max(x) over the axes whose bit is set in <paramref name="axes"/>; NaN where one is NaN. Nothing to choose from gives -infinity.</summary>
    public static void Max<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> dims, ulong axes, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan;
        Unsafe.SkipInit(out plan);
        plan.Make(dims, axes);
        Check(plan, x.Length, y.Length);
        if (x.IsEmpty)
        {
            y.Fill(T.NegativeInfinity);
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new MaxOver<T>(from, &plan, to, threads);
            Lanes.Dispatch<T, MaxOver<T>>(ref action);
        }
    }

    /// <summary>y = min(x) over the axes whose bit is set in <paramref name="axes"/>; NaN where one is NaN. Nothing to choose from gives +infinity.</summary>
    public static void Min<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> dims, ulong axes, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan;
        Unsafe.SkipInit(out plan);
        plan.Make(dims, axes);
        Check(plan, x.Length, y.Length);
        if (x.IsEmpty)
        {
            y.Fill(T.PositiveInfinity);
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new MinOver<T>(from, &plan, to, threads);
            Lanes.Dispatch<T, MinOver<T>>(ref action);
        }
    }

    /// <summary>y = scale sum(x^2) over the axes whose bit is set in <paramref name="axes"/>.</summary>
    public static void SumOfSquares<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> dims, ulong axes, Span<T> y, T scale, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan;
        Unsafe.SkipInit(out plan);
        plan.Make(dims, axes);
        Check(plan, x.Length, y.Length);
        if (x.IsEmpty)
        {
            y.Fill(T.Zero * scale);
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new SquaresOver<T>(from, &plan, to, scale, threads);
            Lanes.Dispatch<T, SquaresOver<T>>(ref action);
        }
    }

    /// <summary>y = the product of x over the axes whose bit is set in <paramref name="axes"/>; 1 of nothing.</summary>
    public static void Product<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> dims, ulong axes, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReductionPlan plan;
        Unsafe.SkipInit(out plan);
        plan.Make(dims, axes);
        Check(plan, x.Length, y.Length);
        if (x.IsEmpty)
        {
            y.Fill(T.One);
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new ProductOver<T>(from, &plan, to, threads);
            Lanes.Dispatch<T, ProductOver<T>>(ref action);
        }
    }

    private static void Check(in ReductionPlan plan, int length, int kept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(length, plan.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(kept, plan.KeptLength);
    }

    internal readonly struct SumOver<T>(T* x, ReductionPlan* plan, T* y, T scale, bool accumulate, int threads = 1) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly ReductionPlan* _plan = plan;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
            => ReductionKernel<L, T, SumFold<L, T>>.Run(_x, ref *_plan, _y, scale, accumulate, threads);
    }

    internal readonly struct MaxOver<T>(T* x, ReductionPlan* plan, T* y, int threads = 1) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly ReductionPlan* _plan = plan;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
            => ReductionKernel<L, T, MaxFold<L, T>>.Run(_x, ref *_plan, _y, T.One, accumulate: false, threads);
    }

    internal readonly struct MinOver<T>(T* x, ReductionPlan* plan, T* y, int threads = 1) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly ReductionPlan* _plan = plan;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
            => ReductionKernel<L, T, MinFold<L, T>>.Run(_x, ref *_plan, _y, T.One, accumulate: false, threads);
    }

    internal readonly struct SquaresOver<T>(T* x, ReductionPlan* plan, T* y, T scale, int threads = 1) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly ReductionPlan* _plan = plan;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
            => ReductionKernel<L, T, SquareFold<L, T>>.Run(_x, ref *_plan, _y, scale, accumulate: false, threads);
    }

    internal readonly struct ProductOver<T>(T* x, ReductionPlan* plan, T* y, int threads = 1) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly ReductionPlan* _plan = plan;

        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
            => ReductionKernel<L, T, ProductFold<L, T>>.Run(_x, ref *_plan, _y, T.One, accumulate: false, threads);
    }
}
