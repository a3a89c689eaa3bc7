namespace AutoGrad.Viz;

/// <summary>
/// What a run has shown: headings, text, tables and figures, saved as one HTML file that needs nothing else, neither a network nor a
/// file beside it.
/// </summary>
/// <remarks>Texts are shown as they are; markup in them is not read as such.</remarks>
public sealed partial class Report
{
    private const int DeepestHeading = 4;

    private readonly List<Section> _sections;

    /// <summary>An empty report.</summary>
    public Report(string title)
        : this(new ReportContent(title, []))
    {
    }

    private Report(ReportContent content)
    {
        Title = content.Title;
        _sections = [.. content.Sections];
    }

    /// <summary>What stands above it.</summary>
    public string Title { get; }

    /// <summary>The figures, in their order; those of a slider one after the other.</summary>
    public IEnumerable<Figure> Figures => _sections.SelectMany(section => section switch
    {
        FigureSection one => [one.Figure],
        FramesSection several => several.Frames.Select(frame => frame.Figure),
        _ => Enumerable.Empty<Figure>(),
    });

    /// <summary>A heading; where there are several, a table of contents lists those of the levels 1 and 2.</summary>
    /// <param name="text">The heading.</param>
    /// <param name="level">1 to 4, from the greatest to the smallest.</param>
    public void Heading(string text, int level = 1)
    {
        Refuse.Below("Report.Heading", nameof(level), level, 1);
        _sections.Add(new HeadingSection(text, Math.Min(level, DeepestHeading)));
    }

    /// <summary>A paragraph, with the line breaks that it has.</summary>
    public void Text(string text) => _sections.Add(new TextSection(text));

    /// <summary>A table under its columns' names.</summary>
    /// <exception cref="ArgumentException">A row has more or fewer cells than there are columns.</exception>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (IReadOnlyList<string> row in rows)
        {
            Refuse.Lengths("Report.Table", nameof(columns), columns.Count, nameof(rows), row.Count);
        }

        _sections.Add(new TableSection([.. columns], [.. rows.Select(row => (string[])[.. row])]));
    }

    /// <summary>A text in fixed width, such as generated equations, with a button that copies it.</summary>
    public void Listing(string title, string text) => _sections.Add(new ListingSection(title, text, null));

    /// <summary>
    /// The drawing of a recorded computation: the text in Graphviz's or Mermaid's language and, if the caller has it, the picture
    /// that Graphviz makes of it.
    /// </summary>
    public void Graph(string title, string text, string? svg = null) => _sections.Add(new ListingSection(title, text, svg));

    /// <summary>A figure.</summary>
    public void Add(Figure figure) => _sections.Add(new FigureSection(figure));

    /// <summary>Figures under one title, of which a slider shows one at a time.</summary>
    /// <exception cref="ArgumentException">There is no frame.</exception>
    public void Frames(string title, IReadOnlyList<Frame> frames)
    {
        if (frames.Count == 0)
        {
            throw Refuse.Argument("Report.Frames", nameof(frames), "there is no frame");
        }

        _sections.Add(new FramesSection(title, [.. frames]));
    }

    /// <summary>All of another report, as it is now, under a heading with its title; its own headings move one level down.</summary>
    public void Append(Report other)
    {
        Section[] sections = [.. other._sections];
        Heading(other.Title);
        foreach (Section section in sections)
        {
            _sections.Add(section is HeadingSection heading ? heading with { Level = Math.Min(heading.Level + 1, DeepestHeading) } : section);
        }
    }
}
