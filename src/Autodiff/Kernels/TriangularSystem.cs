using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Forward and backward substitution. Reads one triangle of the matrix, row by row, whether it is used transposed or not.</summary>
internal static unsafe class TriangularSystem
{
    /// <summary>How many solved rows are taken from the next one at once.</summary>
    private const int Depth = 128;

    /// <summary>Solves op(A) X = B for X, which takes the place of B. A diagonal entry of 0 divides by 0.</summary>
    /// <param name="n">The rows and columns of A.</param>
    /// <param name="columns">The columns of B.</param>
    /// <param name="a">A, n x n.</param>
    /// <param name="upper">Whether the upper triangle is meant, else the lower one; the other is not read.</param>
    /// <param name="unitDiagonal">Whether the diagonal is taken as ones and not read.</param>
    /// <param name="transpose">Whether op(A) is the transpose of what is stored.</param>
    /// <param name="x">B, n x columns; X afterwards.</param>
    public static void Solve<T>(int n, int columns, ReadOnlySpan<T> a, bool upper, bool unitDiagonal, bool transpose, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, n * n);
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Length, n * columns);
        fixed (T* pa = a, px = x)
        {
            var action = new Substitution<T>(n, columns, pa, upper, unitDiagonal, transpose, px);
            Lanes.Dispatch<T, Substitution<T>>(ref action);
        }
    }

    private readonly struct Substitution<T>(int n, int columns, T* a, bool upper, bool unitDiagonal, bool transpose, T* x) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _a = a;
        private readonly T* _x = x;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            T* coefficients = stackalloc T[Depth];
            bool forward = upper == transpose;
            for (int step = 0; step < n; step++)
            {
                int row = forward ? step : n - 1 - step;
                if (columns == 1)
                {
                    One<L>(row);
                }
                else
                {
                    Many<L>(row, forward, coefficients);
                }
            }
        }

        // As it is, a row takes from its unknown what is known of the others; transposed, it takes what is known of its own from the others.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void One<L>(int row)
            where L : unmanaged, ILane<L, T>
        {
            int from = upper ? row + 1 : 0;
            int count = upper ? n - 1 - row : row;
            T* entries = _a + ((nint)row * n);
            T value = _x[row];
            if (!transpose)
            {
                value -= Rows.Dot<L, T>(entries + from, _x + from, count);
            }

            value = unitDiagonal ? value : value / entries[row];
            _x[row] = value;
            if (transpose)
            {
                Accumulation.AddScaled<L, T>(entries + from, -value, _x + from, count);
            }
        }

        // The rows that are solved stand together: what they take from the next one is a vector times a matrix.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Many<L>(int row, bool forward, T* coefficients)
            where L : unmanaged, ILane<L, T>
        {
            T* unknowns = _x + ((nint)row * columns);
            int end = forward ? row : n;
            for (int start = forward ? 0 : row + 1; start < end; start += Depth)
            {
                int depth = Math.Min(Depth, end - start);
                for (int step = 0; step < depth; step++)
                {
                    nint solved = start + step;
                    coefficients[step] = -_a[transpose ? (solved * n) + row : ((nint)row * n) + solved];
                }

                MatrixProductVector.MultiplyColumns<L, T>(columns, depth, coefficients, _x + ((nint)start * columns), unknowns, unknowns, 1);
            }

            if (!unitDiagonal)
            {
                Rows.Divide<L, T>(unknowns, _a[((nint)row * n) + row], columns);
            }
        }
    }
}
