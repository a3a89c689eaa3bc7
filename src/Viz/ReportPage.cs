using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AutoGrad.Viz;

/// <summary>
/// Writes the page. Its policy lets the two scripts run that it holds, known by their hashes, and nothing else, and lets it load
/// nothing.
/// </summary>
internal static class ReportPage
{
    public const string DataStart = "<script type=\"application/json\" id=\"report\">";
    public const string DataEnd = "</script>";

    public static void Write(ReportContent content, Stream stream)
    {
        string plotly = Resource("plotly-cartesian.min.js");
        string script = Resource("report.js");
        using StreamWriter page = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        page.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {Hash(plotly)} {Hash(script)}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="AutoGrad.Viz">
            <title>{Escape(content.Title)}</title>
            <style>
            {Resource("report.css")}</style>
            </head>
            <body>
            <h1>{Escape(content.Title)}</h1>

            """);
        PageBody body = new(page);
        body.Contents(content.Sections);
        body.Sections(content.Sections);
        page.Write($"""
            <footer>Written by AutoGrad.Viz. <details><summary>The figures are drawn by plotly.js 4.1.1, copyright 2012-2026 Plotly, Inc.</summary>
            <pre>{Escape(Resource("plotly-LICENSE.txt"))}</pre></details></footer>
            {DataStart}
            """);

        // The encoder writes <, > and & as escapes, so that no text can end the element.
        page.Write(JsonSerializer.Serialize(content, ReportJson.Default.ReportContent));
        page.Write($"""
            {DataEnd}
            <script>{plotly}</script>
            <script>{script}</script>
            </body>
            </html>

            """);
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"AutoGrad.Viz.{name}")
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
