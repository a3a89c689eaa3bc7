using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The tangent, element by element, x in radians. Slope: 1 + y^2.</summary>
    /// <remarks>Accurate for every finite x, however large; no number is exactly a pole. NaN at the infinities.</remarks>
    public Variable<T> Tan() => Elementwise.Apply(this, default(TanFunction));
}

/// <summary>The tangent, element by element, x in radians. Slope: 1 + y^2.</summary>
public readonly struct TanFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "tan";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Tan(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 + (y * y);

    /// <inheritdoc/>
    public string Format(string x) => $"tan({x})";
}
