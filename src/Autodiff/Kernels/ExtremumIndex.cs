using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Where the greatest or least number along one axis is, of an array seen as (outer, length, inner) as in <see cref="Scan"/>.</summary>
internal static class ExtremumIndex
{
    /// <summary>The index along the axis of the greatest (or least) number: the first of equal ones, and of NaN if there is one.</summary>
    public static void Find<T>(ReadOnlySpan<T> x, int outer, int length, int inner, bool isMinimum, Span<int> indices)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, checked(outer * length * inner));
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, outer * inner);
        indices.Clear();
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> block = x.Slice(o * length * inner, length * inner);
            Span<int> best = indices.Slice(o * inner, inner);
            if (inner == 1)
            {
                best[0] = OfRow(block, isMinimum);
                continue;
            }

            for (int i = 1; i < length; i++)
            {
                ReadOnlySpan<T> row = block.Slice(i * inner, inner);
                for (int column = 0; column < row.Length; column++)
                {
                    if (IsBetter(row[column], block[(best[column] * inner) + column], isMinimum))
                    {
                        best[column] = i;
                    }
                }
            }
        }
    }

    private static int OfRow<T>(ReadOnlySpan<T> row, bool isMinimum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int best = 0;
        T value = row[0];
        for (int i = 1; i < row.Length; i++)
        {
            if (IsBetter(row[i], value, isMinimum))
            {
                best = i;
                value = row[i];
            }
        }

        return best;
    }

    // Once the best is NaN, nothing is better.
    private static bool IsBetter<T>(T candidate, T best, bool isMinimum)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (isMinimum ? candidate < best : candidate > best) || (T.IsNaN(candidate) && !T.IsNaN(best));
}
