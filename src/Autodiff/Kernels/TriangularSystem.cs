using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Forward and backward substitution. Reads one triangle of the matrix, row by row, whether it is used transposed or not.</summary>
internal static unsafe class TriangularSystem
{
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
            bool forward = upper == transpose;
            for (int step = 0; step < n; step++)
            {
                int row = forward ? step : n - 1 - step;

                // The part of the row beside the diagonal.
                int from = upper ? row + 1 : 0;
                int count = upper ? n - 1 - row : row;
                if (columns == 1)
                {
                    One<L>(row, from, count);
                }
                else
                {
                    Many<L>(row, from, count);
                }
            }
        }

        // As it is, a row takes from its unknown what is known of the others; transposed, it takes what is known of its own from the others.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void One<L>(int row, int from, int count)
            where L : unmanaged, ILane<L, T>
        {
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

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Many<L>(int row, int from, int count)
            where L : unmanaged, ILane<L, T>
        {
            T* entries = _a + ((nint)row * n);
            T* unknowns = _x + ((nint)row * columns);
            if (!transpose)
            {
                for (int other = from; other < from + count; other++)
                {
                    Accumulation.AddScaled<L, T>(_x + ((nint)other * columns), -entries[other], unknowns, columns);
                }
            }

            if (!unitDiagonal)
            {
                Rows.Divide<L, T>(unknowns, entries[row], columns);
            }

            if (transpose)
            {
                for (int other = from; other < from + count; other++)
                {
                    Accumulation.AddScaled<L, T>(unknowns, -entries[other], _x + ((nint)other * columns), columns);
                }
            }
        }
    }
}
