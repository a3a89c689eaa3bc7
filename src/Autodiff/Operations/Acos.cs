using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The angle in [0, pi] whose cosine is x, element by element. Slope: -1 / sqrt(1 - x^2).</summary>
    /// <remarks>The slope at -1 and 1 is -infinity; beyond them value and slope are NaN; no exception.</remarks>
    public Variable<T> Acos() => Elementwise.Apply(this, default(AcosFunction));
}

/// <summary>The angle in [0, pi] whose cosine is x, element by element. Slope: -1 / sqrt(1 - x^2).</summary>
public readonly struct AcosFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "acos";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Acos(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -1.0 / N.Sqrt((1.0 - x) * (1.0 + x));

    /// <inheritdoc/>
    public string Format(string x) => $"acos({x})";
}
