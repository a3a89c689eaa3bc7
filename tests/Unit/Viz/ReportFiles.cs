using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AutoGrad.Viz;

namespace AutoGrad.Tests.Unit.Viz;

/// <summary>A folder of reports that is deleted afterwards, and what a saved report holds.</summary>
internal sealed class ReportFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("autograd-report").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The whole page.</summary>
    public string Page(Report report)
    {
        report.Save(PathOf("report.html"));
        return File.ReadAllText(PathOf("report.html"));
    }

    /// <summary>The data in the page, read without AutoGrad.Viz.</summary>
    public JsonElement Data(Report report) => Data(Page(report));

    public static JsonElement Data(string page)
    {
        const string start = "<script type=\"application/json\" id=\"report\">";
        int from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]).RootElement;
    }

    /// <summary>The numbers of an array; NaN where it has null.</summary>
    public static double[] Numbers(JsonNode? array) => [.. array!.AsArray().Select(number => number?.GetValue<double>() ?? double.NaN)];

    /// <summary>Runs with another culture.</summary>
    public static void In(string culture, Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
