using System.Globalization;

namespace AutoGrad.Autodiff;

/// <summary>
/// Which entries of a matrix may differ from zero: for each row its columns, rising, in compressed form. It never changes; the groups of
/// columns and rows that share a product are found once and kept, so use one pattern again for further points.
/// </summary>
public sealed class SparsityPattern
{
    private readonly int[] _rowStarts;
    private readonly int[] _columns;
    private Coloring? _columnColoring;
    private Coloring? _rowColoring;
    private Coloring? _symmetricColoring;

    /// <summary>The pattern with these columns in its rows, in any order; what is named twice counts once.</summary>
    /// <param name="columnCount">The number of columns.</param>
    /// <param name="rows">The columns of each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is negative or not below <paramref name="columnCount"/>, or that is negative.</exception>
    public SparsityPattern(int columnCount, params IReadOnlyList<int[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (columnCount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(columnCount), columnCount, CallerLocation.Append("SparsityPattern: a number of columns is not negative."));
        }

        List<int> columns = [];
        _rowStarts = new int[rows.Count + 1];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (int column in rows[row].Distinct().Order())
            {
                if ((uint)column >= (uint)columnCount)
                {
                    throw new ArgumentOutOfRangeException(nameof(rows), column, CallerLocation.Append(string.Create(
                        CultureInfo.InvariantCulture, $"SparsityPattern: row {row} names a column outside 0 to {columnCount - 1}.")));
                }

                columns.Add(column);
            }

            _rowStarts[row + 1] = columns.Count;
        }

        ColumnCount = columnCount;
        _columns = [.. columns];
    }

    private SparsityPattern(int columnCount, int[] rowStarts, int[] columns)
    {
        ColumnCount = columnCount;
        _rowStarts = rowStarts;
        _columns = columns;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount => _rowStarts.Length - 1;

    /// <summary>The number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of entries that may differ from zero.</summary>
    public int NonZeroCount => _columns.Length;

    /// <summary>Where each row begins in <see cref="Columns"/>; one more number than rows, the last is <see cref="NonZeroCount"/>.</summary>
    public ReadOnlySpan<int> RowStarts => _rowStarts;

    /// <summary>The columns of all rows, one row after the other.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Columns that share no row, in groups.</summary>
    internal Coloring ColumnColoring => _columnColoring ??= Coloring.OfColumns(this);

    /// <summary>Rows that share no column, in groups.</summary>
    internal Coloring RowColoring => _rowColoring ??= Coloring.OfRows(this);

    /// <summary>Columns of a symmetric matrix in groups from which every entry or its mirror image can be read.</summary>
    internal Coloring SymmetricColoring => _symmetricColoring ??= Coloring.OfSymmetric(this);

    /// <summary>The columns of one row, rising.</summary>
    /// <param name="row">The row.</param>
    public ReadOnlySpan<int> Row(int row) => _columns.AsSpan(_rowStarts[row], _rowStarts[row + 1] - _rowStarts[row]);

    /// <summary>The pattern of arrays that are sorted already, and are kept.</summary>
    internal static SparsityPattern OfSorted(int columnCount, int[] rowStarts, int[] columns) => new(columnCount, rowStarts, columns);

    /// <summary>The pattern of the transposed matrix.</summary>
    internal SparsityPattern Transpose()
    {
        (int[] starts, int[] rows) = CountingSort.By(_columns, ColumnCount);
        int[] rowOf = new int[_columns.Length];
        for (int row = 0; row < RowCount; row++)
        {
            rowOf.AsSpan(_rowStarts[row].._rowStarts[row + 1]).Fill(row);
        }

        foreach (ref int place in rows.AsSpan())
        {
            place = rowOf[place];
        }

        return new(RowCount, starts, rows);
    }

    /// <summary>Whether each entry's mirror image is an entry too.</summary>
    internal bool IsSymmetric()
    {
        SparsityPattern mirrored = Transpose();
        return mirrored._rowStarts.AsSpan().SequenceEqual(_rowStarts) && mirrored._columns.AsSpan().SequenceEqual(_columns);
    }
}
