using System.Globalization;
using System.Numerics;

namespace AutoGrad.Data;

/// <summary>Argument errors that name the operation, the argument, its value and the caller's line.</summary>
internal static class Refuse
{
    public static void Below<T>(string operation, string argument, T value, T least)
        where T : INumber<T>
    {
        // Not `value < least`: NaN is refused too.
        if (!(value >= least))
        {
            throw OutOfRange(operation, argument, value, $"must be at least {Text(least)}");
        }
    }

    public static ArgumentOutOfRangeException OutOfRange<T>(string operation, string argument, T value, string rule)
        where T : INumber<T>
        => new(argument, CallerLocation.Append($"{operation}: {argument} {rule}, but is {Text(value)}."));

    public static ArgumentException Argument(string operation, string argument, string complaint) =>
        new(CallerLocation.Append($"{operation}: {complaint}."), argument);

    private static string Text<T>(T value)
        where T : INumber<T>
        => value.ToString(null, CultureInfo.InvariantCulture);
}
