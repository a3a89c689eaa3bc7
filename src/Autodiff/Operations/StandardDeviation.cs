namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The standard deviation of all elements. Slope: (x - mean(x)) / (y (n - correction)).</summary>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <param name="correction">1 for the deviation estimated from a sample, 0 for the root of the mean square deviation itself.</param>
    /// <inheritdoc cref="StandardDeviation(ReadOnlySpan{int}, bool, double)" path="/remarks"/>
    public Variable<T> StandardDeviation(bool keepDimensions = false, double correction = 1.0) =>
        StandardDeviation(Axes.All(Tape.Node(this).Rank), keepDimensions, correction);

    /// <summary>The standard deviation along one axis. Slope: (x - mean(x)) / (y (n - correction)), n being the axis' size.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <param name="correction">1 for the deviation estimated from a sample, 0 for the root of the mean square deviation itself.</param>
    /// <inheritdoc cref="StandardDeviation(ReadOnlySpan{int}, bool, double)" path="/remarks"/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> StandardDeviation(int axis, bool keepDimensions = false, double correction = 1.0) =>
        StandardDeviation([axis], keepDimensions, correction);

    /// <summary>
    /// The standard deviation over several axes. Slope: (x - mean(x)) / (y (n - correction)), n being how many elements are taken
    /// together.
    /// </summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <param name="correction">1 for the deviation estimated from a sample, 0 for the root of the mean square deviation itself.</param>
    /// <remarks>
    /// sqrt(sum((x - mean(x))^2) / (n - correction)), accurate also where the mean is far greater than the deviations, and where their
    /// squares would overflow or vanish. Kink: the slope is 0 where all elements are equal. NaN unless n is greater than the
    /// correction; NaN in, NaN out.
    /// </remarks>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Variable<T> StandardDeviation(ReadOnlySpan<int> axes, bool keepDimensions = false, double correction = 1.0) =>
        StandardDeviation(Axes.ToBits(nameof(StandardDeviation), axes, Tape.SizesOf(this)), keepDimensions, correction);

    // The Euclidean norm of the deviations, and so with its scaling and its slope at 0.
    private Variable<T> StandardDeviation(ulong axes, bool keepDimensions, double correction)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        Axes.CheckReduced(sizes, axes);
        double scale = Math.Sqrt(VarianceOperation<T>.Scale(sizes, axes, correction));
        Variable<T> deviation = DeviationOperation<T>.Record(this, axes, nameof(StandardDeviation));
        return NormOperation<T>.Over(deviation, axes, keepDimensions, 2.0) * scale;
    }
}
