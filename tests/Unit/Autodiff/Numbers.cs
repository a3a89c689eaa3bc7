using System.Globalization;
using System.Numerics;

namespace AutoGrad.Tests.Unit.Autodiff;

/// <summary>Compares arrays of numbers: lengths, values to a tolerance relative above 1, infinities and NaN by name.</summary>
internal static class Numbers
{
    public static void Equal<T>(ReadOnlySpan<double> expected, ReadOnlySpan<T> actual, double tolerance = 1e-13)
        where T : INumberBase<T>
    {
        bool same = expected.Length == actual.Length;
        for (int index = 0; same && index < expected.Length; index++)
        {
            same = Near(expected[index], double.CreateTruncating(actual[index]), tolerance);
        }

        if (!same)
        {
            Assert.Fail($"expected [{Text(expected)}], found [{Text(actual)}], tolerance {tolerance.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public static void Equal(double expected, double actual, double tolerance = 1e-13) => Equal<double>([expected], [actual], tolerance);

    public static void Equal(double[,] expected, double[,] actual, double tolerance = 1e-13)
    {
        Assert.Equal(expected.GetLength(0), actual.GetLength(0));
        Assert.Equal(expected.GetLength(1), actual.GetLength(1));
        Equal<double>([.. expected.Cast<double>()], [.. actual.Cast<double>()], tolerance);
    }

    private static bool Near(double expected, double actual, double tolerance) =>
        double.IsNaN(expected) ? double.IsNaN(actual)
        : expected == actual || Math.Abs(expected - actual) <= tolerance * Math.Max(1.0, Math.Abs(expected));

    private static string Text<T>(ReadOnlySpan<T> numbers)
        where T : INumberBase<T>
    {
        List<string> texts = [];
        foreach (T number in numbers[..Math.Min(numbers.Length, 40)])
        {
            texts.Add(number.ToString(null, CultureInfo.InvariantCulture));
        }

        return string.Join(", ", texts);
    }
}
