using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AutoGrad.Viz;

namespace AutoGrad.Tests.Unit.Viz;

public sealed partial class ReportTests : IDisposable
{
    private const string Hostile = "</script><!-- <script>alert('1')</script> & \"";
    private readonly ReportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_data_are_complete()
    {
        Report report = new("Title");
        report.Heading("First", 2);
        report.Text("Größe \u2028 🦊");
        report.Table(["a", "b"], [["1", "2"], ["3", "4"]]);
        report.Listing("Equations", "y = x\n");
        report.Graph("Drawing", "digraph {}", "<svg/>");
        report.Lines("Loss", [new Series("plain", [0.1, double.NaN])]);
        report.Frames("Time", [new Frame("0", Figure.Lines("inner", [new Series("s", [1])])), new Frame("1", Figure.Lines("", []))]);
        JsonElement data = _files.Data(report);
        Assert.Equal("Title", data.GetProperty("title").GetString());
        JsonElement[] sections = [.. data.GetProperty("sections").EnumerateArray()];
        Assert.Equal(["heading", "text", "table", "listing", "listing", "figure", "frames"], sections.Select(section => section.GetProperty("kind").GetString()));
        Assert.Equal(2, sections[0].GetProperty("level").GetInt32());
        Assert.Equal("Größe \u2028 🦊", sections[1].GetProperty("text").GetString());
        Assert.Equal("[[\"1\",\"2\"],[\"3\",\"4\"]]", sections[2].GetProperty("rows").GetRawText());
        Assert.Equal("y = x\n", sections[3].GetProperty("text").GetString());
        Assert.Equal("<svg/>", sections[4].GetProperty("svg").GetString());
        Assert.Equal("[0.1,null]", sections[5].GetProperty("figure").GetProperty("traces")[0].GetProperty("y").GetRawText());
        Assert.Equal("1", sections[6].GetProperty("frames")[1].GetProperty("name").GetString());
        Assert.Equal(["Loss", "inner", ""], report.Figures.Select(figure => figure.Title));
    }

