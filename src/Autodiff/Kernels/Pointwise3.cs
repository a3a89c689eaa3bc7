using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Applies a function of three variables to arrays, with broadcasting, and pulls adjoints back through it.</summary>
internal static unsafe class Pointwise3
{
    /// <summary>result = f(x, y, z) with the operands repeated to the sizes of the result.</summary>
    public static void Map<T, F>(
        F function,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xSizes,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> ySizes,
        ReadOnlySpan<T> z,
        ReadOnlySpan<int> zSizes,
        Span<T> result,
        ReadOnlySpan<int> sizes,
        int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IPointwise3 =>
        Rows(new ValueRow<F>(function), [], x, xSizes, y, ySizes, z, zSizes, result, sizes, accumulate: false, threads);

    /// <summary>result = x where the mask is not 0, y where it is; the operands are repeated to the sizes of the result.</summary>
    public static void Select<T>(
        ReadOnlySpan<T> mask,
        ReadOnlySpan<int> maskSizes,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xSizes,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> ySizes,
        Span<T> result,
        ReadOnlySpan<int> sizes,
        int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Rows(default(SelectionRow), [], mask, maskSizes, x, xSizes, y, ySizes, result, sizes, accumulate: false, threads);

    /// <summary>target = seed times the slope at (x, y, z), or adds it; seed and target have the sizes of the output.</summary>
    public static void Pull<T, S>(
        S slope,
        ReadOnlySpan<T> seed,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xSizes,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> ySizes,
        ReadOnlySpan<T> z,
        ReadOnlySpan<int> zSizes,
        ReadOnlySpan<int> sizes,
        Span<T> target,
        bool accumulate,
        int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope3 => Rows(slope, seed, x, xSizes, y, ySizes, z, zSizes, target, sizes, accumulate, threads);

    private static void Rows<T, S>(
        S function,
        ReadOnlySpan<T> seed,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xSizes,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> ySizes,
        ReadOnlySpan<T> z,
        ReadOnlySpan<int> zSizes,
        Span<T> target,
        ReadOnlySpan<int> sizes,
        bool accumulate,
        int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope3
    {
        if (!seed.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, target.Length);
        }

        if (target.IsEmpty)
        {
            return;
        }

        BroadcastLoop loop = new(sizes, xSizes, ySizes, zSizes, stackalloc BroadcastLoop.Axis[sizes.Length]);
        BroadcastLoop.Axis row = loop.Row;
        fixed (T* ps = seed, px = x, py = y, pz = z, pt = target)
        {
            nint next = 0;
            do
            {
                RowRange<T, S> range = new(
                    function,
                    ps == null ? null : ps + next,
                    px + loop.OffsetX,
                    row.StepX,
                    py + loop.OffsetY,
                    row.StepY,
                    pz + loop.OffsetZ,
                    row.StepZ,
                    pt + next,
                    row.Size,
                    accumulate);
                Workers.RunRange(threads, row.Size, Pointwise.LeastPart, Pointwise.PartUnit, ref range);
                next += row.Size;
            }
            while (loop.Next());
        }
    }

    // Without seeds the function itself is stored. A loop with one body, as in Pointwise2.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Row<T, S, L>(
        S function, T* seed, T* x, int stepX, T* y, int stepY, T* z, int stepZ, T* target, nint count, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope3
        where L : unmanaged, ILane<L, T>
    {
        nint lanes = count / L.Count;
        int rest = (int)(count - (lanes * L.Count));
        bool isValue = seed == null;
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

        if (stepZ == 0)
        {
            lastZ = L.Create(*z);
            z = (T*)&lastZ;
        }

        while (true)
        {
            for (; lanes > 0; lanes--)
            {
                L at = function.At(L.Load(x), L.Load(y), L.Load(z));
                if (!isValue)
                {
                    L seeds = L.Load(seed);
                    at = accumulate ? L.MultiplyAdd(seeds, at, L.Load(target)) : seeds * at;
                    seed += L.Count;
                }

                L.Store(at, target);
                x += stepX * L.Count;
                y += stepY * L.Count;
                z += stepZ * L.Count;
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

            if (stepZ != 0)
            {
                lastZ = L.Load(z, rest);
                z = (T*)&lastZ;
            }

            if (!isValue)
            {
                lastSeed = L.Load(seed, rest);
                seed = (T*)&lastSeed;
            }

            lastTarget = accumulate ? L.Load(target, rest) : default;
            tail = target;
            target = (T*)&lastTarget;
            lanes = 1;
        }
    }

    private readonly struct RowRange<T, S>(
        S function, T* seed, T* x, int stepX, T* y, int stepY, T* z, int stepZ, T* target, nint count, bool accumulate) : IRange<RowRange<T, S>>
        where T : unmanaged, IFloatingPointIeee754<T>
        where S : struct, ISlope3
    {
        private readonly T* _seed = seed;
        private readonly T* _x = x;
        private readonly T* _y = y;
        private readonly T* _z = z;
        private readonly T* _target = target;

        public RowRange<T, S> Slice(nint start, nint length) => new(
            function,
            _seed == null ? null : _seed + start,
            _x + (start * stepX),
            stepX,
            _y + (start * stepY),
            stepY,
            _z + (start * stepZ),
            stepZ,
            _target + start,
            length,
            accumulate);

        public void Run()
        {
            if (Lane512<T>.IsSupported)
            {
                Row<T, S, Lane512<T>>(function, _seed, _x, stepX, _y, stepY, _z, stepZ, _target, count, accumulate);
            }
            else if (Lane256<T>.IsSupported)
            {
                Row<T, S, Lane256<T>>(function, _seed, _x, stepX, _y, stepY, _z, stepZ, _target, count, accumulate);
            }
            else if (Lane128<T>.IsSupported)
            {
                Row<T, S, Lane128<T>>(function, _seed, _x, stepX, _y, stepY, _z, stepZ, _target, count, accumulate);
            }
            else
            {
                Row<T, S, Lane1<T>>(function, _seed, _x, stepX, _y, stepY, _z, stepZ, _target, count, accumulate);
            }
        }
    }

    /// <summary>The function's value in the place of a slope.</summary>
    private readonly struct ValueRow<F>(F function) : ISlope3
        where F : struct, IPointwise3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N x, N y, N z)
            where N : struct, IReal<N> => function.Value(x, y, z);
    }

    /// <summary>A choice in the place of a slope.</summary>
    private readonly struct SelectionRow : ISlope3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N mask, N x, N y)
            where N : struct, IReal<N> => N.Select(N.Equal(mask, 0.0), y, x);
    }
}
