using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Cofactors and how they change, for any square matrix: P A Q = L D V with complete pivoting, where L and V have unit diagonals and
/// whatever is 0 stands at the end of the diagonal D. Cofactors of a diagonal matrix are products of the other entries: no division.
/// </summary>
internal static class Cofactors
{
    /// <summary>How many numbers of workspace the cofactors of n x n matrices want.</summary>
    public static int WorkspaceLength(int n) => (3 * n * n) + (2 * n);

    /// <summary>The cofactors of each matrix, or their change along <paramref name="along"/> if that is not empty.</summary>
    public static void Compute<T>(int count, int n, ReadOnlySpan<T> a, ReadOnlySpan<T> along, Span<T> y, Span<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> lower = workspace[..(n * n)];
        Span<T> upper = workspace.Slice(n * n, n * n);
        Span<T> middle = workspace.Slice(2 * n * n, n * n);
        Span<T> diagonal = workspace.Slice(3 * n * n, n);
        Span<T> onDiagonal = workspace.Slice((3 * n * n) + n, n);
        Span<int> rows = n <= 512 ? stackalloc int[n] : new int[n];
        Span<int> columns = n <= 512 ? stackalloc int[n] : new int[n];
        for (int matrix = 0; matrix < count; matrix++)
        {
            a.Slice(matrix * n * n, n * n).CopyTo(upper);
            T sign = Factor(n, upper, lower, diagonal, rows, columns);
            if (along.IsEmpty)
            {
                middle.Clear();
                for (int index = 0; index < n; index++)
                {
                    middle[(index * n) + index] = sign * ProductWithout(diagonal, index, index);
                }
            }
            else
            {
                // In the coordinates in which A is D: H = L^-1 (P G Q) V^-1.
                Permute(n, along.Slice(matrix * n * n, n * n), rows, columns, middle);
                TriangularSystem.Solve(n, n, lower, upper: false, unitDiagonal: true, transpose: false, middle);
                SolveFromRight<T>(n, upper, transpose: false, middle);
                ChangeOfDiagonal(n, diagonal, sign, middle, onDiagonal);
            }

            // Back again: cof(L) = L^-T and cof(V) = V^-T, and the permutations turned round.
            TriangularSystem.Solve(n, n, lower, upper: false, unitDiagonal: true, transpose: true, middle);
            SolveFromRight(n, upper, transpose: true, middle);
            Span<T> result = y.Slice(matrix * n * n, n * n);
            for (int row = 0; row < n; row++)
            {
                for (int column = 0; column < n; column++)
                {
                    result[(rows[row] * n) + columns[column]] = middle[(row * n) + column];
                }
            }
        }
    }

    /// <summary>P A Q = L D V; gives det(P) det(Q).</summary>
    /// <param name="n">The rows and columns.</param>
    /// <param name="upper">A; V above its unit diagonal afterwards.</param>
    /// <param name="lower">L below its unit diagonal afterwards.</param>
    /// <param name="diagonal">D afterwards.</param>
    /// <param name="rows">Afterwards which row of A is at which place.</param>
    /// <param name="columns">Afterwards which column of A is at which place.</param>
    private static T Factor<T>(int n, Span<T> upper, Span<T> lower, Span<T> diagonal, Span<int> rows, Span<int> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int index = 0; index < n; index++)
        {
            rows[index] = index;
            columns[index] = index;
        }

        lower.Clear();
        T sign = T.One;
        for (int step = 0; step < n; step++)
        {
            (int pivotRow, int pivotColumn) = Greatest(n, upper, step);
            if (pivotRow != step)
            {
                sign = -sign;
                (rows[step], rows[pivotRow]) = (rows[pivotRow], rows[step]);
                SwapRows(n, upper, step, pivotRow);
                SwapRows(n, lower, step, pivotRow);
            }

            if (pivotColumn != step)
            {
                sign = -sign;
                (columns[step], columns[pivotColumn]) = (columns[pivotColumn], columns[step]);
                for (int row = 0; row < n; row++)
                {
                    (upper[(row * n) + step], upper[(row * n) + pivotColumn]) = (upper[(row * n) + pivotColumn], upper[(row * n) + step]);
                }
            }

            // Where the greatest entry is 0 everything that is left is 0: so are the rest of D, L and V.
            T pivot = upper[(step * n) + step];
            diagonal[step] = pivot;
            if (pivot == T.Zero)
            {
                continue;
            }

            ReadOnlySpan<T> top = upper.Slice((step * n) + step + 1, n - step - 1);
            for (int row = step + 1; row < n; row++)
            {
                T factor = upper[(row * n) + step] / pivot;
                lower[(row * n) + step] = factor;
                Accumulation.AddScaledTo(top, -factor, upper.Slice((row * n) + step + 1, n - step - 1));
            }

            foreach (ref T entry in upper.Slice((step * n) + step + 1, n - step - 1))
            {
                entry /= pivot;
            }
        }

        return sign;
    }

    private static (int Row, int Column) Greatest<T>(int n, ReadOnlySpan<T> entries, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int row, int column) best = (step, step);
        T greatest = T.Abs(entries[(step * n) + step]);
        for (int row = step; row < n; row++)
        {
            for (int column = step; column < n; column++)
            {
                T entry = T.Abs(entries[(row * n) + column]);
                if (!(entry <= greatest) && !T.IsNaN(greatest))
                {
                    (best, greatest) = ((row, column), entry);
                }
            }
        }

        return best;
    }

    // Along H = {h} the cofactors of a diagonal matrix change by the products of all but two entries, times h crosswise.
    private static void ChangeOfDiagonal<T>(int n, ReadOnlySpan<T> diagonal, T sign, Span<T> h, Span<T> onDiagonal)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        onDiagonal.Clear();
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < row; column++)
            {
                T others = sign * ProductWithout(diagonal, row, column);
                ref T below = ref h[(row * n) + column];
                ref T above = ref h[(column * n) + row];
                (below, above) = (-others * above, -others * below);
                onDiagonal[row] += others * h[(column * n) + column];
                onDiagonal[column] += others * h[(row * n) + row];
            }
        }

        for (int index = 0; index < n; index++)
        {
            h[(index * n) + index] = onDiagonal[index];
        }
    }

    private static T ProductWithout<T>(ReadOnlySpan<T> diagonal, int first, int second)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T product = T.One;
        for (int index = 0; index < diagonal.Length; index++)
        {
            product *= index == first || index == second ? T.One : diagonal[index];
        }

        return product;
    }

    // X V^-1 or X V^-T, V with a unit diagonal: a system with the transpose, whose unknowns are the rows of X.
    private static void SolveFromRight<T>(int n, ReadOnlySpan<T> upper, bool transpose, Span<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int row = 0; row < n; row++)
        {
            TriangularSystem.Solve(n, 1, upper, upper: true, unitDiagonal: true, transpose: !transpose, x.Slice(row * n, n));
        }
    }

    private static void Permute<T>(int n, ReadOnlySpan<T> from, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, Span<T> to)
    {
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
            {
                to[(row * n) + column] = from[(rows[row] * n) + columns[column]];
            }
        }
    }

    private static void SwapRows<T>(int n, Span<T> matrix, int row, int other)
    {
        for (int column = 0; column < n; column++)
        {
            (matrix[(row * n) + column], matrix[(other * n) + column]) = (matrix[(other * n) + column], matrix[(row * n) + column]);
        }
    }
}
