using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// What the rule of a small layer does before its products, in one pass: the seed times the slope, and the sums of its columns. For larger ones
/// <see cref="Pointwise"/> and <see cref="Reduction"/> do it one by one, on several threads; the bits are the same.
/// </summary>
internal static unsafe class SlopeAndSums
{
    // What the reduction sums up in one block, its four sums side by side.
    private const int LongestBlock = 128;
    private const int WideStrip = 8;

    /// <summary>
    /// target = seed f'(y), rows x columns; sums = or += the sums of its columns, or nothing where it is null. The identity leaves the target alone.
    /// </summary>
    /// <returns>False, and nothing is done, where the matrix is too large.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCompute<T, F>(F function, T* seed, T* y, T* target, int rows, int columns, T* sums, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IElementary
    {
        if (Lane512<T>.IsSupported)
        {
            return TryCompute<Lane512<T>, T, F>(function, seed, y, target, rows, columns, sums, accumulate);
        }

        if (Lane256<T>.IsSupported)
        {
            return TryCompute<Lane256<T>, T, F>(function, seed, y, target, rows, columns, sums, accumulate);
        }

        return Lane128<T>.IsSupported
            ? TryCompute<Lane128<T>, T, F>(function, seed, y, target, rows, columns, sums, accumulate)
            : TryCompute<Lane1<T>, T, F>(function, seed, y, target, rows, columns, sums, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryCompute<L, T, F>(F function, T* seed, T* y, T* target, int rows, int columns, T* sums, bool accumulate)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IElementary
    {
        if (columns == 1 ? (uint)(rows - 1) >= (uint)L.Count : rows > LongestBlock || columns >= WideStrip * L.Count)
        {
            return false;
        }

        Compute<L, T, F>(function, seed, y, target, rows, columns, sums, accumulate);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute<L, T, F>(F function, T* seed, T* y, T* target, nint rows, nint columns, T* sums, bool accumulate)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IElementary
    {
        if (columns == 1)
        {
            // A column is a row: summed up across one lane, read again because the slope beyond its end may be infinite.
            int count = (int)rows;
            Step<L, T, F>(function, seed, y, target, count, count == L.Count);
            if (sums != null)
            {
                var sum = L.Sum(MatrixProductEdge.LoadColumns<L, T>(typeof(F) == typeof(IdentityFunction) ? seed : target, count));
                *sums = accumulate ? *sums + sum : sum;
            }

            return;
        }

        nint column = 0;
        for (; column <= columns - L.Count; column += L.Count)
        {
            var sum = ComputeStrip<L, T, F>(function, seed + column, y + column, target + column, rows, columns, L.Count, true);
            if (sums != null)
            {
                L.Store(accumulate ? sum + L.Load(sums + column) : sum, sums + column);
            }
        }

        if (column < columns)
        {
            int count = (int)(columns - column);
            var sum = ComputeStrip<L, T, F>(function, seed + column, y + column, target + column, rows, columns, count, false);
            if (sums != null)
            {
                L.Store(accumulate ? sum + L.Load(sums + column, count) : sum, sums + column, count);
            }
        }
    }

    /// <summary>One lane of columns, or the first part of one; gives their sums, in the order of the reduction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L ComputeStrip<L, T, F>(F function, T* seed, T* y, T* target, nint rows, nint pitch, int count, bool isWhole)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IElementary
    {
        var a = L.Create(T.Zero);
        var b = a;
        var c = a;
        var d = a;
        nint row2 = 2 * pitch;
        nint row3 = 3 * pitch;
        nint row4 = 4 * pitch;
        for (; rows >= 4; rows -= 4)
        {
            a += Step<L, T, F>(function, seed, y, target, count, isWhole);
            b += Step<L, T, F>(function, seed + pitch, y + pitch, target + pitch, count, isWhole);
            c += Step<L, T, F>(function, seed + row2, y + row2, target + row2, count, isWhole);
            d += Step<L, T, F>(function, seed + row3, y + row3, target + row3, count, isWhole);
            seed += row4;
            y += row4;
            target += row4;
        }

        for (; rows > 0; rows--)
        {
            a += Step<L, T, F>(function, seed, y, target, count, isWhole);
            seed += pitch;
            y += pitch;
            target += pitch;
        }

        return a + c + (b + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Step<L, T, F>(F function, T* seed, T* y, T* target, int count, bool isWhole)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IElementary
    {
        var seeds = isWhole ? L.Load(seed) : L.Load(seed, count);
        if (typeof(F) != typeof(IdentityFunction))
        {
            seeds *= function.Slope(default, isWhole ? L.Load(y) : L.Load(y, count));
            if (isWhole)
            {
                L.Store(seeds, target);
            }
            else
            {
                L.Store(seeds, target, count);
            }
        }

        return seeds;
    }
}
