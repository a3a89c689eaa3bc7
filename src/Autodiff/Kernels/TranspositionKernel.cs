using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The transposition of one matrix: in tiles that stay in the first-level cache, and inside them in registers where that can be.</summary>
internal static unsafe class TranspositionKernel
{
    private const int Tile = 32;

    /// <summary>y[c, r] (+)= x[r, c] for a matrix x of <paramref name="rows"/> by <paramref name="columns"/>.</summary>
    /// <param name="x">The first element of x.</param>
    /// <param name="xPitch">From one row of x to the next.</param>
    /// <param name="y">The first element of y.</param>
    /// <param name="yPitch">From one row of y to the next.</param>
    /// <param name="rows">The rows of x.</param>
    /// <param name="columns">The columns of x.</param>
    /// <param name="accumulate">Whether to add to what y holds, or to overwrite it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<T>(T* x, nint xPitch, T* y, nint yPitch, nint rows, nint columns, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint top = 0; top < rows; top += Tile)
        {
            var height = Math.Min(Tile, rows - top);
            for (nint left = 0; left < columns; left += Tile)
            {
                var width = Math.Min(Tile, columns - left);
                var source = x + top * xPitch + left;
                var target = y + left * yPitch + top;
                if (Avx.IsSupported && typeof(T) == typeof(float))
                {
                    TileOfSingle((float*)source, xPitch, (float*)target, yPitch, height, width, accumulate);
                }
                else if (Avx.IsSupported && typeof(T) == typeof(double))
                {
                    TileOfDouble((double*)source, xPitch, (double*)target, yPitch, height, width, accumulate);
                }
                else
                {
                    Part(source, xPitch, target, yPitch, 0, height, 0, width, accumulate);
                }
            }
        }
    }

    // Rows [top, bottom) and columns [left, right), number by number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part<T>(T* x, nint xPitch, T* y, nint yPitch, nint top, nint bottom, nint left, nint right, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var column = left; column < right; column++)
        {
            var source = x + top * xPitch + column;
            var target = y + column * yPitch;
            for (var row = top; row < bottom; row++, source += xPitch)
            {
                target[row] = accumulate ? target[row] + *source : *source;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileOfSingle(float* x, nint xPitch, float* y, nint yPitch, nint rows, nint columns, bool accumulate)
    {
        if (!accumulate && rows >= 8 && columns >= 8)
        {
            // The last block of a row or column reaches back over the one before it and writes the same again.
            for (nint row = 0; row < rows; row += 8)
            {
                var top = Math.Min(row, rows - 8);
                for (nint column = 0; column < columns; column += 8)
                {
                    var left = Math.Min(column, columns - 8);
                    EightByEight(x + top * xPitch + left, xPitch, y + left * yPitch + top, yPitch, accumulate: false);
                }
            }

            return;
        }

        var evenRows = rows & ~7;
        var evenColumns = columns & ~7;
        for (nint row = 0; row < evenRows; row += 8)
        {
            for (nint column = 0; column < evenColumns; column += 8)
            {
                EightByEight(x + row * xPitch + column, xPitch, y + column * yPitch + row, yPitch, accumulate);
            }
        }

        Part(x, xPitch, y, yPitch, 0, evenRows, evenColumns, columns, accumulate);
        Part(x, xPitch, y, yPitch, evenRows, rows, 0, columns, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TileOfDouble(double* x, nint xPitch, double* y, nint yPitch, nint rows, nint columns, bool accumulate)
    {
        if (!accumulate && rows >= 4 && columns >= 4)
        {
            // The last block of a row or column reaches back over the one before it and writes the same again.
            for (nint row = 0; row < rows; row += 4)
            {
                var top = Math.Min(row, rows - 4);
                for (nint column = 0; column < columns; column += 4)
                {
                    var left = Math.Min(column, columns - 4);
                    FourByFour(x + top * xPitch + left, xPitch, y + left * yPitch + top, yPitch, accumulate: false);
                }
            }

            return;
        }

        var evenRows = rows & ~3;
        var evenColumns = columns & ~3;
        for (nint row = 0; row < evenRows; row += 4)
        {
            for (nint column = 0; column < evenColumns; column += 4)
            {
                FourByFour(x + row * xPitch + column, xPitch, y + column * yPitch + row, yPitch, accumulate);
            }
        }

        Part(x, xPitch, y, yPitch, 0, evenRows, evenColumns, columns, accumulate);
        Part(x, xPitch, y, yPitch, evenRows, rows, 0, columns, accumulate);
    }

    // Pairs of rows are interleaved by ones, then by twos, then by fours.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightByEight(float* x, nint xPitch, float* y, nint yPitch, bool accumulate)
    {
        var (a, b) = ByOnes(x, x + xPitch);
        var (c, d) = ByOnes(x + 2 * xPitch, x + 3 * xPitch);
        var (e, f) = ByOnes(x + 4 * xPitch, x + 5 * xPitch);
        var (g, h) = ByOnes(x + 6 * xPitch, x + 7 * xPitch);
        ByFours(Avx.Shuffle(a, c, 0x44), Avx.Shuffle(e, g, 0x44), y, y + 4 * yPitch, accumulate);
        ByFours(Avx.Shuffle(a, c, 0xEE), Avx.Shuffle(e, g, 0xEE), y + yPitch, y + 5 * yPitch, accumulate);
        ByFours(Avx.Shuffle(b, d, 0x44), Avx.Shuffle(f, h, 0x44), y + 2 * yPitch, y + 6 * yPitch, accumulate);
        ByFours(Avx.Shuffle(b, d, 0xEE), Avx.Shuffle(f, h, 0xEE), y + 3 * yPitch, y + 7 * yPitch, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) ByOnes(float* first, float* second)
    {
        var left = Vector256.Load(first);
        var right = Vector256.Load(second);
        return (Avx.UnpackLow(left, right), Avx.UnpackHigh(left, right));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByFours(Vector256<float> upper, Vector256<float> lower, float* low, float* high, bool accumulate)
    {
        var first = Avx.Permute2x128(upper, lower, 0x20);
        var second = Avx.Permute2x128(upper, lower, 0x31);
        (accumulate ? Vector256.Load(low) + first : first).Store(low);
        (accumulate ? Vector256.Load(high) + second : second).Store(high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByFour(double* x, nint xPitch, double* y, nint yPitch, bool accumulate)
    {
        var a = Vector256.Load(x);
        var b = Vector256.Load(x + xPitch);
        var c = Vector256.Load(x + 2 * xPitch);
        var d = Vector256.Load(x + 3 * xPitch);
        ByTwos(Avx.UnpackLow(a, b), Avx.UnpackLow(c, d), y, y + 2 * yPitch, accumulate);
        ByTwos(Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d), y + yPitch, y + 3 * yPitch, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByTwos(Vector256<double> upper, Vector256<double> lower, double* low, double* high, bool accumulate)
    {
        var first = Avx.Permute2x128(upper, lower, 0x20);
        var second = Avx.Permute2x128(upper, lower, 0x31);
        (accumulate ? Vector256.Load(low) + first : first).Store(low);
        (accumulate ? Vector256.Load(high) + second : second).Store(high);
    }
}
