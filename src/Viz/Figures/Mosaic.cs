using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

/// <summary>
/// Pictures of one size laid out as one matrix: before each picture, in both directions, stands one empty cell, as wide as the gap;
/// the upper one has room for the caption.
/// </summary>
internal sealed class Mosaic
{
    private const int FigureWidth = 760;
    private const int LargestPicture = 120;
    private const int CaptionHeight = 18;

    private readonly int _columns;
    private readonly int _width;
    private readonly int _height;
    private readonly IReadOnlyList<string> _captions;

    public Mosaic(IReadOnlyList<double[]> pictures, int width, int columns, IReadOnlyList<string>? captions)
    {
        _columns = columns;
        _width = width;
        _height = pictures.Count == 0 ? 0 : pictures[0].Length / width;
        _captions = captions ?? [];
        int rows = (pictures.Count + columns - 1) / columns;

        double screen = Math.Min(FigureWidth / (double)columns, LargestPicture);
        double gap = 0.08 * width;
        double upperGap = captions is null ? gap : Math.Max(gap, CaptionHeight * width / screen);
        Across = Edges(columns, width, gap);
        Down = Edges(rows, _height, upperGap);
        FigureHeight = (int)Math.Clamp(Down[^1] * screen / width, 80, 4000);

        Pixels = new double[rows * (_height + 1), columns * (width + 1)];
        for (int row = 0; row < Pixels.GetLength(0); row++)
        {
            for (int column = 0; column < Pixels.GetLength(1); column++)
            {
                var (downwards, y) = Math.DivRem(row, _height + 1);
                var (sideways, x) = Math.DivRem(column, width + 1);
                int picture = (downwards * columns) + sideways;
                bool isEmpty = y == 0 || x == 0 || picture >= pictures.Count;
                Pixels[row, column] = isEmpty ? double.NaN : pictures[picture][((y - 1) * width) + x - 1];
            }
        }
    }

    /// <summary>All pictures; NaN between them.</summary>
    public double[,] Pixels { get; }

    /// <summary>The edges of the matrix's columns.</summary>
    public double[] Across { get; }

    /// <summary>The edges of the matrix's rows.</summary>
    public double[] Down { get; }

    /// <summary>In pixels of the screen.</summary>
    public int FigureHeight { get; }

    /// <summary>The captions, each above the middle of its picture.</summary>
    public JsonArray Captions() =>
        new([.. _captions.Select((caption, i) => new JsonObject
        {
            ["text"] = Plot.Text(caption),
            ["x"] = Across[(i % _columns * (_width + 1)) + 1] + (0.5 * _width),
            ["y"] = Down[(i / _columns * (_height + 1)) + 1],
            ["yanchor"] = "bottom",
            ["showarrow"] = false,
            ["font"] = new JsonObject { ["size"] = 11 },
        })]);

    private static double[] Edges(int pictures, int size, double gap)
    {
        double[] edges = new double[(pictures * (size + 1)) + 1];
        for (int i = 1; i < edges.Length; i++)
        {
            edges[i] = edges[i - 1] + ((i - 1) % (size + 1) == 0 ? gap : 1.0);
        }

        return edges;
    }
}
