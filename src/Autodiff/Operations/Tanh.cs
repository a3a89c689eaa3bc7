using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic tangent, element by element. Slope: 1 - y^2.</summary>
    /// <remarks>Finite for every x; the slope vanishes as |x| grows.</remarks>
    public Variable<T> Tanh() => Elementwise.Apply(this, default(TanhFunction));
}

/// <summary>The hyperbolic tangent, element by element. Slope: 1 - y^2.</summary>
public readonly struct TanhFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "tanh";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Tanh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 - (y * y);

    /// <inheritdoc/>
    public string Format(string x) => $"tanh({x})";
}
