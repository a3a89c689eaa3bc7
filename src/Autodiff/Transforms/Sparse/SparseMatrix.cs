using System.Globalization;
using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>A matrix of which only the entries of a pattern are stored, in compressed rows; the others are zero.</summary>
public sealed class SparseMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _values;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="pattern">The entries that are stored.</param>
    public SparseMatrix(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Pattern = pattern;
        _values = new T[pattern.NonZeroCount];
    }

    /// <summary>A matrix with these entries.</summary>
    /// <param name="pattern">The entries that are stored.</param>
    /// <param name="values">Their values, row by row.</param>
    /// <exception cref="ShapeException">There are not as many values as entries.</exception>
    public SparseMatrix(SparsityPattern pattern, ReadOnlySpan<T> values)
        : this(pattern)
    {
        Differentiate.CheckVector(nameof(SparseMatrix<>), pattern.NonZeroCount, values.Length);
        values.CopyTo(_values);
    }

    /// <summary>The entries that are stored.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Pattern.RowCount;

    /// <summary>The number of columns.</summary>
    public int ColumnCount => Pattern.ColumnCount;

    /// <summary>The number of entries that are stored.</summary>
    public int NonZeroCount => Pattern.NonZeroCount;

    /// <summary>Where each row begins in <see cref="Columns"/> and <see cref="Values"/>; one more number than rows.</summary>
    public ReadOnlySpan<int> RowStarts => Pattern.RowStarts;

    /// <summary>The column of each stored entry, row by row.</summary>
    public ReadOnlySpan<int> Columns => Pattern.Columns;

    /// <summary>The value of each stored entry, row by row.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>The values, to be written.</summary>
    internal Span<T> Entries => _values;

    /// <summary>One entry; zero where none is stored.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the matrix.</exception>
    public T this[int row, int column]
    {
        get
        {
            if ((uint)row >= (uint)RowCount || (uint)column >= (uint)ColumnCount)
            {
                throw new ArgumentOutOfRangeException((uint)row >= (uint)RowCount ? nameof(row) : nameof(column), CallerLocation.Append(string.Create(
                    CultureInfo.InvariantCulture, $"SparseMatrix: [{row}, {column}] is outside a matrix of {RowCount} x {ColumnCount}.")));
            }

            int place = Pattern.Row(row).BinarySearch(column);
            return place < 0 ? T.Zero : _values[RowStarts[row] + place];
        }
    }

    /// <summary>All entries, zeros too.</summary>
    public T[,] ToDense()
    {
        T[,] dense = new T[RowCount, ColumnCount];
        for (int row = 0; row < RowCount; row++)
        {
            for (int place = RowStarts[row]; place < RowStarts[row + 1]; place++)
            {
                dense[row, Columns[place]] = _values[place];
            }
        }

        return dense;
    }

    /// <summary>The matrix times a vector.</summary>
    /// <param name="vector">The vector, as long as a row.</param>
    /// <exception cref="ShapeException">The vector has another length.</exception>
    public T[] Multiply(ReadOnlySpan<T> vector)
    {
        T[] product = new T[RowCount];
        Multiply(vector, product);
        return product;
    }

    /// <summary>The matrix times a vector, into memory of the caller.</summary>
    /// <param name="vector">The vector, as long as a row.</param>
    /// <param name="product">Where the product is written, as long as a column; not the memory of the vector.</param>
    /// <exception cref="ShapeException">A vector has another length.</exception>
    public void Multiply(ReadOnlySpan<T> vector, Span<T> product)
    {
        Differentiate.CheckVector(nameof(Multiply), ColumnCount, vector.Length);
        Differentiate.CheckVector(nameof(Multiply), RowCount, product.Length);
        ReadOnlySpan<int> columns = Columns;
        for (int row = 0; row < product.Length; row++)
        {
            T sum = T.Zero;
            for (int place = RowStarts[row]; place < RowStarts[row + 1]; place++)
            {
                sum += _values[place] * vector[columns[place]];
            }

            product[row] = sum;
        }
    }
}
