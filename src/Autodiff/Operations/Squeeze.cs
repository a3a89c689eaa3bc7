namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The same numbers without the axes of size 1; nothing is copied.</summary>
    public Variable<T> Squeeze()
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        Span<int> others = stackalloc int[sizes.Length];
        int rank = 0;
        foreach (int size in sizes)
        {
            if (size != 1)
            {
                others[rank++] = size;
            }
        }

        return ReshapeOperation<T>.Record(this, others[..rank]);
    }

    /// <summary>The same numbers without one axis of size 1; nothing is copied.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ShapeException">There is no such axis, or its size is not 1.</exception>
    public Variable<T> Squeeze(int axis)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        int dropped = Axes.Normalize(nameof(Squeeze), axis, sizes);
        if (sizes[dropped] != 1)
        {
            throw new ShapeException($"Squeeze: axis {axis} of shape {Shape.Format(sizes)} has size {sizes[dropped]}, not 1.");
        }

        Span<int> others = stackalloc int[sizes.Length - 1];
        sizes[..dropped].CopyTo(others);
        sizes[(dropped + 1)..].CopyTo(others[dropped..]);
        return ReshapeOperation<T>.Record(this, others);
    }
}
