using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

/// <summary>The pieces of plotly.js traces and layouts that several kinds of figures share.</summary>
internal static class Plot
{
    // Beyond, a coordinate on the screen is no number any more.
    private const double Largest = 1e300;

    /// <summary>The numbers; null, which plotly.js leaves out, where one is NaN, which JSON lacks, or as good as infinite.</summary>
    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(Number)]);

    /// <summary>The rows of a matrix.</summary>
    public static JsonArray Rows(double[,] values) =>
        new([.. Enumerable.Range(0, values.GetLength(0)).Select(row => Numbers(Enumerable.Range(0, values.GetLength(1)).Select(column => values[row, column])))]);

    public static JsonNode? Number(double value) => Math.Abs(value) <= Largest ? JsonValue.Create(value) : null;

    /// <summary>A text that plotly.js shows as it stands: it would take tags and entities for its own markup.</summary>
    public static string Text(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(Text(text)))]);

    public static JsonObject Layout(JsonObject x, JsonObject y, int height = 420) => new() { ["height"] = height, ["xaxis"] = x, ["yaxis"] = y };

    /// <summary>One unit is as long across as down.</summary>
    public static void KeepSquares(JsonObject layout)
    {
        layout["xaxis"]!["constrain"] = "domain";
        layout["yaxis"]!["constrain"] = "domain";
        layout["yaxis"]!["scaleanchor"] = "x";
    }

    public static JsonObject Axis(string? label, bool log = false, (double Low, double High)? range = null)
    {
        JsonObject axis = new() { ["type"] = log ? "log" : "linear" };
        if (label is not null)
        {
            axis["title"] = new JsonObject { ["text"] = Text(label) };
        }

        if (range is var (low, high))
        {
            // plotly.js wants the exponents on a logarithmic axis.
            axis["range"] = log ? Numbers([Math.Log10(low), Math.Log10(high)]) : Numbers([low, high]);
        }

        return axis;
    }

    /// <summary>An axis with a text at each of 0, 1, 2, ..., or, where there are many, at every n-th.</summary>
    public static JsonObject LabelledAxis(string? label, IReadOnlyList<string>? texts)
    {
        const int most = 40;
        JsonObject axis = Axis(label);
        axis["showgrid"] = false;
        axis["zeroline"] = false;
        if (texts is not null)
        {
            int step = (texts.Count + most - 1) / most;
            IEnumerable<int> shown = Enumerable.Range(0, texts.Count).Where(i => i % step == 0);
            axis["tickvals"] = Numbers(shown.Select(i => (double)i));
            axis["ticktext"] = Texts(shown.Select(i => texts[i]));
        }

        return axis;
    }

    /// <summary>A series of points or lines.</summary>
    public static JsonObject Trace(Series series, SeriesStyle usual)
    {
        SeriesStyle style = series.Style ?? usual;
        JsonObject trace = new()
        {
            ["type"] = "scatter",
            ["name"] = Text(series.Name),
            ["mode"] = style switch
            {
                SeriesStyle.Points => "markers",
                SeriesStyle.LineAndPoints => "lines+markers",
                _ => "lines",
            },
            ["x"] = Numbers(series.X),
            ["y"] = Numbers(series.Y),
        };
        if (style == SeriesStyle.Dashes)
        {
            trace["line"] = new JsonObject { ["dash"] = "dash" };
        }

        return trace;
    }
}
