using System.Globalization;
using System.Numerics;

namespace AutoGrad.Tests.Properties;

/// <summary>Comparisons of arrays that say where and by how much they differ.</summary>
internal static class Near
{
    /// <summary>Each entry within <paramref name="tolerance"/> times the scale: 1 and the greatest expected number.</summary>
    public static void Assert<T>(string what, ReadOnlySpan<double> expected, ReadOnlySpan<T> actual, double tolerance, double scale = 1.0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (expected.Length != actual.Length)
        {
            throw new PropertyFailedException($"{what}: {actual.Length} numbers instead of {expected.Length}.");
        }

        foreach (double number in expected)
        {
            scale = Math.Max(scale, Math.Abs(number));
        }

        for (int index = 0; index < expected.Length; index++)
        {
            double got = double.CreateTruncating(actual[index]);
            if (!(Math.Abs(got - expected[index]) <= tolerance * scale))
            {
                throw new PropertyFailedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}: entry {index} is {got:R} and should be {expected[index]:R} (error {Math.Abs(got - expected[index]):E2}, allowed {tolerance * scale:E2})."));
            }
        }
    }

    /// <summary>The same bits everywhere.</summary>
    public static void AssertSameBits<T>(string what, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (expected.Length != actual.Length)
        {
            throw new PropertyFailedException($"{what}: {actual.Length} numbers instead of {expected.Length}.");
        }

        for (int index = 0; index < expected.Length; index++)
        {
            if (!EqualityComparer<T>.Default.Equals(expected[index], actual[index]) || T.IsNegative(expected[index]) != T.IsNegative(actual[index]))
            {
                throw new PropertyFailedException(string.Create(
                    CultureInfo.InvariantCulture, $"{what}: entry {index} is {actual[index]} and should be {expected[index]}, bit by bit."));
            }
        }
    }
}
