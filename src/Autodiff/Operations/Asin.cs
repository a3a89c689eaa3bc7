using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The angle in [-pi/2, pi/2] whose sine is x, element by element. Slope: 1 / sqrt(1 - x^2).</summary>
    /// <remarks>The slope at -1 and 1 is +infinity; beyond them value and slope are NaN; no exception.</remarks>
    public Variable<T> Asin() => Elementwise.Apply(this, default(AsinFunction));
}

/// <summary>The angle in [-pi/2, pi/2] whose sine is x, element by element. Slope: 1 / sqrt(1 - x^2).</summary>
public readonly struct AsinFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "asin";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Asin(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 / N.Sqrt((1.0 - x) * (1.0 + x));

    /// <inheritdoc/>
    public string Format(string x) => $"asin({x})";
}
