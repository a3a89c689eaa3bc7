using System.CommandLine;
using System.Globalization;
using AutoGrad.Viz;
using Spectre.Console;

namespace AutoGrad.Lessons;

/// <summary>
/// What the scripts of the lectures share: the options, what they say, the figures that they must reach, and the report.
/// </summary>
public sealed class Lesson
{
    // Wide enough for every table where no terminal says how wide it is.
    private const int FileWidth = 160;

    private static readonly Option<int> SeedOption = new("--seed") { Description = "The seed of all that is drawn at random.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> QuickOption = new("--quick") { Description = "Do less, for a quick check; the figures must hold all the same." };
    private static readonly Option<FileInfo?> ReportOption = new("--report") { Description = "Write text, tables and pictures to this HTML file." };
    private static readonly Option<FileInfo?> FiguresOption = new("--figures") { Description = "Write the figures to this file: name, reached, wanted and whether it holds, with tabs between." };

    private readonly ParseResult _arguments;
    private readonly bool _isWatched = !Console.IsErrorRedirected;
    private bool _isRefused;

    private Lesson(string title, ParseResult arguments)
    {
        _arguments = arguments;
        Seed = arguments.GetValue(SeedOption);
        IsQuick = arguments.GetValue(QuickOption);
        Random = new Random(Seed);
        Report = Value(ReportOption) is null ? null : new Report(title);
    }

    /// <summary>The seed of all that is drawn at random.</summary>
    public int Seed { get; }

    /// <summary>Whether less is to be done.</summary>
    public bool IsQuick { get; }

    /// <summary>Random numbers by the seed.</summary>
    public Random Random { get; }

    /// <summary>The figures that the lesson must reach.</summary>
    public Checks Figures { get; } = new();

    /// <summary>Where pictures go: <c>lesson.Report?.Lines(...)</c>. Null where no report was asked for, so that nothing is drawn then.</summary>
    public Report? Report { get; }

    /// <summary>Runs a lesson with the options --help, --seed, --quick, --report and --figures and those given.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="title">What the lesson is called.</param>
    /// <param name="description">What it shows, in a sentence.</param>
    /// <param name="body">The lesson.</param>
    /// <param name="options">Options of its own, read with <see cref="Value"/>.</param>
    /// <returns>The exit code: 0 if every figure was reached, 1 if one was missed, 2 if the lesson could not be given.</returns>
    public static int Run(string[] args, string title, string description, Action<Lesson> body, params Option[] options)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = FileWidth;
        }

        RootCommand command = new(description) { SeedOption, QuickOption, ReportOption, FiguresOption };
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(arguments =>
        {
            Lesson lesson = new(title, arguments);
            lesson.Report?.Text(description);
            body(lesson);
            return lesson.Finish();
        });
        return command.Parse(args).Invoke();
    }

    /// <summary>The value of an option of the lesson's own.</summary>
    public T? Value<T>(Option<T> option) => _arguments.GetValue(option);

    /// <summary>Says why the lesson cannot be given, and what to do.</summary>
    public void Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        _isRefused = true;
    }

    /// <summary>Begins a part of the lesson.</summary>
    public void Heading(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
        Console.WriteLine(new string('-', text.Length));
        Report?.Heading(text);
    }

    /// <summary>Says something, here and in the report.</summary>
    public void Text(string text)
    {
        Console.WriteLine(text);
        Report?.Text(text);
    }

    /// <summary>A table, here and in the report.</summary>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="rows">Numbers and texts, as <see cref="Cell.Text"/> writes them.</param>
    public void Table(string[] columns, params IEnumerable<object[]> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Table table = new() { Border = TableBorder.Rounded };
        string[][] cells = [.. rows.Select(row => row.Select(Cell.Text).ToArray())];
        for (int column = 0; column < columns.Length; column++)
        {
            bool isNumeric = cells.Length > 0 && Array.TrueForAll(cells, row => double.TryParse(row[column], out _));
            table.AddColumn(new TableColumn(Markup.Escape(columns[column])) { Alignment = isNumeric ? Justify.Right : Justify.Left });
        }

        foreach (string[] row in cells)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        Report?.Table(columns, cells);
    }

    /// <summary>A progress bar for what may take longer than a second; dispose it when the work is done.</summary>
    /// <param name="task">What is being done.</param>
    /// <param name="total">How many steps it takes.</param>
    public ProgressBar Progress(string task, int total) => new(task, total, _isWatched);

    /// <summary>0, 1, ..., count - 1, with a progress bar: <c>foreach (int step in lesson.Steps("training", 1000))</c>.</summary>
    /// <param name="task">What is being done.</param>
    /// <param name="count">How many steps it takes.</param>
    public IEnumerable<int> Steps(string task, int count)
    {
        using ProgressBar bar = Progress(task, count);
        for (int step = 0; step < count; step++)
        {
            yield return step;
            bar.Advance();
        }
    }

    private int Finish()
    {
        if (_isRefused)
        {
            return 2;
        }

        Heading("Figures");
        Table(["figure", "reached", "wanted", "holds"], Figures.Select(object[] (figure) => [figure.Name, figure.Reached, figure.Wanted, figure.Holds]));
        foreach (Check figure in Figures.Where(figure => !figure.Holds))
        {
            Console.Error.WriteLine($"missed: {figure.Name}: reached {figure.Reached}, wanted {figure.Wanted}");
        }

        if (Value(FiguresOption) is { } file)
        {
            File.WriteAllLines(file.FullName, Figures.Select(figure => string.Join('\t', figure.Name, figure.Reached, figure.Wanted, Cell.Text(figure.Holds))));
        }

        if (Value(ReportOption) is { } page)
        {
            Report!.Save(page.FullName);
        }

        return Figures.Hold ? 0 : 1;
    }
}
