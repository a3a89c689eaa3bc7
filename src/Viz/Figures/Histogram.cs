using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>
    /// How many values fall into each of <paramref name="bins"/> parts of equal width from the least to the greatest; the greatest
    /// belongs to the last part. NaN and infinities are not counted; the label of the axis says how many there are.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one bin.</exception>
    public static Figure Histogram(string title, IReadOnlyList<double> values, int bins = 40, string? xLabel = null)
    {
        Refuse.Below("Figure.Histogram", nameof(bins), bins, 1);
        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.DefaultIfEmpty(0.0).Min();
        double high = finite.DefaultIfEmpty(0.0).Max();

        // Halved, because the distance of the ends may not be a number; where all values are one, bins of any width do.
        double half = (high / 2.0) - (low / 2.0);
        double width = half > 0.0 ? half / bins * 2.0 : 1.0;
        int[] counts = new int[bins];
        foreach (double value in finite)
        {
            counts[Math.Min((int)(((value / 2.0) - (low / 2.0)) / width * 2.0), bins - 1)]++;
        }

        JsonObject trace = new()
        {
            ["type"] = "bar",
            ["x"] = Plot.Numbers(counts.Select((_, i) => low + ((i + 0.5) * width))),
            ["y"] = new JsonArray([.. counts.Select(count => JsonValue.Create(count))]),
            ["width"] = width,
        };
        int left = values.Count - finite.Length;
        string? label = left == 0 ? xLabel : $"{xLabel} ({left} of {values.Count} values are not finite)".TrimStart();
        JsonObject layout = Plot.Layout(Plot.Axis(label), Plot.Axis("count"));
        layout["bargap"] = 0;
        return new(title, [trace], layout);
    }
}
