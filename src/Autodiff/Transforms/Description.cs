using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad.Autodiff;

public sealed partial class Tape<T>
{
    /// <summary>
    /// The recording as text: the forward equations, one a value, and below them the backward equations that its rules generate
    /// for the result that was differentiated last (else the last scalar).
    /// </summary>
    /// <remarks>Values go by their names, else by v and a number; dE/dw is the derivative of the result E with respect to w, ' a transpose, @ a matrix product.</remarks>
    public string Describe()
    {
        for (int id = Math.Min(_count, (LastResult ?? _count - 1) + 1) - 1; id >= 0; id--)
        {
            if (_nodes[id].Operation is not null && (_nodes[id].Kind & NodeKind.Differentiable) != 0 && (_nodes[id].Length == 1 || id == LastResult))
            {
                return new Description<T>(this, id).ToString();
            }
        }

        return new Description<T>(this, null).ToString();
    }

    /// <summary>The forward equations of the recording and the backward equations of the given result.</summary>
    /// <param name="result">What is differentiated.</param>
    /// <exception cref="RecordingException">The variable is of another tape or an earlier recording.</exception>
    public string Describe(Variable<T> result)
    {
        Operand(result, nameof(Describe));
        return new Description<T>(this, result.Id).ToString();
    }
}

/// <summary>
/// Writes a recording as equations. The backward equations are not written by hand anywhere: the rules run recorded, and what
/// they recorded is read back as text and then forgotten.
/// </summary>
internal sealed class Description<T>(Tape<T> tape, int? result)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Marks around an operand, which no name contains.
    private const char Open = '\u0001';
    private const char Close = '\u0002';

    private const int LongestExpression = 100;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<int, string> _computed = [];
    private int _temporaries;
    private readonly int _recorded = tape.NodeCount;
    private int _seedId = -1;
    private string _seedName = string.Empty;

    public override string ToString()
    {
        _text.AppendLine("forward");
        for (int id = 0; id < _recorded; id++)
        {
            Line(NameOf(id), "=", RightSide(id), tape.SizesAt(id));
        }

        if (tape.ScalarCount > 0)
        {
            _text.AppendLine(CultureInfo.InvariantCulture, $"  and {tape.ScalarCount:N0} scalar operations, which are not listed");
        }

        // Within an inference scope nothing is recorded, not even for its text.
        if (result is { } from && tape.IsRecording)
        {
            _text.AppendLine("backward");
            tape.Sweep.Describe(tape.VariableAt(from), this);
        }

        return _text.ToString();
    }

    /// <summary>The sweep enters the rule of a node, with the adjoint of its output.</summary>
    public void EnterRule(int id, int seed)
    {
        _seedId = seed;
        _seedName = AdjointOf(id);
    }

    /// <summary>The sweep begins at the result.</summary>
    public void Begin() => Line(AdjointOf(result!.Value), "=", "1", tape.SizesAt(result.Value));

    /// <summary>A rule contributes to the adjoint of a node.</summary>
    public void Contribute(int id, int contribution, bool isFirst) =>
        Line(AdjointOf(id), isFirst ? "=" : "+=", Expression(contribution), tape.SizesAt(id));

    /// <summary>The forward equation of a value.</summary>
    public string Equation(int id) => $"{NameOf(id)} = {RightSide(id)}";

    private void Line(string left, string sign, string right, ReadOnlySpan<int> sizes)
    {
        string equation = $"  {left} {sign} {right}";
        _text.Append(equation.PadRight(60)).Append(' ').AppendLine(Shape.Format(sizes));
    }

    private string AdjointOf(int id) => $"d{NameOf(result!.Value)}/d{NameOf(id)}";

    private string NameOf(int id) => tape.NameAt(id) ?? string.Create(CultureInfo.InvariantCulture, $"v{id}");

    private string RightSide(int id)
    {
        ref readonly Node<T> node = ref tape.NodeAt(id);
        if (node.Operation is { } operation)
        {
            string[] operands = new string[Tape<T>.OperandCount(in node)];
            for (int operand = 0; operand < operands.Length; operand++)
            {
                operands[operand] = $"{Open}{Expression(tape.OperandAt(in node, operand))}{Close}";
            }

            return Resolve(operation.Format(tape, id, operands));
        }

        return (node.Kind & NodeKind.Parameter) != 0 ? "parameter"
            : (node.Kind & NodeKind.Differentiable) != 0 ? "variable"
            : node.Length == 1 ? tape.ValuesAt(id)[0].ToString(null, CultureInfo.InvariantCulture)
            : "constant";
    }

    // What the rules computed has no name: it is written where it is used, or, if it is long, on a line of its own before.
    private string Expression(int id)
    {
        if (id == _seedId)
        {
            return _seedName;
        }

        if (id < _recorded || tape.NameAt(id) is not null)
        {
            return NameOf(id);
        }

        if (!_computed.TryGetValue(id, out string? text))
        {
            text = RightSide(id);
            if (text.Length > LongestExpression)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"t{++_temporaries}");
                Line(name, "=", text, tape.SizesAt(id));
                text = name;
            }

            _computed[id] = text;
        }

        return text;
    }

    /// <summary>
    /// The equation with parentheses where they are needed: an operand between marks gets them unless it is all there is, a whole
    /// argument, or of one piece.
    /// </summary>
    private static string Resolve(string text)
    {
        for (int open = text.IndexOf(Open); open >= 0; open = text.IndexOf(Open))
        {
            int close = text.IndexOf(Close, open);
            string inner = text[(open + 1)..close];
            char before = open == 0 ? '(' : text[open - 1];
            char after = close == text.Length - 1 ? ')' : text[close + 1];
            bool isArgument = (before == '(' || text[..open].EndsWith(", ", StringComparison.Ordinal)) && after is ')' or ',';
            bool isRaised = after is '^' or '\'';
            bool parentheses = !isArgument && (inner.StartsWith('-') || Contains(inner, " ") || (isRaised && Contains(inner, "^/")));
            text = $"{text[..open]}{(parentheses ? $"({inner})" : inner)}{text[(close + 1)..]}";
        }

        return text;
    }

    // Whether one of the characters stands outside of all brackets.
    private static bool Contains(string text, string characters)
    {
        int depth = 0;
        foreach (char character in text)
        {
            depth += character is '(' or '[' ? 1 : character is ')' or ']' ? -1 : 0;
            if (depth == 0 && characters.Contains(character))
            {
                return true;
            }
        }

        return false;
    }
}
