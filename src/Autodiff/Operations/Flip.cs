namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The elements in reverse order along every axis. Slope: 1, to the place that the element came from.</summary>
    public Variable<T> Flip() => Flipped(Axes.All(Tape.Node(this).Rank));

    /// <summary>The elements in reverse order along some axes. Slope: 1, to the place that the element came from.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Variable<T> Flip(params ReadOnlySpan<int> axes) => Flipped(Axes.ToBits(nameof(Flip), axes, Tape.SizesOf(this)));

    private Variable<T> Flipped(ulong axes)
    {
        Span<AxisIndex> indices = stackalloc AxisIndex[Tape.Node(this).Rank];
        for (int axis = 0; axis < indices.Length; axis++)
        {
            indices[axis] = AxisIndex.Range(step: (axes >> axis & 1) != 0 ? -1 : 1);
        }

        return SliceOperation<T>.Take(this, nameof(Flip), 0, indices);
    }
}