    [Fact]
    public void No_text_becomes_markup()
    {
        Report report = new(Hostile);
        report.Heading(Hostile);
        report.Heading(Hostile);
        report.Text(Hostile);
        report.Table([Hostile], [[Hostile]]);
        report.Graph(Hostile, Hostile, Hostile);
        report.Lines(Hostile, [new Series(Hostile, [1])], Hostile, Hostile);
        report.Frames(Hostile, [new Frame(Hostile, Figure.HeatMap(Hostile, new double[1, 1], [Hostile]))]);
        string page = _files.Page(report);

        // The two scripts and the data; nowhere else an element or a comment begins.
        Assert.Equal(3, Count(page, "<script"));
        Assert.Equal(3, Count(page, "</script"));
        Assert.Equal(0, Count(page, "<!--"));
        Assert.Equal(Hostile, ReportFiles.Data(page).GetProperty("title").GetString());
        Assert.Contains("<h2 id=\"heading0\">&lt;/script&gt;&lt;!-- &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;</h2>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_the_pages_own_two_scripts_and_nothing_else()
    {
        string page = _files.Page(new Report("a"));
        string policy = PolicyElement().Match(page).Groups[1].Value;
        string[] scripts = [.. ScriptElement().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(2, scripts.Length);
        string hashes = string.Join(' ', scripts.Select(script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'"));
        Assert.Equal($"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'", policy);

        string head = page[..page.IndexOf(scripts[0], StringComparison.Ordinal)];
        Assert.DoesNotContain("http://", head, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", head, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", head, StringComparison.Ordinal);
        Assert.Contains("plotly.js 4.1.1", page, StringComparison.Ordinal);
        Assert.Contains("The above copyright notice and this permission notice shall be included", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_contents_lists_several_headings_of_two_levels()
    {
        Report report = new("a");
        report.Heading("One");
        Assert.DoesNotContain("<nav>", _files.Page(report), StringComparison.Ordinal);
        report.Heading("Deep", 3);
        report.Heading("Two", 2);
        string page = _files.Page(report);
        Assert.Contains("<li class=\"level1\"><a href=\"#heading0\">One</a></li>", page, StringComparison.Ordinal);
        Assert.Contains("<li class=\"level2\"><a href=\"#heading2\">Two</a></li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"#heading1\"", page, StringComparison.Ordinal);
        Assert.Contains("<h4 id=\"heading1\">Deep</h4>", page, StringComparison.Ordinal);
        Assert.Contains("<h3 id=\"heading2\">Two</h3>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("sv-SE")]
    public void Another_culture_changes_no_byte(string culture)
    {
        Report Make()
        {
            Report report = new("I");
            report.Lines("INTEGER", [new Series("s", [-0.5, 1e-7])], xRange: (-1.5, 2.5));
            report.Images("i", [[0.5, -1.5]], 1, captions: ["I"]);
            report.Histogram("h", [0.25, 0.75, double.NaN], 2);
            report.ConfusionMatrix("c", new[,] { { 1, -2 }, { 3, 4 } });
            return report;
        }

        string page = _files.Page(Make());
        ReportFiles.In(culture, () => Assert.Equal(page, _files.Page(Make())));
    }

    [Fact]
    public void A_loaded_report_saves_as_the_same_bytes()
    {
        Report report = new(Hostile);
        report.Heading("a", 3);
        report.Table(["<"], [["x"], ["y"]]);
        report.Graph("g", "text", "<svg/>");
        report.Listing("l", " \n");
        report.Lines("Loss", [new Series("plain", [0.1, double.NaN, 5e-324, 1e300])], logY: true);
        report.Images("i", [[0, 1]], 1);
        report.Frames("f", [new Frame("0", Figure.HeatMap("h", new[,] { { 0.5 } }))]);
        string page = _files.Page(report);
        Assert.Equal(page, _files.Page(Report.Load(_files.PathOf("report.html"))));
    }

    [Fact]
    public void Appended_reports_stand_under_their_titles()
    {
        Report one = new("One");
        one.Heading("Part");
        one.Heading("Deepest", 4);
        one.Text("text");
        one.Lines("Loss", [new Series("s", [1, 2])]);
        Report all = new("All");
        all.Append(one);
        one.Text("appended too late");
        all.Append(Loaded(all));
        all.Append(all);
        Assert.Equal(
            ["One 1", "Part 2", "Deepest 4", "All 1", "One 2", "Part 3", "Deepest 4", "All 1", "One 2", "Part 3", "Deepest 4", "All 2", "One 3", "Part 4", "Deepest 4"],
            _files.Data(all).GetProperty("sections").EnumerateArray().Where(section => section.GetProperty("kind").GetString() == "heading")
                .Select(section => $"{section.GetProperty("text").GetString()} {section.GetProperty("level").GetInt32()}"));
        Assert.Equal(4, all.Figures.Count());
        Assert.DoesNotContain("appended too late", _files.Page(all), StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_replaces_a_file_and_leaves_nothing_beside_it()
    {
        string path = _files.PathOf("report.html");
        File.WriteAllText(path, "before");
        new Report("after").Save(path);
        Assert.Equal("after", Report.Load(path).Title);
        Assert.Equal([path], Directory.GetFileSystemEntries(_files.Folder));
    }

    [Fact]
    public void What_stood_there_stays_when_saving_fails()
    {
        string path = _files.PathOf("report.html");
        new Report("before").Save(path);

        // JSON has no NaN, and this figure was not made by one of Figure's methods, which leave it out.
        Report report = new("after");
        report.Add(new Figure("broken", [new JsonObject { ["value"] = double.NaN }], []));
        Assert.ThrowsAny<ArgumentException>(() => report.Save(path));
        Assert.Equal("before", Report.Load(path).Title);
        Assert.Equal([path], Directory.GetFileSystemEntries(_files.Folder));
    }

    [Fact]
    public void A_folder_that_is_missing_is_named_and_not_made()
    {
        string folder = _files.PathOf("missing");
        DirectoryNotFoundException fault = Assert.Throws<DirectoryNotFoundException>(() => new Report("a").Save(Path.Combine(folder, "a.html")));
        Assert.Contains(folder, fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_folder_in_the_files_place_is_refused()
    {
        Directory.CreateDirectory(_files.PathOf("taken"));
        Exception fault = Assert.ThrowsAny<Exception>(() => new Report("a").Save(_files.PathOf("taken")));
        Assert.True(fault is IOException or UnauthorizedAccessException, fault.ToString());
        Assert.Equal([_files.PathOf("taken")], Directory.GetFileSystemEntries(_files.Folder));
    }

    [Fact]
    public void Broken_files_are_named()
    {
        string path = _files.PathOf("broken.html");
        Report report = new("a");
        report.Lines("Loss", [new Series("s", [1, 2, 3])]);
        string page = _files.Page(report);
        int data = page.IndexOf("id=\"report\">", StringComparison.Ordinal) + "id=\"report\">".Length;
        string[] broken =
        [
            "",
            "<html></html>",
            page[..data],
            page[..(data + 40)],
            page.Replace("\"sections\"", "\"section\"", StringComparison.Ordinal),
            page.Replace("\"kind\":\"figure\"", "\"kind\":\"movie\"", StringComparison.Ordinal),
            page.Replace("\"kind\":\"figure\",", "", StringComparison.Ordinal),
            page.Replace("\"title\":\"a\"", "\"title\":null", StringComparison.Ordinal),
            page.Replace("\"traces\":[{", "\"traces\":null,\"x\":[{", StringComparison.Ordinal),
            page.Replace("\"title\":\"a\"", "\"title\":1", StringComparison.Ordinal),
            string.Concat(page.AsSpan(0, data), "null", page.AsSpan(page.IndexOf("</script>", data, StringComparison.Ordinal))),
        ];
        foreach (string text in broken)
        {
            File.WriteAllText(path, text);
            InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Report.Load(path));
            Assert.Contains($"Report.Load: {path} is not a report", fault.Message, StringComparison.Ordinal);
        }

        Assert.Throws<FileNotFoundException>(() => Report.Load(_files.PathOf("none.html")));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Report report = new("a");
        Assert.Contains("Report.Table", Assert.Throws<ArgumentException>(() => report.Table(["a"], [["1", "2"]])).Message, StringComparison.Ordinal);
        Assert.Contains("there is no frame", Assert.Throws<ArgumentException>(() => report.Frames("f", [])).Message, StringComparison.Ordinal);
        Assert.Contains("level", Assert.Throws<ArgumentOutOfRangeException>(() => report.Heading("h", 0)).Message, StringComparison.Ordinal);
        Assert.Empty(_files.Data(report).GetProperty("sections").EnumerateArray());
    }

    private Report Loaded(Report report)
    {
        report.Save(_files.PathOf("loaded.html"));
        return Report.Load(_files.PathOf("loaded.html"));
    }

    // plotly.js holds none of these.
    private static int Count(string page, string text) => page.Split(text).Length - 1;

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")]
    private static partial Regex PolicyElement();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptElement();
}
