using System.Globalization;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

/// <summary>
/// Reads the equations of a description of scalars and computes them, as a reader with pencil and paper would: powers before
/// signs before products before sums, and powers from the right.
/// </summary>
internal sealed class ScalarText(Dictionary<string, double> given)
{
    private readonly Dictionary<string, double> _values = new(given);
    private string _text = string.Empty;
    private int _at;

    public double this[string name] => _values[name];

    /// <summary>Computes all equations, forward and backward, in their order.</summary>
    public ScalarText Compute(string description)
    {
        foreach (string line in description.Split('\n').Select(line => line.TrimEnd()))
        {
            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            int adds = line.IndexOf(" += ", StringComparison.Ordinal);
            bool isSum = adds >= 0 && (equals < 0 || adds < equals);
            int sign = isSum ? adds : equals;
            if (sign < 0)
            {
                continue;
            }

            string name = line[..sign].Trim();
            string right = line[(sign + (isSum ? 4 : 3))..line.LastIndexOf('[')].Trim();
            double value = right is "variable" or "parameter" ? _values[name] : Evaluate(right);
            _values[name] = isSum ? _values[name] + value : value;
        }

        return this;
    }

    private double Evaluate(string text)
    {
        (_text, _at) = (text, 0);
        double value = Sum();
        return _at == _text.Length ? value : throw new FormatException($"'{text}' goes on at {_at}");
    }

    private double Sum()
    {
        double value = Product();
        while (true)
        {
            if (Take(" + "))
            {
                value += Product();
            }
            else if (Take(" - "))
            {
                value -= Product();
            }
            else
            {
                return value;
            }
        }
    }

    private double Product()
    {
        double value = Sign();
        while (true)
        {
            if (Take(" * "))
            {
                value *= Sign();
            }
            else if (Take(" / "))
            {
                value /= Sign();
            }
            else
            {
                return value;
            }
        }
    }

    private double Sign() => Take("-") ? -Sign() : Power();

    private double Power()
    {
        double value = Atom();
        return Take("^") ? Math.Pow(value, Sign()) : value;
    }

    private double Atom()
    {
        if (Take("("))
        {
            double value = Sum();
            Need(")");
            return value;
        }

        if (Take("|"))
        {
            double value = Sum();
            Need("|");
            return Math.Abs(value);
        }

        if (Take("["))
        {
            double left = Sum();
            bool greater = Take(" > ");
            bool atLeast = !greater && Take(" >= ");
            if (!greater && !atLeast)
            {
                Need(" = ");
            }

            double right = Sum();
            Need("]");
            return (greater ? left > right : atLeast ? left >= right : left == right) ? 1.0 : 0.0;
        }

        string word = Word();
        if (char.IsDigit(word[0]))
        {
            return double.Parse(word, CultureInfo.InvariantCulture);
        }

        return Take("(") ? Function(word) : _values[word];
    }

    private double Function(string name)
    {
        List<double> arguments = [Sum()];
        while (Take(", "))
        {
            // A shape is no number.
            int end = _text.IndexOf(']', _at);
            if (_text[_at] == '[' && _text[(_at + 1)..end].All(character => char.IsDigit(character) || character is ',' or ' '))
            {
                _at = end + 1;
                continue;
            }

            arguments.Add(Sum());
        }

        Need(")");
        double x = arguments[0];
        return name switch
        {
            "exp" => Math.Exp(x),
            "log" => Math.Log(x),
            "sqrt" => Math.Sqrt(x),
            "tanh" => Math.Tanh(x),
            "sigmoid" => 1 / (1 + Math.Exp(-x)),
            "softplus" => Math.Log(1 + Math.Exp(x)),
            "relu" => Math.Max(0, x),
            "log1p" => Math.Log(1 + x),
            "expm1" => Math.Exp(x) - 1,
            "sum" or "mean" or "broadcast" or "reshape" => x,
            "max" => Math.Max(x, arguments[1]),
            "min" => Math.Min(x, arguments[1]),
            "where" => x != 0.0 ? arguments[1] : arguments[2],
            "Swish" => x / (1 + Math.Exp(-x)),
            "PowerOfPower" => Math.Pow(Math.Pow(x, 3), 3),
            "Rational" => (x - arguments[1]) / ((x * arguments[1]) + 1),
            "Branch" => x > 0.5 ? x * x : x <= -1 ? -x : 0.5 * Math.Abs(x),
            "Blend" => x >= arguments[1] ? Math.Max(x, arguments[2]) * arguments[1] : Math.Min(arguments[1], arguments[2]) - x,
            "leakyrelu" => x > 0 ? x : arguments[1] * x,
            _ => throw new FormatException($"what is {name}?"),
        };
    }

    // Names, numbers and derivatives such as dE/dv3.
    private string Word()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.' or '/' || IsExponentSign()))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw new FormatException($"'{_text}' has nothing to read at {start}");

        bool IsExponentSign() => _text[_at] is '-' or '+' && _at > start && _text[_at - 1] == 'E' && char.IsDigit(_text[start]);
    }

    private bool Take(string part)
    {
        bool here = _text.AsSpan(_at).StartsWith(part, StringComparison.Ordinal);
        _at += here ? part.Length : 0;
        return here;
    }

    private void Need(string part)
    {
        if (!Take(part))
        {
            throw new FormatException($"'{_text}' needs {part} at {_at}");
        }
    }
}
