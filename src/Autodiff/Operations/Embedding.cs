namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>Rows of this table [entries, size] by a list of indices: [indices, size].</summary>
    /// <inheritdoc cref="Embedding(ReadOnlySpan{int}, Shape)"/>
    public Variable<T> Embedding(ReadOnlySpan<int> indices) => Embedding(indices, Shape.Create([indices.Length]));

    /// <summary>Rows of this table [entries, size] by an array of indices: the array's shape with the table's size behind it.</summary>
    /// <param name="indices">The row of each place, from 0; they may repeat. Copied.</param>
    /// <param name="shape">The shape of the array of indices.</param>
    /// <remarks>Slope: each row gets the sum over the places that it stands at; a row that was not looked up gets exactly 0.</remarks>
    /// <exception cref="ShapeException">This has not two axes, the shape holds another number of indices, or the result is too large.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such row.</exception>
    public Variable<T> Embedding(ReadOnlySpan<int> indices, Shape shape)
    {
        Tape<T> tape = Tape;
        ReadOnlySpan<int> table = tape.SizesOf(this);
        if (table.Length != 2 || shape.Length != indices.Length)
        {
            throw new ShapeException(
                $"Embedding needs a table [entries, size] and indices of the given shape; it was given {Shape.Format(table)} and {indices.Length} indices of shape {shape}.");
        }

        Span<int> sizes = stackalloc int[shape.Rank + 1];
        NewAxis.Insert(nameof(Embedding), shape.Rank, shape.AsSpan(), table[1], sizes);
        Shape.CheckedLength(sizes);
        return IndexSelectOperation<T>.Record(this, KeptIndices.Keep(tape, nameof(Embedding), indices, indices.Length, table, 0), sizes);
    }
}
