using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The cosine, element by element, x in radians. Slope: -sin(x).</summary>
    /// <remarks>Accurate for every finite x, however large. NaN at the infinities.</remarks>
    public Variable<T> Cos() => Elementwise.Apply(this, default(CosFunction));
}

/// <summary>The cosine, element by element, x in radians. Slope: -sin(x).</summary>
public readonly struct CosFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "cos";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Cos(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -N.Sin(x);

    /// <inheritdoc/>
    public string Format(string x) => $"cos({x})";
}
