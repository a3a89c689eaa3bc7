using System.Globalization;

namespace AutoGrad.Optim;

/// <summary>Argument checks whose errors name the operation, the argument, its value and the caller's line.</summary>
internal static class Refuse
{
    /// <summary>A learning rate or another size: finite, 0 or more.</summary>
    public static double BadRate(string operation, string argument, double value) => double.IsFinite(value) && value >= 0.0
        ? value
        : throw OutOfRange(operation, argument, value, "must be finite and not negative");

    /// <summary>What a running mean keeps of its past: [0, 1).</summary>
    public static double BadMomentum(string operation, string argument, double value) => value is >= 0.0 and < 1.0
        ? value
        : throw OutOfRange(operation, argument, value, "must be at least 0 and less than 1");

    public static double NotPositive(string operation, string argument, double value) => value > 0.0
        ? value
        : throw OutOfRange(operation, argument, value, "must be positive");

    public static int Below(string operation, string argument, int value, int least) => value >= least
        ? value
        : throw OutOfRange(operation, argument, value, string.Create(CultureInfo.InvariantCulture, $"must be at least {least}"));

    public static ArgumentOutOfRangeException OutOfRange<TValue>(string operation, string argument, TValue value, string rule)
        where TValue : IFormattable => new(
            argument, CallerLocation.Append($"{operation}: {argument} {rule}, but is {value.ToString(null, CultureInfo.InvariantCulture)}."));

    public static InvalidOperationException Use(string complaint) => new(CallerLocation.Append(complaint));
}
