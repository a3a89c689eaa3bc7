namespace AutoGrad.Autodiff;

/// <summary>
/// Colors columns so that no two of one color meet in a row. Each column takes the first color that its neighbors leave free: in the order
/// that they stand in, which is best for bands, and, where that takes more colors than the longest row, those with most neighbors first. Time: entries
/// times colors.
/// </summary>
internal static class GreedyColoring
{
    /// <summary>The color of each column; -1 for a column without entries.</summary>
    public static int[] Columns(SparsityPattern pattern)
    {
        SparsityPattern transposed = pattern.Transpose();
        int longest = 0;
        for (int row = 0; row < pattern.RowCount; row++)
        {
            longest = Math.Max(longest, pattern.Row(row).Length);
        }

        long[] neighbors = new long[pattern.ColumnCount];
        for (int column = 0; column < neighbors.Length; column++)
        {
            foreach (int row in transposed.Row(column))
            {
                neighbors[column] += pattern.Row(row).Length - 1;
            }
        }

        return Fewest(neighbors, longest, order => InOrder(pattern, transposed, order));
    }

    /// <summary>The number of colors.</summary>
    public static int CountOf(ReadOnlySpan<int> colors)
    {
        int last = -1;
        foreach (int color in colors)
        {
            last = Math.Max(last, color);
        }

        return last + 1;
    }

    /// <summary>The better of two orders: as they stand, and most neighbors first.</summary>
    /// <param name="neighbors">How many neighbors each column has, more or less.</param>
    /// <param name="least">No coloring has fewer colors.</param>
    /// <param name="color">Colors the columns in the order that it is given.</param>
    public static int[] Fewest(long[] neighbors, int least, Func<int[], int[]> color)
    {
        int[] asTheyStand = color([.. Enumerable.Range(0, neighbors.Length)]);
        if (CountOf(asTheyStand) <= least)
        {
            return asTheyStand;
        }

        int[] byNeighbors = color([.. Enumerable.Range(0, neighbors.Length).OrderByDescending(column => neighbors[column])]);
        return CountOf(byNeighbors) < CountOf(asTheyStand) ? byNeighbors : asTheyStand;
    }

    /// <summary>The first color that is not taken.</summary>
    public static int Free(ReadOnlySpan<int> takenFor, int column)
    {
        int color = 0;
        while (takenFor[color] == column)
        {
            color++;
        }

        return color;
    }

    private static int[] InOrder(SparsityPattern pattern, SparsityPattern transposed, int[] order)
    {
        int[] colors = new int[order.Length];
        colors.AsSpan().Fill(-1);
        int[] takenFor = new int[order.Length];
        takenFor.AsSpan().Fill(-1);
        foreach (int column in order)
        {
            foreach (int row in transposed.Row(column))
            {
                foreach (int neighbor in pattern.Row(row))
                {
                    if (colors[neighbor] >= 0)
                    {
                        takenFor[colors[neighbor]] = column;
                    }
                }
            }

            colors[column] = transposed.Row(column).IsEmpty ? -1 : Free(takenFor, column);
        }

        return colors;
    }
}
