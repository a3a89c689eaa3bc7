using System.Text.Json.Nodes;

namespace AutoGrad.Viz;

/// <summary>
/// A figure of a <see cref="Report"/>: a title, and the traces and the layout that plotly.js draws. The static methods make the usual
/// kinds; the constructor takes any traces and layout of plotly.js's cartesian bundle.
/// </summary>
/// <remarks>Colours, fonts and the legend's place are the page's, which knows whether it is light or dark, unless the layout sets them.</remarks>
public sealed partial class Figure
{
    /// <summary>A figure of plotly.js traces and layout, which it takes over: do not change them afterwards.</summary>
    public Figure(string title, JsonArray traces, JsonObject layout)
    {
        Title = title;
        Traces = traces;
        Layout = layout;
    }

    /// <summary>What stands above the figure.</summary>
    public string Title { get; }

    /// <summary>The plotly.js traces: the numbers that are drawn, where NaN, infinities and what is beyond 1e300 are null.</summary>
    public JsonArray Traces { get; }

    /// <summary>The plotly.js layout.</summary>
    public JsonObject Layout { get; }
}
