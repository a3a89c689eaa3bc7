namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The least element, without axes. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Variable<T> Min() => ExtremumOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false, isMinimum: true);

    /// <summary>The least element along one axis. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <exception cref="ShapeException">There is no such axis, or it has size 0.</exception>
    public Variable<T> Min(int axis, bool keepDimensions = false) => Min([axis], keepDimensions);

    /// <summary>The least element over several axes. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or there is nothing to choose from.</exception>
    public Variable<T> Min(ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        ExtremumOperation<T>.Over(this, Axes.ToBits(nameof(Min), axes, Tape.SizesOf(this)), keepDimensions, isMinimum: true);
}
