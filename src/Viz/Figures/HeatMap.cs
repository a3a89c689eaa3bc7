using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>
    /// A matrix as colours, its first row on top. Where numbers of both signs, or negative ones, occur, blue is negative and red
    /// positive, from -max |value| to max |value|; else darker is more, from 0 to the greatest. <paramref name="range"/> sets other ends.
    /// </summary>
    /// <exception cref="ArgumentException">Not one label a row, or a column.</exception>
    public static Figure HeatMap(
        string title,
        double[,] values,
        IReadOnlyList<string>? rowLabels = null,
        IReadOnlyList<string>? columnLabels = null,
        string? xLabel = null,
        string? yLabel = null,
        (double Low, double High)? range = null)
    {
        Labels(nameof(HeatMap), nameof(rowLabels), rowLabels, values.GetLength(0), "rows");
        Labels(nameof(HeatMap), nameof(columnLabels), columnLabels, values.GetLength(1), "columns");
        JsonObject trace = Colored(values, ColorScale.Amount(), range);
        trace["z"] = Plot.Rows(values);
        return Matrix(title, trace, Plot.LabelledAxis(xLabel, columnLabels), Plot.LabelledAxis(yLabel, rowLabels));
    }

    private static Figure Matrix(string title, JsonObject trace, JsonObject x, JsonObject y)
    {
        y["autorange"] = "reversed";
        return new(title, [trace], Plot.Layout(x, y, 480));
    }

    // Amounts from 0 upwards have their own colours; with a negative number among them, all have those of signed ones.
    private static JsonObject Colored(double[,] values, JsonArray amounts, (double Low, double High)? range = null)
    {
        double[] finite = [.. values.Cast<double>().Where(double.IsFinite)];
        bool isSigned = Array.Exists(finite, value => value < 0.0);
        double most = finite.Select(Math.Abs).DefaultIfEmpty(0.0).Max();
        var (low, high) = range ?? (isSigned ? -most : 0.0, most > 0.0 ? most : 1.0);
        return new()
        {
            ["type"] = "heatmap",
            ["colorscale"] = isSigned ? ColorScale.Sign() : amounts,
            ["zmin"] = low,
            ["zmax"] = high,
        };
    }

    private static void Labels(string operation, string argument, IReadOnlyList<string>? labels, int count, string what)
    {
        if (labels is not null && labels.Count != count)
        {
            throw Refuse.Argument($"Figure.{operation}", argument, $"there are {count} {what} and {labels.Count} labels");
        }
    }
}
