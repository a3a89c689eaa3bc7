namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The element at one place of an axis, which is dropped. Slope: 1 to what was taken.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="index">The place; negative counts from the end.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis has no such place.</exception>
    public Variable<T> Select(int axis, int index)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        axis = Axes.Normalize(nameof(Select), axis, sizes);
        int place = index < 0 ? index + sizes[axis] : index;
        return (uint)place < (uint)sizes[axis]
            ? SliceOperation<T>.Take(this, nameof(Select), axis, [place])
            : throw AxisIndex.Outside(nameof(Select), "index", $"{index}", axis, sizes);
    }
}
