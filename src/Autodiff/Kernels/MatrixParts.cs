using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Diagonals and triangles of batches of matrices, row-major.</summary>
internal static class MatrixParts
{
    /// <summary>y (+)= the diagonals of x, matrices of the given sizes.</summary>
    public static void TakeDiagonal<T>(ReadOnlySpan<T> x, int rows, int columns, Span<T> y, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int length = Math.Min(rows, columns);
        for (int matrix = 0, at = 0; at < y.Length; matrix++)
        {
            ReadOnlySpan<T> from = x.Slice(matrix * rows * columns, rows * columns);
            for (int index = 0; index < length; index++, at++)
            {
                T entry = from[(index * columns) + index];
                y[at] = accumulate ? y[at] + entry : entry;
            }
        }
    }

    /// <summary>y (+)= matrices of the given sizes with x on their diagonals and 0 beside.</summary>
    public static void PutDiagonal<T>(ReadOnlySpan<T> x, int rows, int columns, Span<T> y, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!accumulate)
        {
            y.Clear();
        }

        int length = Math.Min(rows, columns);
        for (int matrix = 0, at = 0; at < x.Length; matrix++)
        {
            Span<T> to = y.Slice(matrix * rows * columns, rows * columns);
            for (int index = 0; index < length; index++, at++)
            {
                to[(index * columns) + index] += x[at];
            }
        }
    }

    /// <summary>y (+)= x where column - row is at most (lower) or at least (upper) <paramref name="diagonal"/>, 0 elsewhere.</summary>
    public static void TakeTriangle<T>(ReadOnlySpan<T> x, int rows, int columns, bool upper, int diagonal, Span<T> y, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!accumulate)
        {
            y.Clear();
        }

        for (int at = 0, row = 0; at < x.Length; at += columns, row = row + 1 == rows ? 0 : row + 1)
        {
            // The diagonal may lie anywhere, also far outside.
            int border = (int)Math.Clamp((long)row + diagonal + (upper ? 0 : 1), 0L, columns);
            (int from, int count) = upper ? (border, columns - border) : (0, border);
            Accumulation.AddTo(x.Slice(at + from, count), y.Slice(at + from, count));
        }
    }
}
