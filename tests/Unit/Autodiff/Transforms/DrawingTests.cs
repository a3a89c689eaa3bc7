using System.Globalization;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DrawingTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Dot_shows_equations_shapes_values_and_gradients()
    {
        const string expected = """
            digraph recording {
              rankdir=LR;
              node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica", fontsize=11];
              n0 [label="x = variable\n[2]\nvalue 1, -2.5\ngradient 4, 4", style=filled, fillcolor="#d6e8f7"];
              n1 [label="t = constant\n[2]\nvalue 3, 0.3333", style="filled,dashed", fillcolor="#eeeeee"];
              n2 [label="w = parameter\nvalue 4\ngradient -1.5", style=filled, fillcolor="#d9f0df"];
              n3 [label="v3 = w * x\n[2]\nvalue 4, -10"];
              n2 -> n3;
              n0 -> n3;
              n4 [label="v4 = v3 + t\n[2]\nvalue 7, -9.667"];
              n3 -> n4;
              n1 -> n4;
              n5 [label="E = sum(v4)\nvalue -2.667"];
              n4 -> n5;
            }

            """;
        Assert.Equal(Text(expected), _tape.ToDot(Record().Gradients()));
    }

    [Fact]
    public void Mermaid_shows_the_same()
    {
        const string expected = """
            flowchart LR
              classDef variable fill:#d6e8f7,stroke:#333,color:#000
              classDef parameter fill:#d9f0df,stroke:#333,color:#000
              classDef constant fill:#eee,stroke:#333,color:#000,stroke-dasharray:4
              classDef result fill:#fff,stroke:#333,color:#000
              n0["x = variable<br/>[2]<br/>value 1, -2.5"]:::variable
              n1["t = constant<br/>[2]<br/>value 3, 0.3333"]:::constant
              n2["w = parameter<br/>value 4"]:::parameter
              n3("v3 = w * x<br/>[2]<br/>value 4, -10"):::result
              n2 --> n3
              n0 --> n3
              n4("v4 = v3 + t<br/>[2]<br/>value 7, -9.667"):::result
              n3 --> n4
              n1 --> n4
              n5("E = sum(v4)<br/>value -2.667"):::result
              n4 --> n5

            """;
        Record();
        Assert.Equal(Text(expected), _tape.ToMermaid());
    }

    [Fact]
    public void Gradients_of_results_are_drawn_where_they_were_asked_for()
    {
        Variable<double> x = _tape.Variable(3.0, "x");
        Variable<double> y = (x * x).Named("y");
        Variable<double> z = y.Square();
        string drawing = _tape.ToDot(z.Gradients(y));
        Assert.Contains("[label=\"y = x * x\\nvalue 9\\ngradient 18\"]", drawing, StringComparison.Ordinal);
        Assert.Contains("[label=\"x = variable\\nvalue 3\", ", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_end_a_label()
    {
        _tape.Variable(1.0, "a\"];\\ <b>&#`\n");
        Assert.Contains("n0 [label=\"a\\\"];\\\\ <b>&amp;#`  = variable\\nvalue 1\", ", _tape.ToDot(), StringComparison.Ordinal);
        Assert.Contains("n0[\"a#34;];\\ #60;b#62;#38;#35;#96;  = variable<br/>value 1\"]:::variable\n", _tape.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_recordings_are_cut_and_say_so()
    {
        Variable<double> x = _tape.Variable(1.0);
        for (int i = 0; i < 9; i++)
        {
            x *= 0.5;
        }

        string drawing = _tape.ToDot(most: 4);
        Assert.EndsWith("  n2 -> n3;\n  note0 [label=\"4 of 10 values are drawn\", shape=plaintext, style=\"\"];\n}\n", drawing, StringComparison.Ordinal);
        Assert.EndsWith("  n2 --> n3\n  note0[\"4 of 10 values are drawn\"]\n", _tape.ToMermaid(most: 4), StringComparison.Ordinal);
        Assert.DoesNotContain("note", _tape.ToDot(most: 10), StringComparison.Ordinal);
    }

    [Fact]
    public void Large_values_are_not_written_and_constant_numbers_once()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6, 7], "x");
        Variable<double> c = _tape.Constant(2.0, "c");
        _ = x * c;
        string drawing = _tape.ToMermaid();
        Assert.Contains("n0[\"x = variable<br/>[7]\"]", drawing, StringComparison.Ordinal);
        Assert.Contains("n1[\"c = 2\"]", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalars_are_named_as_what_is_missing()
    {
        Assert.Equal(0, _tape.ToDot().Split("note").Length - 1);
        Scalar<double> x = _tape.Scalar(2.0);
        _ = x * x;
        Assert.Contains("note0 [label=\"2 scalars are not drawn\"", _tape.ToDot(), StringComparison.Ordinal);
        _tape.Reset();
        Assert.DoesNotContain("note", _tape.ToDot(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_culture_changes_nothing()
    {
        Record();
        string drawing = _tape.ToDot();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(drawing, _tape.ToDot());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Gradients_of_another_tape_or_recording_and_no_values_are_refused()
    {
        Gradients<double> gradients = Record().Gradients();
        Assert.Contains("ToDot", Assert.Throws<RecordingException>(() => new Tape<double>().ToDot(gradients)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _tape.ToMermaid(most: 0));
        _tape.Reset();
        Assert.Throws<RecordingException>(() => _tape.ToDot(gradients));
    }

    private Variable<double> Record()
    {
        Variable<double> x = _tape.Variable([1, -2.5], "x");
        Variable<double> t = _tape.Constant([3, 1.0 / 3.0], "t");
        Variable<double> w = _tape.Variable(new Parameter<double>("w", [4], []));
        return ((w * x) + t).Sum().Named("E");
    }

    private static string Text(string expected) => expected.ReplaceLineEndings("\n");
}
