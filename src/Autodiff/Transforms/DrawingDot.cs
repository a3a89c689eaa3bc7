using System.Globalization;

namespace AutoGrad.Autodiff;

/// <summary>Graphviz's language.</summary>
internal sealed class DrawingDot : DrawingLanguage
{
    public override void Begin() => Text.Append("""
        digraph recording {
          rankdir=LR;
          node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica", fontsize=11];

        """.ReplaceLineEndings("\n"));

    public override void Node(int id, DrawingLook look, IEnumerable<string> lines) =>
        Text.Append(CultureInfo.InvariantCulture, $"  n{id} [label=\"{Quoted(lines)}\"{Style(look)}];\n");

    public override void Edge(int from, int to) => Text.Append(CultureInfo.InvariantCulture, $"  n{from} -> n{to};\n");

    public override string End() => Text.Append("}\n").ToString();

    protected override void Note(int number, string text) =>
        Text.Append(CultureInfo.InvariantCulture, $"  note{number} [label=\"{Quoted([text])}\", shape=plaintext, style=\"\"];\n");

    private static string Style(DrawingLook look) => look switch
    {
        DrawingLook.Variable => ", style=filled, fillcolor=\"#d6e8f7\"",
        DrawingLook.Parameter => ", style=filled, fillcolor=\"#d9f0df\"",
        DrawingLook.Constant => ", style=\"filled,dashed\", fillcolor=\"#eeeeee\"",
        _ => "",
    };

    // Graphviz reads entities in labels.
    private static string Quoted(IEnumerable<string> lines) => Quoted(lines, "\\n", character => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '&' => "&amp;",
        _ => character.ToString(),
    });
}
