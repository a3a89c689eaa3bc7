using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

/// <summary>The colours of numbers.</summary>
internal static class ColorScale
{
    /// <summary>Dark where low, so that the bottom of a valley stands out and paths of any colour are seen.</summary>
    public static JsonArray Depth() => Stops("#12304f", "#4f81b0", "#a9c6df", "#f3f7fb");

    /// <summary>From nothing to much.</summary>
    public static JsonArray Amount() => Stops("#f3f7fb", "#a9c6df", "#4f81b0", "#12304f");

    /// <summary>From negative (blue) over zero (white) to positive (red).</summary>
    public static JsonArray Sign() => Stops("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b");

    /// <summary>From paper to ink.</summary>
    public static JsonArray Ink() => Stops("#ffffff", "#000000");

    private static JsonArray Stops(params string[] colors) =>
        new([.. colors.Select((color, i) => new JsonArray(i / (colors.Length - 1.0), color))]);
}
