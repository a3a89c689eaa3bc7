using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The error function, element by element: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. Slope: 2 / sqrt(pi) e^(-x^2).</summary>
    /// <remarks>-1 and 1 at the infinities, with slope 0. NaN in, NaN out.</remarks>
    public Variable<T> Erf() => Elementwise.Apply(this, default(ErfFunction));
}

/// <summary>The error function, element by element: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. Slope: 2 / sqrt(pi) e^(-x^2).</summary>
public readonly struct ErfFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "erf";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Erf(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.1283791670955126 * N.Exp(-(x * x));

    /// <inheritdoc/>
    public string Format(string x) => $"erf({x})";
}
