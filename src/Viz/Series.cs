namespace AutoGrad.Viz;

/// <summary>A named sequence of points. A coordinate that is NaN, infinite or beyond 1e300 leaves a gap.</summary>
public sealed class Series
{
    /// <summary>The points (x[i], y[i]), in their order.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Series(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Refuse.Lengths($"Series '{name}'", nameof(x), x.Count, nameof(y), y.Count);
        Name = name;
        X = [.. x];
        Y = [.. y];
    }

    /// <summary>The points (0, y[0]), (1, y[1]), ...</summary>
    public Series(string name, IReadOnlyList<double> y)
        : this(name, [.. Enumerable.Range(0, y.Count).Select(i => (double)i)], y)
    {
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>The coordinates across.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The coordinates up.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>How it is drawn; if not set, as the figure draws its series.</summary>
    public SeriesStyle? Style { get; init; }
}
