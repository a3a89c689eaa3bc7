using System.Globalization;

namespace AutoGrad.Training;

/// <summary>Argument errors that name the operation, the argument, its value and the caller's line.</summary>
internal static class Refuse
{
    public static ArgumentOutOfRangeException OutOfRange<TValue>(string operation, string argument, TValue value, string rule)
        where TValue : IFormattable => new(
            argument, CallerLocation.Append($"{operation}: {argument} {rule}, but is {value.ToString(null, CultureInfo.InvariantCulture)}."));

    public static int Below(string operation, string argument, int value, int least) => value >= least
        ? value
        : throw OutOfRange(operation, argument, value, string.Create(CultureInfo.InvariantCulture, $"must be at least {least}"));
}
