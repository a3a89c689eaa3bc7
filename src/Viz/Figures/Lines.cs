namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>
    /// Lines through the points of each series. On a logarithmic axis what is not positive leaves a gap; a range shows that part
    /// of an axis only.
    /// </summary>
    public static Figure Lines(
        string title,
        IReadOnlyList<Series> series,
        string? xLabel = null,
        string? yLabel = null,
        bool logX = false,
        bool logY = false,
        (double Low, double High)? xRange = null,
        (double Low, double High)? yRange = null) =>
        new(
            title,
            new([.. series.Select(one => Plot.Trace(one, SeriesStyle.Line))]),
            Plot.Layout(Plot.Axis(xLabel, logX, xRange), Plot.Axis(yLabel, logY, yRange)));
}
