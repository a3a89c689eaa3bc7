using System.Globalization;

namespace AutoGrad.Viz;

/// <summary>Argument errors that name the operation, the argument and the caller's line.</summary>
internal static class Refuse
{
    public static void Lengths(string operation, string first, int firstLength, string second, int secondLength)
    {
        if (firstLength != secondLength)
        {
            throw Argument(operation, second, $"{first} has {firstLength} entries and {second} {secondLength}");
        }
    }

    public static void Below(string operation, string argument, int value, int least)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(
                argument, CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"{operation}: {argument} must be at least {least}, but is {value}.")));
        }
    }

    public static ArgumentException Argument(string operation, string argument, string complaint) =>
        new(CallerLocation.Append($"{operation}: {complaint}."), argument);
}
