using System.Globalization;

namespace AutoGrad.Autodiff;

/// <summary>Mermaid's language.</summary>
internal sealed class DrawingMermaid : DrawingLanguage
{
    public override void Begin() => Text.Append("""
        flowchart LR
          classDef variable fill:#d6e8f7,stroke:#333,color:#000
          classDef parameter fill:#d9f0df,stroke:#333,color:#000
          classDef constant fill:#eee,stroke:#333,color:#000,stroke-dasharray:4
          classDef result fill:#fff,stroke:#333,color:#000

        """.ReplaceLineEndings("\n"));

    public override void Node(int id, DrawingLook look, IEnumerable<string> lines)
    {
        var (open, close) = look == DrawingLook.Result ? ("(", ")") : ("[", "]");
        Text.Append(CultureInfo.InvariantCulture, $"  n{id}{open}\"{Quoted(lines)}\"{close}:::{Class(look)}\n");
    }

    public override void Edge(int from, int to) => Text.Append(CultureInfo.InvariantCulture, $"  n{from} --> n{to}\n");

    public override string End() => Text.ToString();

    protected override void Note(int number, string text) => Text.Append(CultureInfo.InvariantCulture, $"  note{number}[\"{Quoted([text])}\"]\n");

    private static string Class(DrawingLook look) => look switch
    {
        DrawingLook.Variable => "variable",
        DrawingLook.Parameter => "parameter",
        DrawingLook.Constant => "constant",
        _ => "result",
    };

    // Entities begin with # here; a backtick would begin Markdown.
    private static string Quoted(IEnumerable<string> lines) => Quoted(lines, "<br/>", character => character switch
    {
        '"' or '#' or '<' or '>' or '&' or '`' => string.Create(CultureInfo.InvariantCulture, $"#{(int)character};"),
        _ => character.ToString(),
    });
}
