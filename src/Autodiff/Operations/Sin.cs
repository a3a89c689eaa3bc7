using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The sine, element by element, x in radians. Slope: cos(x).</summary>
    /// <remarks>Accurate for every finite x, however large. NaN at the infinities.</remarks>
    public Variable<T> Sin() => Elementwise.Apply(this, default(SinFunction));
}

/// <summary>The sine, element by element, x in radians. Slope: cos(x).</summary>
public readonly struct SinFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "sin";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Sin(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Cos(x);

    /// <inheritdoc/>
    public string Format(string x) => $"sin({x})";
}
