using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The sign, element by element: -1, 0 or 1. Slope: 0.</summary>
    /// <remarks>0 at 0 (with its sign). The slope is 0 at the jump too. NaN in, NaN out.</remarks>
    public Variable<T> Sign() => Elementwise.Apply(this, default(SignFunction));
}

/// <summary>The sign, element by element: -1, 0 or 1. Slope: 0.</summary>
public readonly struct SignFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "sign";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Select(x > 0.0, 1.0, N.Select(x < 0.0, -1.0, x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 0.0;

    /// <inheritdoc/>
    public string Format(string x) => $"sign({x})";
}
