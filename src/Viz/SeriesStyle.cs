namespace AutoGrad.Viz;

/// <summary>How a <see cref="Series"/> is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>A line through the points.</summary>
    Line,

    /// <summary>A dashed line through the points.</summary>
    Dashes,

    /// <summary>The points alone.</summary>
    Points,

    /// <summary>A line with its points marked.</summary>
    LineAndPoints,
}
