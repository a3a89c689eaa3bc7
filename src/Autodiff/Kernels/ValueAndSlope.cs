using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>A function of two variables and its slope towards the first, in one pass: the two share most of their work.</summary>
internal static unsafe class ValueAndSlope
{
    /// <summary>z = f(x, y) and slope = the derivative of f towards x, element by element; all of one length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Map<T, F>(F function, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, Span<T> slope, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, z.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, z.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(slope.Length, z.Length);
        fixed (T* px = x, py = y, pz = z, ps = slope)
        {
            Range<T, F> range = new(function, px, py, pz, ps, z.Length);
            Workers.RunRange(threads, z.Length, Pointwise.LeastPart, Pointwise.PartUnit, ref range);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Map<T, F, L>(F function, T* x, T* y, T* z, T* slope, nint count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
        where L : unmanaged, ILane<L, T>
    {
        nint next = 0;
        for (; next <= count - L.Count; next += L.Count)
        {
            Tangent<L> result = function.Value(new Tangent<L>(L.Load(x + next), L.Create(T.One)), new Tangent<L>(L.Load(y + next)));
            L.Store(result.Value, z + next);
            L.Store(result.Slope, slope + next);
        }

        int rest = (int)(count - next);
        if (rest > 0)
        {
            Tangent<L> result = function.Value(new Tangent<L>(L.Load(x + next, rest), L.Create(T.One)), new Tangent<L>(L.Load(y + next, rest)));
            L.Store(result.Value, z + next, rest);
            L.Store(result.Slope, slope + next, rest);
        }
    }

    private readonly struct Range<T, F>(F function, T* x, T* y, T* z, T* slope, nint count) : IRange<Range<T, F>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise2
    {
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _z = z;
        private readonly T* _slope = slope;

        public Range<T, F> Slice(nint start, nint length) => new(function, _x + start, _y + start, _z + start, _slope + start, length);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run()
        {
            if (Lane512<T>.IsSupported)
            {
                Map<T, F, Lane512<T>>(function, _x, _y, _z, _slope, count);
            }
            else if (Lane256<T>.IsSupported)
            {
                Map<T, F, Lane256<T>>(function, _x, _y, _z, _slope, count);
            }
            else if (Lane128<T>.IsSupported)
            {
                Map<T, F, Lane128<T>>(function, _x, _y, _z, _slope, count);
            }
            else
            {
                Map<T, F, Lane1<T>>(function, _x, _y, _z, _slope, count);
            }
        }
    }
}
