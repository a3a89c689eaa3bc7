using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Copies an array into a larger shape: axes that it lacks in front, and axes of size 1, are repeated.</summary>
internal static unsafe class BroadcastCopy
{
    /// <summary>y (+)= scale x, repeated to y's shape.</summary>
    /// <param name="x">The array, dense and row-major.</param>
    /// <param name="xDims">Its sizes: aligned at the last axis, each is y's or 1.</param>
    /// <param name="y">The result.</param>
    /// <param name="yDims">Its sizes, at most 64.</param>
    /// <param name="scale">A factor of every element.</param>
    /// <param name="accumulate">Whether to add to what <paramref name="y"/> holds, or to overwrite it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Copy<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> xDims, Span<T> y, ReadOnlySpan<int> yDims, T scale, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(yDims.Length, Odometer.MaxRank);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(xDims.Length, yDims.Length);
        Unsafe.SkipInit(out BroadcastPlan plan);
        plan.Make(xDims, yDims);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, plan.SourceLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, plan.Length);
        if (y.IsEmpty)
        {
            return;
        }

        fixed (T* from = x, to = y)
        {
            var action = new Repeat<T>(from, &plan, to, scale, accumulate);
            Lanes.Dispatch<T, Repeat<T>>(ref action);
        }
    }

    /// <summary>
    /// Neighbouring axes that are both repeated, or both not, are merged; the last group is the inner loop's, which copies a run
    /// or fills it, and the groups before it are walked.
    /// </summary>
    internal struct BroadcastPlan
    {
        /// <summary>The positions in x of the groups before the last.</summary>
        public Odometer Source;

        /// <summary>How many elements y has.</summary>
        public int Length;

        /// <summary>How many elements x has.</summary>
        public int SourceLength;

        /// <summary>The size of the last group.</summary>
        public int Run;

        /// <summary>Whether the last group repeats one element of x.</summary>
        public bool Fills;

        public void Make(ReadOnlySpan<int> xDims, ReadOnlySpan<int> yDims)
        {
            Source.Clear();
            Run = 1;
            Fills = false;
            var missing = yDims.Length - xDims.Length;
            var length = 1;
            var sourceLength = 1;
            for (var axis = 0; axis < yDims.Length; axis++)
            {
                var size = axis < missing ? 1 : xDims[axis - missing];
                if (size != 1)
                {
                    ArgumentOutOfRangeException.ThrowIfNotEqual(size, yDims[axis]);
                }

                length = checked(length * yDims[axis]);
                sourceLength *= size;
            }

            Length = length;
            SourceLength = sourceLength;
            if (length == 0)
            {
                return;
            }

            // From the first axis to the last: when the kind changes, the group that ends becomes an axis of the walk.
            var stride = sourceLength;
            for (var axis = 0; axis < yDims.Length; axis++)
            {
                var size = yDims[axis];
                if (size == 1)
                {
                    continue;
                }

                var fills = axis < missing || xDims[axis - missing] == 1;
                if (fills != Fills && Run > 1)
                {
                    Source.Append(Run, Fills ? 0 : stride);
                    Run = 1;
                }

                Fills = fills;
                Run *= size;
                stride /= fills ? 1 : size;
            }
        }
    }

    internal readonly struct Repeat<T>(T* x, BroadcastPlan* plan, T* y, T scale, bool accumulate) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly BroadcastPlan* _plan = plan;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            var target = _y;
            nint run = _plan->Run;
            nint positions = _plan->Source.Count;
            for (nint position = 0; position < positions; position++, target += run)
            {
                var source = _x + _plan->Source.Offset;
                if (_plan->Fills)
                {
                    Fill<L, T>(*source * scale, target, run, accumulate);
                }
                else if (accumulate)
                {
                    Accumulation.AddScaled<L, T>(source, scale, target, run);
                }
                else
                {
                    Accumulation.Scale<L, T>(source, scale, target, run);
                }

                _plan->Source.Next();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill<L, T>(T value, T* y, nint length, bool accumulate)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        nint count = L.Count;
        var filling = L.Create(value);
        if (accumulate)
        {
            for (; length >= count; length -= count, y += count)
            {
                L.Store(L.Load(y) + filling, y);
            }

            if (length > 0)
            {
                L.Store(L.Load(y, (int)length) + filling, y, (int)length);
            }

            return;
        }

        for (; length >= 2 * count; length -= 2 * count, y += 2 * count)
        {
            L.Store(filling, y);
            L.Store(filling, y + count);
        }

        if (length >= count)
        {
            L.Store(filling, y);
            length -= count;
            y += count;
        }

        if (length > 0)
        {
            L.Store(filling, y, (int)length);
        }
    }
}
