using System.Text;

namespace AutoGrad.Autodiff;

/// <summary>What a drawn value is.</summary>
internal enum DrawingLook
{
    /// <summary>The result of an operation.</summary>
    Result,

    /// <summary>A differentiable leaf.</summary>
    Variable,

    /// <summary>A leaf that is a <see cref="Parameter{T}"/>.</summary>
    Parameter,

    /// <summary>A leaf that is not differentiated.</summary>
    Constant,
}

/// <summary>A language of drawings: boxes of lines of text, and arrows between them. Numbers name the boxes.</summary>
internal abstract class DrawingLanguage
{
    private int _notes;

    protected StringBuilder Text { get; } = new();

    public abstract void Begin();

    public abstract void Node(int id, DrawingLook look, IEnumerable<string> lines);

    public abstract void Edge(int from, int to);

    /// <summary>A box without a frame, which tells what is not there.</summary>
    public void Note(string text) => Note(_notes++, text);

    public abstract string End();

    protected abstract void Note(int number, string text);

    /// <summary>The lines as one text; each character with a meaning of its own is written as the language quotes it.</summary>
    protected static string Quoted(IEnumerable<string> lines, string separator, Func<char, string> quote) =>
        string.Join(separator, lines.Select(line => string.Concat(line.Select(character => char.IsControl(character) ? " " : quote(character)))));
}
