using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The lower triangular L with L L' = A, row by row: every entry is one dot product of two rows.</summary>
internal static unsafe class CholeskyFactor
{
    /// <summary>Factors the symmetric part of a matrix.</summary>
    /// <param name="n">Its rows and columns.</param>
    /// <param name="a">A, n x n.</param>
    /// <param name="l">L, n x n, zero above the diagonal; not the memory of A.</param>
    /// <returns>The first row at which A is not positive definite, or -1. NaN is no such row, and spreads.</returns>
    public static int Factor<T>(int n, ReadOnlySpan<T> a, Span<T> l)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, n * n);
        ArgumentOutOfRangeException.ThrowIfLessThan(l.Length, n * n);
        fixed (T* pa = a, pl = l)
        {
            var action = new Factorization<T>(n, pa, pl);
            Lanes.Dispatch<T, Factorization<T>>(ref action);
            return action.Indefinite;
        }
    }

    private struct Factorization<T>(int n, T* a, T* l) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _a = a;
        private readonly T* _l = l;

        public int Indefinite { get; private set; } = -1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            T half = T.CreateTruncating(0.5);
            for (int row = 0; row < n; row++)
            {
                T* entries = _l + ((nint)row * n);
                for (int column = 0; column < row; column++)
                {
                    T* other = _l + ((nint)column * n);
                    T entry = (half * _a[((nint)row * n) + column]) + (half * _a[((nint)column * n) + row]);
                    entries[column] = (entry - Rows.Dot<L, T>(entries, other, column)) / other[column];
                }

                T square = _a[((nint)row * n) + row] - Rows.Dot<L, T>(entries, entries, row);
                if (square <= T.Zero)
                {
                    Indefinite = row;
                    return;
                }

                entries[row] = T.Sqrt(square);
                new Span<T>(entries + row + 1, n - row - 1).Clear();
            }
        }
    }
}
