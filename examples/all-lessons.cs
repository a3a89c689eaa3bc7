#:project Lessons

// All lessons of the lectures, two at a time: what each had to reach, whether it did, and one report of all of them. The table in
// README.md says which rows there are; each names its script.

using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using AutoGrad.Lessons;
using AutoGrad.Viz;

Option<DirectoryInfo> dataOption = new("--data") { Description = "The folder with the MNIST files; without it the lessons that need them are left out." };
return Lesson.Run(args, "The lectures", "Runs every lesson, two at a time, and writes one report of all. With --quick it only looks whether each lesson of the lectures has its script.", Show, dataOption);

void Show(Lesson lesson)
{
    string folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
    Entry[] entries = Entries(folder);
    lesson.Figures.Equal("rows of the lectures", entries.SelectMany(entry => entry.Rows.Split(", ")).Distinct().Count(), 33);
    string[] missing = [.. entries.Select(entry => entry.Script).Where(script => !File.Exists(Path.Combine(folder, script))).Distinct()];
    lesson.Figures.Equal(string.Join(' ', ["scripts that are missing", .. missing]), missing.Length, 0);
    if (lesson.IsQuick)
    {
        return;
    }

    string? data = lesson.Value(dataOption)?.FullName;
    foreach (Entry entry in entries.Where(entry => entry.NeedsData && data is null))
    {
        lesson.Text($"{entry} is left out: it needs --data.");
    }

    string scratch = Directory.CreateTempSubdirectory("lessons").FullName;
    try
    {
        RunAll(lesson, folder, scratch, [.. entries.Where(entry => !missing.Contains(entry.Script) && (!entry.NeedsData || data is not null))], data);
    }
    finally
    {
        Directory.Delete(scratch, recursive: true);
    }
}

// Lines of README.md: | rows | `script arguments` | ...
static Entry[] Entries(string folder) =>
    [.. File.ReadLines(Path.Combine(folder, "README.md"))
        .Select(line => Regex.Match(line, @"^\| ([0-9, ]+) \| `([a-z0-9-]+\.cs) ?([^`]*)` \|"))
        .Where(match => match.Success)
        .Select(match => new Entry(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))];

static void RunAll(Lesson lesson, string folder, string scratch, Entry[] entries, string? data)
{
    long start = Stopwatch.GetTimestamp();
    Outcome[] outcomes = new Outcome[entries.Length];
    using (ProgressBar bar = lesson.Progress("lessons", entries.Length))
    {
        // The scripts share libraries, which two builds at once would write at once: one is built while another one runs.
        Lock building = new();
        Parallel.For(0, entries.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, index =>
        {
            outcomes[index] = RunOne(folder, Path.Combine(scratch, $"{index}"), entries[index], data, building);
            lock (bar)
            {
                bar.Advance();
            }
        });
    }

    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    (Entry Entry, Outcome Outcome)[] ran = [.. entries.Zip(outcomes)];
    lesson.Table(
        ["row", "lesson", "figure", "reached", "wanted", "holds", "seconds"],
        ran.SelectMany(one => one.Outcome.Figures.Select(object[] (figure) => [one.Entry.Rows, one.Entry, .. figure, one.Outcome.Seconds.ToString("F1")])));
    foreach ((Entry entry, Outcome outcome) in ran)
    {
        lesson.Figures.True($"{entry.Rows}: {entry}", outcome.ExitCode == 0);
        if (outcome.ExitCode != 0)
        {
            Console.Error.WriteLine(outcome.Output);
        }

        if (File.Exists(outcome.Report))
        {
            lesson.Report?.Append(Report.Load(outcome.Report));
        }
    }

    lesson.Figures.Below("seconds for all", seconds, 300.0);
}

static Outcome RunOne(string folder, string scratch, Entry entry, string? data, Lock building)
{
    string script = Path.Combine(folder, entry.Script);
    (string report, string figures) = ($"{scratch}.html", $"{scratch}.tsv");
    lock (building)
    {
        (int built, string log) = Dotnet("build", "-c", "Release", script);
        if (built != 0)
        {
            return new Outcome(built, log, report, [], 0.0);
        }
    }

    long start = Stopwatch.GetTimestamp();
    (int code, string output) = Dotnet(["run", "-c", "Release", "--no-build", script, "--", .. entry.ArgumentsWith(data), "--report", report, "--figures", figures]);
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    return new Outcome(code, output, report, File.Exists(figures) ? [.. File.ReadLines(figures).Select(line => line.Split('\t'))] : [], seconds);
}

static (int ExitCode, string Output) Dotnet(params string[] arguments)
{
    using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    Task<string> errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, output + errors.Result);
}

/// <summary>A line of the table: rows of the lectures, and the script that shows them.</summary>
/// <remarks>FOLDER in the arguments is where the MNIST files are; what stands in brackets is for when they are there.</remarks>
internal sealed record Entry(string Rows, string Script, string Arguments)
{
    private const string Data = "FOLDER";

    public bool NeedsData => ArgumentsWith(null).Contains(Data);

    public string[] ArgumentsWith(string? data)
    {
        string words = data is null ? Regex.Replace(Arguments, @"\[.*\]", string.Empty) : Arguments.Replace("[", string.Empty).Replace("]", string.Empty);
        return [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == Data && data is not null ? data : word)];
    }

    public override string ToString() => string.Join(' ', [Script, .. ArgumentsWith(null)]);
}

/// <summary>What a script came to: its figures are name, reached, wanted and whether it holds.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Report, string[][] Figures, double Seconds);
