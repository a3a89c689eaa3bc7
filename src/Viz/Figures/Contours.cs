using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>
    /// A surface from above, as lines of equal height, with paths on it, such as those of optimizers. With
    /// <paramref name="logLevels"/> the heights drawn are log10(z), and what is not positive leaves a gap.
    /// </summary>
    public static Figure Contours(
        string title,
        Grid grid,
        IReadOnlyList<Series>? paths = null,
        bool logLevels = false,
        string? xLabel = null,
        string? yLabel = null)
    {
        JsonObject surface = new()
        {
            ["type"] = "contour",
            ["name"] = "height",
            ["x"] = Plot.Numbers(grid.Xs),
            ["y"] = Plot.Numbers(grid.Ys),
            ["z"] = Plot.Rows(logLevels ? Map(grid.Z, Math.Log10) : grid.Z),
            ["ncontours"] = 24,
            ["colorscale"] = ColorScale.Depth(),
            ["colorbar"] = new JsonObject { ["title"] = new JsonObject { ["text"] = logLevels ? "log10" : "" } },
            ["line"] = new JsonObject { ["width"] = 0.5 },
        };
        JsonArray traces = new([surface, .. (paths ?? []).Select(path => Plot.Trace(path, SeriesStyle.LineAndPoints))]);

        // The surface fills the figure: a path that leaves it is cut off.
        JsonObject layout = Plot.Layout(Plot.Axis(xLabel, range: Ends(grid.Xs)), Plot.Axis(yLabel, range: Ends(grid.Ys)), 480);
        layout["showlegend"] = traces.Count > 1;
        return new(title, traces, layout);
    }

    private static (double Low, double High)? Ends(IReadOnlyList<double> values) => values.Count == 0 ? null : (values.Min(), values.Max());

    private static double[,] Map(double[,] values, Func<double, double> f)
    {
        double[,] mapped = new double[values.GetLength(0), values.GetLength(1)];
        for (int row = 0; row < mapped.GetLength(0); row++)
        {
            for (int column = 0; column < mapped.GetLength(1); column++)
            {
                mapped[row, column] = f(values[row, column]);
            }
        }

        return mapped;
    }
}
