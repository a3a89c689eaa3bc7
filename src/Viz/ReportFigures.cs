namespace AutoGrad.Viz;

// Each adds the figure that Figure makes.
public sealed partial class Report
{
    /// <inheritdoc cref="Figure.Lines"/>
    public void Lines(
        string title,
        IReadOnlyList<Series> series,
        string? xLabel = null,
        string? yLabel = null,
        bool logX = false,
        bool logY = false,
        (double Low, double High)? xRange = null,
        (double Low, double High)? yRange = null) =>
        Add(Figure.Lines(title, series, xLabel, yLabel, logX, logY, xRange, yRange));

    /// <inheritdoc cref="Figure.Scatter"/>
    public void Scatter(
        string title,
        IReadOnlyList<Series> series,
        string? xLabel = null,
        string? yLabel = null,
        Grid? boundary = null,
        (double Low, double High)? xRange = null,
        (double Low, double High)? yRange = null) =>
        Add(Figure.Scatter(title, series, xLabel, yLabel, boundary, xRange, yRange));

    /// <inheritdoc cref="Figure.Contours"/>
    public void Contours(
        string title,
        Grid grid,
        IReadOnlyList<Series>? paths = null,
        bool logLevels = false,
        string? xLabel = null,
        string? yLabel = null) =>
        Add(Figure.Contours(title, grid, paths, logLevels, xLabel, yLabel));

    /// <inheritdoc cref="Figure.HeatMap"/>
    public void HeatMap(
        string title,
        double[,] values,
        IReadOnlyList<string>? rowLabels = null,
        IReadOnlyList<string>? columnLabels = null,
        string? xLabel = null,
        string? yLabel = null,
        (double Low, double High)? range = null) =>
        Add(Figure.HeatMap(title, values, rowLabels, columnLabels, xLabel, yLabel, range));

    /// <inheritdoc cref="Figure.Images"/>
    public void Images(string title, IReadOnlyList<double[]> pixels, int width, int columns = 10, IReadOnlyList<string>? captions = null) =>
        Add(Figure.Images(title, pixels, width, columns, captions));

    /// <inheritdoc cref="Figure.ConfusionMatrix"/>
    public void ConfusionMatrix(string title, int[,] counts, IReadOnlyList<string>? labels = null) =>
        Add(Figure.ConfusionMatrix(title, counts, labels));

    /// <inheritdoc cref="Figure.Histogram"/>
    public void Histogram(string title, IReadOnlyList<double> values, int bins = 40, string? xLabel = null) =>
        Add(Figure.Histogram(title, values, bins, xLabel));
}
