using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The distribution function of the standard normal distribution, element by element: (1 + erf(x / sqrt(2))) / 2. Slope: e^(-x^2 / 2) / sqrt(2 pi).</summary>
    /// <remarks>Accurate in the lower tail too, where the sum above cancels. 0 and 1 at the infinities, with slope 0. NaN in, NaN out.</remarks>
    public Variable<T> Phi() => Elementwise.Apply(this, default(PhiFunction));
}

/// <summary>The distribution function of the standard normal distribution, element by element: (1 + erf(x / sqrt(2))) / 2. Slope: e^(-x^2 / 2) / sqrt(2 pi).</summary>
public readonly struct PhiFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "phi";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Phi(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 0.3989422804014327 * N.Exp(-0.5 * (x * x));

    /// <inheritdoc/>
    public string Format(string x) => $"Phi({x})";
}
