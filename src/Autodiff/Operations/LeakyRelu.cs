using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x where x is positive, <paramref name="slope"/> x elsewhere, element by element.</summary>
    /// <param name="slope">The slope below 0, usually 0.01 or 0.1.</param>
    /// <remarks>Kink: the slope at 0 is <paramref name="slope"/>. NaN in, NaN out.</remarks>
    public Variable<T> LeakyRelu(double slope = 0.01) => Elementwise.Apply(this, new LeakyReluFunction(slope));
}

/// <summary>x where x is positive, slope x elsewhere. Slope: 1 where x is positive, else <paramref name="slope"/>.</summary>
/// <param name="slope">The slope below 0.</param>
public readonly struct LeakyReluFunction(double slope) : IElementary
{
    /// <inheritdoc/>
    public static string Name => "leakyrelu";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Select(x > 0.0, x, slope * x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(x > 0.0, 1.0, slope);

    /// <inheritdoc/>
    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"leakyrelu({x}, {slope})");
}
