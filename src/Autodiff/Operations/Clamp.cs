using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x, but not less than <paramref name="minimum"/> and not greater than <paramref name="maximum"/>, element by element.</summary>
    /// <param name="minimum">The least value, or nothing.</param>
    /// <param name="maximum">The greatest value, or nothing.</param>
    /// <remarks>Slope: 1 within the bounds and at them, 0 outside (also towards NaN). NaN in, NaN out.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A bound is NaN, or the least value is greater than the greatest.</exception>
    public Variable<T> Clamp(double? minimum = null, double? maximum = null)
    {
        double least = minimum ?? double.NegativeInfinity;
        double greatest = maximum ?? double.PositiveInfinity;
        return least <= greatest
            ? Elementwise.Apply(this, new ClampFunction(least, greatest))
            : throw new ArgumentOutOfRangeException(
                nameof(minimum),
                CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"Clamp: the bounds {least} and {greatest} are not in order.")));
    }
}

/// <summary>x, but not less than a minimum and not greater than a maximum. Slope: 1 within the bounds and at them, 0 outside.</summary>
/// <param name="minimum">The least value; may be -infinity.</param>
/// <param name="maximum">The greatest value; may be infinity.</param>
public readonly struct ClampFunction(double minimum, double maximum) : IElementary
{
    /// <inheritdoc/>
    public static string Name => "clamp";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Min(N.Max(x, minimum), maximum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Select((x >= minimum) & (x <= maximum), 1.0, 0.0);

    /// <inheritdoc/>
    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"clamp({x}, {minimum}, {maximum})");
}
