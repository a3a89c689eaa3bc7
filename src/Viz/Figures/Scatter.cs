using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>The points of each series and, if there is one, the boundary: the line on which the grid's numbers, interpolated, are 0.</summary>
    public static Figure Scatter(
        string title,
        IReadOnlyList<Series> series,
        string? xLabel = null,
        string? yLabel = null,
        Grid? boundary = null,
        (double Low, double High)? xRange = null,
        (double Low, double High)? yRange = null)
    {
        JsonArray traces = new([.. series.Select(one => Plot.Trace(one, SeriesStyle.Points))]);
        if (boundary is not null)
        {
            traces.Add((JsonNode)new JsonObject
            {
                ["type"] = "contour",
                ["name"] = "boundary",
                ["x"] = Plot.Numbers(boundary.Xs),
                ["y"] = Plot.Numbers(boundary.Ys),
                ["z"] = Plot.Rows(boundary.Z),
                ["contours"] = new JsonObject { ["start"] = 0, ["end"] = 0, ["size"] = 1, ["coloring"] = "none" },
                ["autocontour"] = false,
                ["line"] = new JsonObject { ["width"] = 2, ["color"] = "#808080" },
                ["hoverinfo"] = "skip",
                ["showscale"] = false,
                ["showlegend"] = true,
            });
        }

        return new(title, traces, Plot.Layout(Plot.Axis(xLabel, range: xRange), Plot.Axis(yLabel, range: yRange)));
    }
}
