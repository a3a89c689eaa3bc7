using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>P A = L U: Gaussian elimination with partial pivoting, by updates of whole rows, and what the factors are used for.</summary>
internal static unsafe class LowerUpper
{
    /// <summary>Factors a matrix in place.</summary>
    /// <param name="n">Its rows and columns.</param>
    /// <param name="a">A, n x n; afterwards U with its diagonal, and below it L, whose diagonal is ones.</param>
    /// <param name="pivots">n numbers: at step k, row k was exchanged with row pivots[k].</param>
    /// <returns>The first column in which nothing but 0 was left to divide by, or -1. A NaN is taken, and spreads.</returns>
    public static int Factor<T>(int n, Span<T> a, Span<int> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(a.Length, n * n);
        ArgumentOutOfRangeException.ThrowIfLessThan(pivots.Length, n);
        fixed (T* pa = a)
        fixed (int* ppivots = pivots)
        {
            var action = new Elimination<T>(n, pa, ppivots);
            Lanes.Dispatch<T, Elimination<T>>(ref action);
            return action.Singular;
        }
    }

    /// <summary>Solves op(A) X = B from the factors of A; X takes the place of B.</summary>
    public static void Solve<T>(int n, int columns, ReadOnlySpan<T> factors, ReadOnlySpan<int> pivots, bool transpose, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (transpose)
        {
            TriangularSystem.Solve(n, columns, factors, upper: true, unitDiagonal: false, transpose: true, x);
            TriangularSystem.Solve(n, columns, factors, upper: false, unitDiagonal: true, transpose: true, x);
        }

        fixed (T* px = x)
        {
            for (int step = 0; step < n; step++)
            {
                int row = transpose ? n - 1 - step : step;
                if (pivots[row] != row)
                {
                    Rows.Swap(px + ((nint)row * columns), px + ((nint)pivots[row] * columns), columns);
                }
            }
        }

        if (!transpose)
        {
            TriangularSystem.Solve(n, columns, factors, upper: false, unitDiagonal: true, transpose: false, x);
            TriangularSystem.Solve(n, columns, factors, upper: true, unitDiagonal: false, transpose: false, x);
        }
    }

    /// <summary>det(A) from the factors.</summary>
    public static T Determinant<T>(int n, ReadOnlySpan<T> factors, ReadOnlySpan<int> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T product = T.One;
        for (int row = 0; row < n; row++)
        {
            T pivot = factors[(row * n) + row];
            product *= pivots[row] == row ? pivot : -pivot;
        }

        return product;
    }

    /// <summary>log det(A) from the factors, without the product that may overflow; NaN if the determinant is negative.</summary>
    public static T LogDeterminant<T>(int n, ReadOnlySpan<T> factors, ReadOnlySpan<int> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        bool negative = false;
        bool singular = false;
        for (int row = 0; row < n; row++)
        {
            T pivot = factors[(row * n) + row];
            negative ^= pivot < T.Zero ^ pivots[row] != row;
            singular |= pivot == T.Zero;
            sum += T.Log(T.Abs(pivot));
        }

        return negative && !singular ? T.NaN : sum;
    }

    private struct Elimination<T>(int n, T* a, int* pivots) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* _a = a;
        private readonly int* _pivots = pivots;

        public int Singular { get; private set; } = -1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            for (int step = 0; step < n; step++)
            {
                T* top = _a + ((nint)step * n);
                int best = Greatest(step);
                _pivots[step] = best;
                if (best != step)
                {
                    Rows.Swap(top, _a + ((nint)best * n), n);
                }

                T pivot = top[step];
                if (pivot == T.Zero)
                {
                    Singular = Singular < 0 ? step : Singular;
                    continue;
                }

                for (int row = step + 1; row < n; row++)
                {
                    T* entries = _a + ((nint)row * n);
                    T factor = entries[step] / pivot;
                    entries[step] = factor;
                    Accumulation.AddScaled<L, T>(top + step + 1, -factor, entries + step + 1, n - step - 1);
                }
            }
        }

        private readonly int Greatest(int step)
        {
            int best = step;
            T greatest = T.Abs(_a[((nint)step * n) + step]);
            for (int row = step + 1; row < n && !T.IsNaN(greatest); row++)
            {
                T entry = T.Abs(_a[((nint)row * n) + step]);
                if (!(entry <= greatest))
                {
                    (best, greatest) = (row, entry);
                }
            }

            return best;
        }
    }
}
