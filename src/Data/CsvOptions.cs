namespace AutoGrad.Data;

/// <summary>How a CSV file is laid out, for <see cref="CsvReader"/>.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between two columns: a comma unless told; an ASCII character that cannot be part of a number.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>
    /// Whether the first line names the columns. Null finds out: it does when none of its fields is a number.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>Which column holds the class index, from 0 on, or from the end with ^; the last one unless told.</summary>
    public Index LabelColumn { get; init; } = ^1;

    /// <summary>The name of the column that holds the class index, in a file with a header; wins over <see cref="LabelColumn"/>.</summary>
    public string? LabelName { get; init; }

    /// <summary>What every feature is multiplied by; 1 unless told.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>How many classes there are; 0 for one more than the greatest label.</summary>
    public int ClassCount { get; init; }
}
