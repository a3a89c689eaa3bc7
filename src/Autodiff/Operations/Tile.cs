namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>Copies of the array side by side, as numpy's tile. Slope: the sum over the copies.</summary>
    /// <param name="repeats">How many copies along each axis; missing ones in front are 1, and with more of them than axes the array gets axes in front.</param>
    /// <exception cref="ShapeException">The result has more than 64 axes or more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public Variable<T> Tile(params ReadOnlySpan<int> repeats)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        int rank = Math.Max(sizes.Length, repeats.Length);
        if (rank > Shape.MaximumRank)
        {
            throw new ShapeException($"Tile of shape {Shape.Format(sizes)} along {rank} axes: more than {Shape.MaximumRank} are not possible.");
        }

        Repetition repetition = new(nameof(Tile), sizes, stackalloc int[2 * rank], stackalloc int[2 * rank], stackalloc int[rank]);
        for (int axis = 0; axis < rank; axis++)
        {
            int size = axis < rank - sizes.Length ? 1 : sizes[axis - (rank - sizes.Length)];
            repetition.Add(size, axis < rank - repeats.Length ? 1 : repeats[axis - (rank - repeats.Length)], copiesWhole: true);
        }

        return repetition.Of(this);
    }

    /// <summary>Each element of an axis several times in a row. Slope: the sum over the copies.</summary>
    /// <param name="repeats">How many times.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ShapeException">There is no such axis, or the result has more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Variable<T> RepeatInterleave(int repeats, int axis)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        axis = Axes.Normalize(nameof(RepeatInterleave), axis, sizes);
        int rank = sizes.Length;
        Repetition repetition = new(nameof(RepeatInterleave), sizes, stackalloc int[2 * rank], stackalloc int[2 * rank], stackalloc int[rank]);
        for (int each = 0; each < rank; each++)
        {
            repetition.Add(sizes[each], each == axis ? repeats : 1, copiesWhole: false);
        }

        return repetition.Of(this);
    }
}

/// <summary>Copies along axes, by broadcasting along new ones: [n] as [1, n] to [copies, n], seen as [copies n].</summary>
internal ref struct Repetition(string operation, ReadOnlySpan<int> sizes, Span<int> before, Span<int> after, Span<int> result)
{
    private readonly ReadOnlySpan<int> _sizes = sizes;
    private readonly Span<int> _before = before;
    private readonly Span<int> _after = after;
    private readonly Span<int> _result = result;
    private int _split;
    private int _rank;

    /// <summary>Adds the next axis: copies of the whole axis one behind the other, or of each element.</summary>
    public void Add(int size, int repeats, bool copiesWhole)
    {
        if (repeats < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(repeats), CallerLocation.Append($"{operation} of shape {Shape.Format(_sizes)}: {repeats} copies along axis {_rank} are not possible."));
        }

        long total = (long)size * repeats;
        _result[_rank++] = total <= Array.MaxLength
            ? (int)total
            : throw new ShapeException($"{operation} of shape {Shape.Format(_sizes)}: {total} elements along axis {_rank - 1} are more than an array can hold.");

        // An axis of size 1, or copied once, needs no second axis.
        if (size != 1 && repeats != 1)
        {
            (_before[_split], _after[_split++]) = copiesWhole ? (1, repeats) : (size, size);
            (_before[_split], _after[_split++]) = copiesWhole ? (size, size) : (1, repeats);
        }
        else
        {
            (_before[_split], _after[_split++]) = (size, (int)total);
        }
    }

    public readonly Variable<T> Of<T>(Variable<T> x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape copied = Shape.Create(_after[.._split]);
        return x.Reshape(_before[.._split]).BroadcastTo(copied).Reshape(_result);
    }
}
