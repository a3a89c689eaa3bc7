namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The array cut into pieces of the given sizes along an axis: the inverse of <see cref="Tape{T}.Concat"/>.</summary>
    /// <param name="sizes">The pieces' sizes along the axis, 0 included; together the axis' size.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ShapeException">There is no such axis, a size is negative, or they are not the axis' size together.</exception>
    public Variable<T>[] Split(ReadOnlySpan<int> sizes, int axis = 0)
    {
        ReadOnlySpan<int> whole = Tape.SizesOf(this);
        axis = Axes.Normalize(nameof(Split), axis, whole);
        long total = 0;
        foreach (int size in sizes)
        {
            total = size < 0 || total < 0 ? -1 : total + size;
        }

        if (total != whole[axis])
        {
            ReadOnlySpan<int> shown = sizes[..Math.Min(sizes.Length, Shape.MaximumRank)];
            throw new ShapeException($"Split: pieces of sizes {Shape.Format(shown)} are not axis {axis} of shape {Shape.Format(whole)}.");
        }

        Variable<T>[] pieces = new Variable<T>[sizes.Length];
        int start = 0;
        for (int piece = 0; piece < pieces.Length; piece++)
        {
            pieces[piece] = Slice(axis, start..(start + sizes[piece]));
            start += sizes[piece];
        }

        return pieces;
    }

    /// <summary>The array cut into equal pieces along an axis.</summary>
    /// <param name="parts">How many pieces.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ShapeException">There is no such axis, or its size is no multiple of the number of pieces.</exception>
    public Variable<T>[] Split(int parts, int axis = 0)
    {
        ReadOnlySpan<int> whole = Tape.SizesOf(this);
        axis = Axes.Normalize(nameof(Split), axis, whole);
        if (parts <= 0 || whole[axis] % parts != 0)
        {
            throw new ShapeException($"Split: axis {axis} of shape {Shape.Format(whole)} cannot be cut into {parts} equal pieces.");
        }

        Variable<T>[] pieces = new Variable<T>[parts];
        int size = whole[axis] / parts;
        for (int piece = 0; piece < parts; piece++)
        {
            pieces[piece] = Slice(axis, (piece * size)..((piece + 1) * size));
        }

        return pieces;
    }
}
