using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The angle in [-pi/2, pi/2] whose tangent is x, element by element. Slope: 1 / (1 + x^2).</summary>
    /// <remarks>-pi/2 and pi/2 at the infinities, with slope 0. NaN in, NaN out.</remarks>
    public Variable<T> Atan() => Elementwise.Apply(this, default(AtanFunction));
}

/// <summary>The angle in [-pi/2, pi/2] whose tangent is x, element by element. Slope: 1 / (1 + x^2).</summary>
public readonly struct AtanFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "atan";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Atan(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 / (1.0 + (x * x));

    /// <inheritdoc/>
    public string Format(string x) => $"atan({x})";
}
