using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic cosine, element by element. Slope: sinh(x).</summary>
    /// <remarks>NaN in, NaN out.</remarks>
    public Variable<T> Cosh() => Elementwise.Apply(this, default(CoshFunction));
}

/// <summary>The hyperbolic cosine, element by element. Slope: sinh(x).</summary>
public readonly struct CoshFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "cosh";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Cosh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Sinh(x);

    /// <inheritdoc/>
    public string Format(string x) => $"cosh({x})";
}
