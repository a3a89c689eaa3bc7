namespace AutoGrad.Autodiff;

/// <summary>
/// Groups of columns (or rows) of a matrix whose entries do not get in each other's way: one product with the sum of a group's unit vectors gives
/// the entries of all its members. Says which product holds which entry, and where.
/// </summary>
internal sealed class Coloring
{
    private readonly int[] _memberStarts;
    private readonly int[] _members;
    private readonly int[] _entryStarts;
    private readonly int[] _entries;
    private readonly int[] _places;

    /// <param name="colors">The group of each column (or row); -1 for none.</param>
    /// <param name="products">The product that holds each entry of the pattern.</param>
    /// <param name="places">The place in that product.</param>
    private Coloring(int[] colors, int[] products, int[] places)
    {
        Count = GreedyColoring.CountOf(colors);
        (_memberStarts, _members) = CountingSort.By(colors, Count);
        (_entryStarts, _entries) = CountingSort.By(products, Count);
        _places = places;
    }

    /// <summary>The number of groups, and so of products.</summary>
    public int Count { get; }

    /// <summary>Products with columns: entry (i, j) stands in the product of j's group at i.</summary>
    public static Coloring OfColumns(SparsityPattern pattern)
    {
        int[] colors = GreedyColoring.Columns(pattern);
        return new(colors, EachEntry(pattern, (_, column) => colors[column]), EachEntry(pattern, (row, _) => row));
    }

    /// <summary>Products with rows: entry (i, j) stands in the product of i's group at j.</summary>
    public static Coloring OfRows(SparsityPattern pattern)
    {
        int[] colors = GreedyColoring.Columns(pattern.Transpose());
        return new(colors, EachEntry(pattern, (row, _) => colors[row]), EachEntry(pattern, (_, column) => column));
    }

    /// <summary>
    /// Products of a symmetric matrix with columns: entry (i, j) stands in the product of j's group at i where no other neighbor of i is in that
    /// group, and otherwise in the product of i's group at j.
    /// </summary>
    /// <exception cref="ShapeException">The pattern is not symmetric.</exception>
    public static Coloring OfSymmetric(SparsityPattern pattern)
    {
        if (!pattern.IsSymmetric())
        {
            throw new ShapeException($"A pattern of {pattern.RowCount} x {pattern.ColumnCount} is not symmetric, as that of a Hessian is.");
        }

        int[] colors = StarColoring.Columns(pattern);
        int[] neighbors = new int[GreedyColoring.CountOf(colors)];
        int[] products = new int[pattern.NonZeroCount];
        int[] places = new int[products.Length];
        for (int row = 0, entry = 0; row < pattern.RowCount; row++)
        {
            foreach (int column in pattern.Row(row))
            {
                neighbors[colors[column]]++;
            }

            foreach (int column in pattern.Row(row))
            {
                (products[entry], places[entry++]) = neighbors[colors[column]] == 1 ? (colors[column], row) : (colors[row], column);
            }

            foreach (int column in pattern.Row(row))
            {
                neighbors[colors[column]] = 0;
            }
        }

        return new(colors, products, places);
    }

    /// <summary>The members of a group, rising.</summary>
    public ReadOnlySpan<int> Members(int color) => _members.AsSpan(_memberStarts[color], _memberStarts[color + 1] - _memberStarts[color]);

    /// <summary>Reads from a group's product the entries that stand there.</summary>
    /// <param name="color">The group.</param>
    /// <param name="product">The matrix times the sum of the group's unit vectors.</param>
    /// <param name="values">The values of the whole pattern.</param>
    public void Read<T>(int color, ReadOnlySpan<T> product, Span<T> values)
    {
        foreach (int entry in _entries.AsSpan(_entryStarts[color], _entryStarts[color + 1] - _entryStarts[color]))
        {
            values[entry] = product[_places[entry]];
        }
    }

    private static int[] EachEntry(SparsityPattern pattern, Func<int, int, int> of)
    {
        int[] numbers = new int[pattern.NonZeroCount];
        for (int row = 0, place = 0; row < pattern.RowCount; row++)
        {
            foreach (int column in pattern.Row(row))
            {
                numbers[place++] = of(row, column);
            }
        }

        return numbers;
    }
}
