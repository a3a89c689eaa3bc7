namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The same numbers with a new axis of size 1; nothing is copied.</summary>
    /// <param name="axis">Where the new axis stands in the result; negative counts from its end.</param>
    /// <exception cref="ShapeException">There is no such place, or there are 64 axes already.</exception>
    public Variable<T> Unsqueeze(int axis)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        Span<int> inserted = stackalloc int[sizes.Length + 1];
        NewAxis.Insert(nameof(Unsqueeze), axis, sizes, 1, inserted);
        return ReshapeOperation<T>.Record(this, inserted);
    }
}

/// <summary>Shapes with an axis more.</summary>
internal static class NewAxis
{
    /// <summary>Writes the sizes with a new one at an axis of the result; gives that axis, counted from the front.</summary>
    public static int Insert(string operation, int axis, ReadOnlySpan<int> sizes, int size, Span<int> result)
    {
        int place = axis < 0 ? axis + result.Length : axis;
        if ((uint)place >= (uint)result.Length || result.Length > Shape.MaximumRank)
        {
            throw new ShapeException($"{operation}: shape {Shape.Format(sizes)} cannot get an axis {axis}.");
        }

        sizes[..place].CopyTo(result);
        result[place] = size;
        sizes[place..].CopyTo(result[(place + 1)..]);
        return place;
    }
}
