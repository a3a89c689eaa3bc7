using System.Globalization;
using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>How often class [row] was taken for class [column]: counts[actual, predicted], written into the cells.</summary>
    /// <exception cref="ArgumentException">The counts are not square, or the labels not one a class.</exception>
    public static Figure ConfusionMatrix(string title, int[,] counts, IReadOnlyList<string>? labels = null)
    {
        int classes = counts.GetLength(0);
        if (counts.GetLength(1) != classes)
        {
            throw Refuse.Argument("Figure.ConfusionMatrix", nameof(counts), $"counts are {classes} x {counts.GetLength(1)}, not square");
        }

        labels ??= [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        Labels(nameof(ConfusionMatrix), nameof(labels), labels, classes, "classes");
        JsonObject trace = new()
        {
            ["type"] = "heatmap",
            ["colorscale"] = ColorScale.Amount(),
            ["z"] = new JsonArray([.. Enumerable.Range(0, classes).Select(row =>
                new JsonArray([.. Enumerable.Range(0, classes).Select(column => JsonValue.Create(counts[row, column]))]))]),
            ["texttemplate"] = "%{z}",
            ["showscale"] = false,
            ["hovertemplate"] = "actual %{y}, predicted %{x}: %{z}<extra></extra>",
        };
        Figure figure = Matrix(title, trace, Plot.LabelledAxis("predicted", labels), Plot.LabelledAxis("actual", labels));
        Plot.KeepSquares(figure.Layout);
        return figure;
    }
}
