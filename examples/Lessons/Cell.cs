using System.Globalization;

namespace AutoGrad.Lessons;

/// <summary>How a value stands in a table.</summary>
public static class Cell
{
    /// <summary>
    /// Five significant digits of a number, all digits of a whole one, <c>yes</c> or <c>no</c>, else the value's own text.
    /// </summary>
    /// <param name="value">A number, a truth value or a text.</param>
    public static string Text(object? value) => value switch
    {
        double number when Math.Abs(number) < 1e9 && double.IsInteger(number) => number.ToString("F0", CultureInfo.InvariantCulture),
        double number => number.ToString("G5", CultureInfo.InvariantCulture),
        float number => Text((double)number),
        bool holds => holds ? "yes" : "no",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? string.Empty,
    };
}
