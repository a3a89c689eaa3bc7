using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad.Autodiff;

public sealed partial class Tape<T>
{
    /// <summary>
    /// The recording as a drawing in Graphviz's language, for <c>dot -Tsvg</c>: of each value the equation that it came from, its
    /// shape and, where it is small, its numbers, and those of its gradient where <paramref name="gradients"/> hold them. Variables,
    /// parameters, constants and results look different.
    /// </summary>
    /// <param name="gradients">Gradients of this recording, or none.</param>
    /// <param name="most">At most so many values are drawn, the oldest; a note says how many there are.</param>
    /// <remarks>Scalars have no drawing, because their recording keeps slopes alone; a note says how many there are.</remarks>
    /// <exception cref="RecordingException">The gradients are of another tape or an earlier recording.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is less than 1.</exception>
    public string ToDot(Gradients<T>? gradients = null, int most = 200) => Drawn(new DrawingDot(), gradients, most, nameof(ToDot));

    /// <summary>The recording as a drawing in Mermaid's language, which many Markdown viewers draw.</summary>
    /// <inheritdoc cref="ToDot"/>
    public string ToMermaid(Gradients<T>? gradients = null, int most = 200) => Drawn(new DrawingMermaid(), gradients, most, nameof(ToMermaid));

    private string Drawn(DrawingLanguage language, Gradients<T>? gradients, int most, string operation)
    {
        if (most < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(most), CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"{operation}: {nameof(most)} must be at least 1, but is {most}.")));
        }

        if (gradients is { } given && given.Tape != this)
        {
            throw new RecordingException($"{operation}: the gradients are of another tape.");
        }

        return new Drawing<T>(this, gradients, language).ToString(Math.Min(Count, most));
    }
}

/// <summary>Says of each value of a recording what its drawing shows.</summary>
internal sealed class Drawing<T>(Tape<T> tape, Gradients<T>? gradients, DrawingLanguage language)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostNumbers = 6;

    private readonly Description<T> _description = new(tape, null);

    public string ToString(int count)
    {
        language.Begin();
        for (int id = 0; id < count; id++)
        {
            language.Node(id, LookOf(id), Lines(id));
            ref readonly Node<T> node = ref tape.NodeAt(id);
            for (int operand = 0; node.Operation is not null && operand < Tape<T>.OperandCount(in node); operand++)
            {
                language.Edge(tape.OperandAt(in node, operand), id);
            }
        }

        if (tape.Count > count)
        {
            language.Note(string.Create(CultureInfo.InvariantCulture, $"{count} of {tape.Count} values are drawn"));
        }

        if (tape.ScalarCount > 0)
        {
            language.Note(string.Create(CultureInfo.InvariantCulture, $"{tape.ScalarCount} scalars are not drawn"));
        }

        return language.End();
    }

    private DrawingLook LookOf(int id)
    {
        ref readonly Node<T> node = ref tape.NodeAt(id);
        return node.Operation is not null ? DrawingLook.Result
            : (node.Kind & NodeKind.Parameter) != 0 ? DrawingLook.Parameter
            : (node.Kind & NodeKind.Differentiable) != 0 ? DrawingLook.Variable
            : DrawingLook.Constant;
    }

    private List<string> Lines(int id)
    {
        ReadOnlySpan<int> sizes = tape.SizesAt(id);
        List<string> lines = [_description.Equation(id)];
        if (sizes.Length > 0)
        {
            lines.Add(Shape.Format(sizes));
        }

        if (tape.NodeAt(id).Length is > 0 and <= MostNumbers)
        {
            // The equation of a constant number says it already.
            if (tape.NodeAt(id).Length > 1 || LookOf(id) != DrawingLook.Constant)
            {
                lines.Add($"value {Numbers(tape.ValuesAt(id))}");
            }

            if (gradients is { } given && given.TryGetAt(id, out ReadOnlySpan<T> gradient))
            {
                lines.Add($"gradient {Numbers(gradient)}");
            }
        }

        return lines;
    }

    private static string Numbers(ReadOnlySpan<T> values)
    {
        StringBuilder text = new();
        foreach (T value in values)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(value.ToString("G4", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
