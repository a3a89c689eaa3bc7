using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Applies a function of two variables to arrays, with broadcasting, and pulls adjoints back through it.</summary>
internal static unsafe class Pointwise2
{
    /// <summary>z = f(x, y), element by element; all of one length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, F>(F function, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, z.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, z.Length);
        fixed (T* px = x, py = y, pz = z)
        {
            RowRange<T, F> range = new(function, px, 1, py, 1, pz, z.Length);
            Workers.RunRange(threads, z.Length, Pointwise.LeastPart, Pointwise.PartUnit, ref range);
        }
    }

    /// <summary>z = f(x, y) with x and y repeated to the sizes of z.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, F>(
        F function, ReadOnlySpan<T> x, ReadOnlySpan<int> xSizes, ReadOnlySpan<T> y, ReadOnlySpan<int> ySizes, Span<T> z, ReadOnlySpan<int> sizes, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
    {
        if (z.IsEmpty)
        {
            return;
        }

        BroadcastLoop loop = new(sizes, xSizes, ySizes, sizes, stackalloc BroadcastLoop.Axis[sizes.Length]);
        BroadcastLoop.Axis row = loop.Row;
        fixed (T* px = x, py = y, pz = z)
        {
            T* next = pz;
            do
            {
                RowRange<T, F> range = new(function, px + loop.OffsetX, row.StepX, py + loop.OffsetY, row.StepY, next, row.Size);
                Workers.RunRange(threads, row.Size, Pointwise.LeastPart, Pointwise.PartUnit, ref range);
                next += row.Size;
            }
            while (loop.Next());
        }
    }

    /// <summary>target = seed times the slope at (x, y), or adds it; seed, z and target have the sizes of the output.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Pull<T, S>(
        S slope,
        ReadOnlySpan<T> seed,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xSizes,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> ySizes,
        ReadOnlySpan<T> z,
        ReadOnlySpan<int> sizes,
        Span<T> target,
        bool accumulate,
        int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope2
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(z.Length, target.Length);
        if (target.IsEmpty)
        {
            return;
        }

        fixed (T* pg = seed, px = x, py = y, pz = z, pt = target)
        {
            if (x.Length == target.Length && y.Length == target.Length)
            {
                PullRange<T, S> range = new(slope, pg, px, 1, py, 1, pz, pt, target.Length, accumulate);
                Workers.RunRange(threads, target.Length, Pointwise.LeastPart, Pointwise.PartUnit, ref range);
                return;
            }

            BroadcastLoop loop = new(sizes, xSizes, ySizes, sizes, stackalloc BroadcastLoop.Axis[sizes.Length]);
            BroadcastLoop.Axis row = loop.Row;
            nint next = 0;
            do
            {
                PullRange<T, S> range = new(
                    slope, pg + next, px + loop.OffsetX, row.StepX, py + loop.OffsetY, row.StepY, pz + next, pt + next, row.Size, accumulate);
                Workers.RunRange(threads, row.Size, Pointwise.LeastPart, Pointwise.PartUnit, ref range);
                next += row.Size;
            }
            while (loop.Next());
        }
    }

    // An operand that stands (step 0) is one lane on the stack that the loop reads again and again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Row<T, F, L>(F function, T* x, int stepX, T* y, int stepY, T* z, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
        where L : unmanaged, ILane<L, T>
    {
        nint lanes = count / L.Count;
        int rest = (int)(count - (lanes * L.Count));
        nint advanceX = stepX * L.Count;
        nint advanceY = stepY * L.Count;
        L lastX = default;
        L lastY = default;
        L lastZ = default;
        T* tail = null;
        if (stepX == 0)
        {
            lastX = L.Create(*x);
            x = (T*)&lastX;
        }

        if (stepY == 0)
        {
            lastY = L.Create(*y);
            y = (T*)&lastY;
        }

        while (true)
        {
            for (; lanes > 0; lanes--)
            {
                L.Store(function.Value(L.Load(x), L.Load(y)), z);
                x += advanceX;
                y += advanceY;
                z += L.Count;
            }

            if (tail != null)
            {
                L.Store(lastZ, tail, rest);
                return;
            }

            if (rest == 0)
            {
                return;
            }

            if (stepX != 0)
            {
                lastX = L.Load(x, rest);
                x = (T*)&lastX;
            }

            if (stepY != 0)
            {
                lastY = L.Load(y, rest);
                y = (T*)&lastY;
            }

            tail = z;
            z = (T*)&lastZ;
            lanes = 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void PullRow<T, S, L>(
        S slope, T* seed, T* x, int stepX, T* y, int stepY, T* z, T* target, nint count, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope2
        where L : unmanaged, ILane<L, T>
    {
        nint lanes = count / L.Count;
        int rest = (int)(count - (lanes * L.Count));
        nint advanceX = stepX * L.Count;
        nint advanceY = stepY * L.Count;
        L lastSeed = default;
        L lastX = default;
        L lastY = default;
        L lastZ = default;
        L lastTarget = default;
        T* tail = null;
        if (stepX == 0)
        {
            lastX = L.Create(*x);
            x = (T*)&lastX;
        }

        if (stepY == 0)
        {
            lastY = L.Create(*y);
            y = (T*)&lastY;
        }

        while (true)
        {
            for (; lanes > 0; lanes--)
            {
                L at = slope.At(L.Load(x), L.Load(y), L.Load(z));
                L seeds = L.Load(seed);
                L.Store(accumulate ? L.MultiplyAdd(seeds, at, L.Load(target)) : seeds * at, target);
                seed += L.Count;
                x += advanceX;
                y += advanceY;
                z += L.Count;
                target += L.Count;
            }

            if (tail != null)
            {
                L.Store(lastTarget, tail, rest);
                return;
            }

            if (rest == 0)
            {
                return;
            }

            if (stepX != 0)
            {
                lastX = L.Load(x, rest);
                x = (T*)&lastX;
            }

            if (stepY != 0)
            {
                lastY = L.Load(y, rest);
                y = (T*)&lastY;
            }

            lastSeed = L.Load(seed, rest);
            lastZ = L.Load(z, rest);
            lastTarget = accumulate ? L.Load(target, rest) : default;
            seed = (T*)&lastSeed;
            z = (T*)&lastZ;
            tail = target;
            target = (T*)&lastTarget;
            lanes = 1;
        }
    }

    private readonly struct RowRange<T, F>(F function, T* x, int stepX, T* y, int stepY, T* z, nint count) : IRange<RowRange<T, F>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _z = z;

        public RowRange<T, F> Slice(nint start, nint length) =>
            new(function, _x + (start * stepX), stepX, _y + (start * stepY), stepY, _z + start, length);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run()
        {
            if (Lane512<T>.IsSupported)
            {
                Row<T, F, Lane512<T>>(function, _x, stepX, _y, stepY, _z, count);
            }
            else if (Lane256<T>.IsSupported)
            {
                Row<T, F, Lane256<T>>(function, _x, stepX, _y, stepY, _z, count);
            }
            else if (Lane128<T>.IsSupported)
            {
                Row<T, F, Lane128<T>>(function, _x, stepX, _y, stepY, _z, count);
            }
            else
            {
                Row<T, F, Lane1<T>>(function, _x, stepX, _y, stepY, _z, count);
            }
        }
    }

    private readonly struct PullRange<T, S>(
        S slope, T* seed, T* x, int stepX, T* y, int stepY, T* z, T* target, nint count, bool accumulate) : IRange<PullRange<T, S>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope2
    {
        private readonly T* _seed = seed;
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _z = z;
        private readonly T* _target = target;

        public PullRange<T, S> Slice(nint start, nint length) => new(
            slope, _seed + start, _x + (start * stepX), stepX, _y + (start * stepY), stepY, _z + start, _target + start, length, accumulate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run()
        {
            if (Lane512<T>.IsSupported)
            {
                PullRow<T, S, Lane512<T>>(slope, _seed, _x, stepX, _y, stepY, _z, _target, count, accumulate);
            }
            else if (Lane256<T>.IsSupported)
            {
                PullRow<T, S, Lane256<T>>(slope, _seed, _x, stepX, _y, stepY, _z, _target, count, accumulate);
            }
            else if (Lane128<T>.IsSupported)
            {
                PullRow<T, S, Lane128<T>>(slope, _seed, _x, stepX, _y, stepY, _z, _target, count, accumulate);
            }
            else
            {
                PullRow<T, S, Lane1<T>>(slope, _seed, _x, stepX, _y, stepY, _z, _target, count, accumulate);
            }
        }
    }
}
