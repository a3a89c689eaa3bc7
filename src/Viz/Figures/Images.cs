using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

public sealed partial class Figure
{
    /// <summary>
    /// Pictures in a grid, <paramref name="columns"/> beside each other, on one scale of greys from 0 (white) to the greatest pixel
    /// (black). Each holds its pixels row by row, <paramref name="width"/> in a row. Where negative numbers occur, as in weights,
    /// blue is negative and red positive.
    /// </summary>
    /// <exception cref="ArgumentException">Pictures of different sizes or not of whole rows, or not one caption a picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Less than one column, or no width.</exception>
    public static Figure Images(
        string title, IReadOnlyList<double[]> pixels, int width, int columns = 10, IReadOnlyList<string>? captions = null)
    {
        const string operation = "Figure.Images";
        Refuse.Below(operation, nameof(width), width, 1);
        Refuse.Below(operation, nameof(columns), columns, 1);
        Labels(nameof(Images), nameof(captions), captions, pixels.Count, "images");
        if (pixels.Any(image => image.Length != pixels[0].Length || image.Length % width != 0))
        {
            throw Refuse.Argument(operation, nameof(pixels), $"each image must have the same number of pixels, a multiple of the width {width}");
        }

        Mosaic mosaic = new(pixels, width, Math.Min(columns, Math.Max(pixels.Count, 1)), captions);
        JsonObject trace = Colored(mosaic.Pixels, ColorScale.Ink());
        trace["x"] = Plot.Numbers(mosaic.Across);
        trace["y"] = Plot.Numbers(mosaic.Down);
        trace["z"] = Plot.Rows(mosaic.Pixels);
        trace["showscale"] = false;
        JsonObject layout = Plot.Layout(new() { ["visible"] = false }, new() { ["visible"] = false, ["autorange"] = "reversed" }, mosaic.FigureHeight);
        Plot.KeepSquares(layout);
        layout["margin"] = new JsonObject { ["l"] = 0, ["r"] = 0, ["t"] = 0, ["b"] = 0 };
        layout["annotations"] = mosaic.Captions();
        return new(title, [trace], layout);
    }
}
