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
            Step<L, T, F>(function, seed, y, target, (int)rows);
            if (sums != null)
            {
                var sum = L.Sum(MatrixProductEdge.LoadColumns<L, T>(typeof(F) == typeof(IdentityFunction) ? seed : target, (int)rows));
                *sums = accumulate ? *sums + sum : sum;
            }

            return;
        }

        for (nint column = 0; column < columns; column += L.Count)
        {
            int count = (int)nint.Min(L.Count, columns - column);
            var a = L.Create(T.Zero);
            var b = a;
            var c = a;
            var d = a;
            nint place = column;
            nint left = rows;
            for (; left >= 4; left -= 4, place += 4 * columns)
            {
                a += Step<L, T, F>(function, seed + place, y + place, target + place, count);
                b += Step<L, T, F>(function, seed + place + columns, y + place + columns, target + place + columns, count);
                c += Step<L, T, F>(function, seed + place + (2 * columns), y + place + (2 * columns), target + place + (2 * columns), count);
                d += Step<L, T, F>(function, seed + place + (3 * columns), y + place + (3 * columns), target + place + (3 * columns), count);
            }

            for (; left > 0; left--, place += columns)
            {
                a += Step<L, T, F>(function, seed + place, y + place, target + place, count);
            }

            if (sums != null)
            {
                var sum = a + c + (b + d);
                MatrixProductEdge.StoreColumns<L, T>(
                    accumulate ? sum + MatrixProductEdge.LoadColumns<L, T>(sums + column, count) : sum, sums + column, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Step<L, T, F>(F function, T* seed, T* y, T* target, int count)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IElementary
    {
        var seeds = MatrixProductEdge.LoadColumns<L, T>(seed, count);
        if (typeof(F) != typeof(IdentityFunction))
        {
            seeds *= function.Slope(default, MatrixProductEdge.LoadColumns<L, T>(y, count));
            MatrixProductEdge.StoreColumns<L, T>(seeds, target, count);
        }

        return seeds;
    }
}
