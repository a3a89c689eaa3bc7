using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic sine, element by element. Slope: cosh(x).</summary>
    /// <remarks>Accurate near 0. NaN in, NaN out.</remarks>
    public Variable<T> Sinh() => Elementwise.Apply(this, default(SinhFunction));
}

/// <summary>The hyperbolic sine, element by element. Slope: cosh(x).</summary>
public readonly struct SinhFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "sinh";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Sinh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Cosh(x);

    /// <inheritdoc/>
    public string Format(string x) => $"sinh({x})";
}
