namespace AutoGrad.Bench;

/// <summary>
/// The gradient of a scalar function in float64: by the library, by hand, and beside both the function's plain value. A step computes
/// value and gradient once more at the same numbers.
/// </summary>
public abstract class ScalarCase
{
    private readonly double[] _gradient;

    private protected ScalarCase(string name, int operations, double[] values, double[] constants)
    {
        (Name, Operations, Values, Constants) = (name, operations, values, constants);
        _gradient = new double[values.Length];
    }

    /// <summary>Such as <c>scalar-rosenbrock-1000</c>; the peer knows the same names.</summary>
    public string Name { get; }

    /// <summary>How many operations the plain function consists of.</summary>
    public int Operations { get; }

    /// <summary>What the function is differentiated by.</summary>
    internal double[] Values { get; }

    /// <summary>What it depends on besides.</summary>
    internal double[] Constants { get; }

    /// <summary>All cases.</summary>
    public static IReadOnlyList<ScalarCase> All()
    {
        Random random = new(1);
        double[] Uniform(double from, double to) => [.. Enumerable.Range(0, 1000).Select(_ => from + ((to - from) * random.NextDouble()))];
        (double[] weights, double[] data) = (NetworkShape.Weights(), NetworkShape.PointsAndTargets());
        return
        [
            new RecordedCase<ScalarNetwork<SumOfProducts>>("scalar-network-2-16-16-1", NetworkShape.Operations, weights, data),
            new RecordedCase<ScalarRosenbrock>("scalar-rosenbrock-1000", 8 * 999, Uniform(-2.0, 2.0), []),
            new RecordedCase<ScalarProduct>("scalar-product-1000", 999, Uniform(0.9, 1.1), []),
            new RecordedCase<LectureNetwork>("scalar-lecture", 18, [0.5, -0.3, 0.8, 0.2, 0.7, -0.4, 0.9, 0.6], [0.5, 0.25, -1.0]),
            new RecordedCase<ScalarNetwork<FusedSum>>("scalar-network-dot", NetworkShape.Operations, weights, data),
            new FrozenNetworkCase("scalar-network-frozen", NetworkShape.Operations, weights, data),
        ];
    }

    /// <summary>Value and gradient by the library, over and over.</summary>
    /// <returns>A sum over what was computed.</returns>
    public float Ours(int steps)
    {
        double sum = 0.0;
        for (; steps > 0; steps--)
        {
            sum += Gradient(_gradient) + _gradient[0];
        }

        return (float)sum;
    }

    /// <summary>The same by hand.</summary>
    /// <returns>The same sum.</returns>
    public float Manual(int steps)
    {
        double sum = 0.0;
        for (; steps > 0; steps--)
        {
            sum += Backpropagate(_gradient) + _gradient[0];
        }

        return (float)sum;
    }

    /// <summary>The value alone, by the plain function.</summary>
    /// <returns>The sum of the values.</returns>
    public float Plain(int steps)
    {
        double sum = 0.0;
        for (; steps > 0; steps--)
        {
            sum += Value();
        }

        return (float)sum;
    }

    /// <summary>Compares value and gradient of the library with those by hand, and the value with the plain one.</summary>
    /// <returns>How they agree, in words.</returns>
    /// <exception cref="InvalidOperationException">They differ by more than 1e-12 of the greatest entry.</exception>
    public string Verify()
    {
        double byHand = Backpropagate(_gradient);
        Compare("plain", Value(), []);
        return Compare("manual", byHand, _gradient);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Compares value and gradient of the library with those of a peer.</summary>
    /// <param name="peer">What the peer is called.</param>
    /// <param name="value">Its value.</param>
    /// <param name="gradient">Its gradient; empty where it has none.</param>
    /// <returns>How they agree, in words.</returns>
    /// <exception cref="InvalidOperationException">They differ by more than 1e-12 of the greatest entry.</exception>
    internal string Compare(string peer, double value, ReadOnlySpan<double> gradient)
    {
        double[] ours = new double[Values.Length];
        double greatest = Difference([Gradient(ours)], [value]);
        if (!gradient.IsEmpty)
        {
            greatest = Math.Max(greatest, Difference(ours, gradient));
        }

        // Written so that a NaN fails.
        return greatest <= 1e-12
            ? FormattableString.Invariant($"value and gradient equal to {peer}'s to {greatest:E1}")
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"{Name}: value and gradient of the library and of {peer} differ by {greatest:E2} of the greatest entry."));
    }

    /// <summary>Value and gradient by the library.</summary>
    private protected abstract double Gradient(Span<double> gradient);

    /// <summary>Value and gradient by hand.</summary>
    private protected abstract double Backpropagate(Span<double> gradient);

    /// <summary>The value by the plain function.</summary>
    private protected abstract double Value();

    /// <summary>The greatest difference over the greatest entry; NaN where nothing would be compared.</summary>
    private static double Difference(ReadOnlySpan<double> ours, ReadOnlySpan<double> theirs)
    {
        double scale = 0.0;
        double difference = ours.Length == theirs.Length ? 0.0 : double.NaN;
        for (int index = 0; index < Math.Min(ours.Length, theirs.Length); index++)
        {
            scale = Math.Max(scale, Math.Abs(theirs[index]));
            difference = Math.Max(difference, Math.Abs(ours[index] - theirs[index]));
        }

        return difference / scale;
    }
}
