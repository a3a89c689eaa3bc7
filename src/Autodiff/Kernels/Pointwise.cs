using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Applies a function of one variable to arrays, and pulls adjoints back through it. The loops have one body: the elements
/// that do not fill a lane go through it once more in lanes on the stack.
/// </summary>
internal static unsafe class Pointwise
{
    /// <summary>How many elements are worth a thread's while.</summary>
    internal const int LeastPart = 8192;

    /// <summary>What the length of a part is a multiple of: several lanes, and a few cache lines.</summary>
    internal const int PartUnit = 256;

    /// <summary>y = f(x), element by element; y may be x.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, F>(F function, ReadOnlySpan<T> x, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            MapRange<T, F> range = new(function, px, py, y.Length);
            Workers.RunRange(threads, y.Length, LeastPart, PartUnit, ref range);
        }
    }

    /// <summary>target = seed f'(x), or target += seed f'(x), element by element, in one pass.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Pull<T, S>(
        S slope, ReadOnlySpan<T> seed, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, target.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, target.Length);
        fixed (T* pg = seed, px = x, py = y, pt = target)
        {
            PullRange<T, S> range = new(slope, pg, px, py, pt, target.Length, accumulate);
            Workers.RunRange(threads, target.Length, LeastPart, PartUnit, ref range);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Map<T, F, L>(F function, T* x, T* y, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise
        where L : unmanaged, ILane<L, T>
    {
        nint lanes = count / L.Count;
        int rest = (int)(count - (lanes * L.Count));
        L lastX = default;
        L lastY = default;
        T* tail = null;
        while (true)
        {
            for (; lanes > 0; lanes--)
            {
                L.Store(function.Value(L.Load(x)), y);
                x += L.Count;
                y += L.Count;
            }

            if (tail != null)
            {
                L.Store(lastY, tail, rest);
                return;
            }

            if (rest == 0)
            {
                return;
            }

            lastX = L.Load(x, rest);
            x = (T*)&lastX;
            tail = y;
            y = (T*)&lastY;
            lanes = 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Pull<T, S, L>(S slope, T* seed, T* x, T* y, T* target, nint count, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope
        where L : unmanaged, ILane<L, T>
    {
        nint lanes = count / L.Count;
        int rest = (int)(count - (lanes * L.Count));
        L lastSeed = default;
        L lastX = default;
        L lastY = default;
        L lastTarget = default;
        T* tail = null;
        while (true)
        {
            for (; lanes > 0; lanes--)
            {
                L inputs = (S.Reads & Reads.Input) != 0 ? L.Load(x) : default;
                L outputs = (S.Reads & Reads.Output) != 0 ? L.Load(y) : default;
                L at = slope.At(inputs, outputs);
                L seeds = L.Load(seed);
                L.Store(accumulate ? L.MultiplyAdd(seeds, at, L.Load(target)) : seeds * at, target);
                seed += L.Count;
                x += L.Count;
                y += L.Count;
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

            lastSeed = L.Load(seed, rest);
            lastX = (S.Reads & Reads.Input) != 0 ? L.Load(x, rest) : default;
            lastY = (S.Reads & Reads.Output) != 0 ? L.Load(y, rest) : default;
            lastTarget = accumulate ? L.Load(target, rest) : default;
            seed = (T*)&lastSeed;
            x = (T*)&lastX;
            y = (T*)&lastY;
            tail = target;
            target = (T*)&lastTarget;
            lanes = 1;
        }
    }

    private readonly struct MapRange<T, F>(F function, T* x, T* y, nint count) : IRange<MapRange<T, F>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise
    {
        private readonly T* _x = x;
        private readonly T* _y = y;

        public MapRange<T, F> Slice(nint start, nint length) => new(function, _x + start, _y + start, length);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run()
        {
            if (Lane512<T>.IsSupported)
            {
                Map<T, F, Lane512<T>>(function, _x, _y, count);
            }
            else if (Lane256<T>.IsSupported)
            {
                Map<T, F, Lane256<T>>(function, _x, _y, count);
            }
            else if (Lane128<T>.IsSupported)
            {
                Map<T, F, Lane128<T>>(function, _x, _y, count);
            }
            else
            {
                Map<T, F, Lane1<T>>(function, _x, _y, count);
            }
        }
    }

    private readonly struct PullRange<T, S>(S slope, T* seed, T* x, T* y, T* target, nint count, bool accumulate) : IRange<PullRange<T, S>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope
    {
        private readonly T* _seed = seed;
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _target = target;

        public PullRange<T, S> Slice(nint start, nint length) =>
            new(slope, _seed + start, _x + start, _y + start, _target + start, length, accumulate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run()
        {
            if (Lane512<T>.IsSupported)
            {
                Pull<T, S, Lane512<T>>(slope, _seed, _x, _y, _target, count, accumulate);
            }
            else if (Lane256<T>.IsSupported)
            {
                Pull<T, S, Lane256<T>>(slope, _seed, _x, _y, _target, count, accumulate);
            }
            else if (Lane128<T>.IsSupported)
            {
                Pull<T, S, Lane128<T>>(slope, _seed, _x, _y, _target, count, accumulate);
            }
            else
            {
                Pull<T, S, Lane1<T>>(slope, _seed, _x, _y, _target, count, accumulate);
            }
        }
    }
}
