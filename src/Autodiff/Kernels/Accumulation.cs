using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Element by element: what adds one array into another. The two arrays may be the same one, but not overlap otherwise.</summary>
internal static unsafe class Accumulation
{
    /// <summary>target += x.</summary>
    public static void AddTo<T>(ReadOnlySpan<T> x, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
        => AddScaledTo(x, T.One, target);

    /// <summary>target += scale x, each element rounded once where the machine can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaledTo<T>(ReadOnlySpan<T> x, T scale, Span<T> target, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, x.Length);
        fixed (T* from = x, to = target)
        {
            var action = new ScaledCopy<T>(from, scale, to, x.Length, accumulate: true);
            Workers.RunRange(threads, x.Length, 4 * Pointwise.LeastPart, Pointwise.PartUnit, ref action);
        }
    }

    /// <summary>target = scale x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<T>(ReadOnlySpan<T> x, T scale, Span<T> target, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, x.Length);
        fixed (T* from = x, to = target)
        {
            var action = new ScaledCopy<T>(from, scale, to, x.Length, accumulate: false);
            Workers.RunRange(threads, x.Length, 4 * Pointwise.LeastPart, Pointwise.PartUnit, ref action);
        }
    }

    /// <summary>target = x.</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, x.Length);
        x.CopyTo(target);
    }

    /// <summary>target (+)= scale x over <paramref name="length"/> numbers.</summary>
    internal readonly struct ScaledCopy<T>(T* x, T scale, T* target, nint length, bool accumulate) : ILaneAction<T>, IRange<ScaledCopy<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _x = x;
        private readonly T* _target = target;

        public ScaledCopy<T> Slice(nint start, nint length) => new(_x + start, scale, _target + start, length, accumulate);

        public void Run()
        {
            ScaledCopy<T> action = this;
            Lanes.Dispatch<T, ScaledCopy<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            if (accumulate)
            {
                AddScaled<L, T>(_x, scale, _target, length);
            }
            else
            {
                Scale<L, T>(_x, scale, _target, length);
            }
        }
    }

    /// <summary>target += scale x over <paramref name="length"/> numbers, in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddScaled<L, T>(T* x, T scale, T* target, nint length)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        nint count = L.Count;
        var factor = L.Create(scale);
        for (; length >= 4 * count; length -= 4 * count, x += 4 * count, target += 4 * count)
        {
            var a = L.MultiplyAdd(L.Load(x), factor, L.Load(target));
            var b = L.MultiplyAdd(L.Load(x + count), factor, L.Load(target + count));
            var c = L.MultiplyAdd(L.Load(x + 2 * count), factor, L.Load(target + 2 * count));
            var d = L.MultiplyAdd(L.Load(x + 3 * count), factor, L.Load(target + 3 * count));
            L.Store(a, target);
            L.Store(b, target + count);
            L.Store(c, target + 2 * count);
            L.Store(d, target + 3 * count);
        }

        for (; length >= count; length -= count, x += count, target += count)
        {
            L.Store(L.MultiplyAdd(L.Load(x), factor, L.Load(target)), target);
        }

        if (length > 0)
        {
            L.Store(L.MultiplyAdd(L.Load(x, (int)length), factor, L.Load(target, (int)length)), target, (int)length);
        }
    }

    /// <summary>target = scale x over <paramref name="length"/> numbers, in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Scale<L, T>(T* x, T scale, T* target, nint length)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        nint count = L.Count;
        var factor = L.Create(scale);
        for (; length >= 4 * count; length -= 4 * count, x += 4 * count, target += 4 * count)
        {
            var a = L.Load(x) * factor;
            var b = L.Load(x + count) * factor;
            var c = L.Load(x + 2 * count) * factor;
            var d = L.Load(x + 3 * count) * factor;
            L.Store(a, target);
            L.Store(b, target + count);
            L.Store(c, target + 2 * count);
            L.Store(d, target + 3 * count);
        }

        for (; length >= count; length -= count, x += count, target += count)
        {
            L.Store(L.Load(x) * factor, target);
        }

        if (length > 0)
        {
            L.Store(L.Load(x, (int)length) * factor, target, (int)length);
        }
    }
}
