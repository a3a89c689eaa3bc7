using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x where x is positive, <paramref name="alpha"/> (e^x - 1) elsewhere, element by element. Slope: 1, and <paramref name="alpha"/> e^x.</summary>
    /// <param name="alpha">The constant: the function falls to its negative.</param>
    /// <remarks>Kink: the slope at 0 is <paramref name="alpha"/>. NaN in, NaN out.</remarks>
    public Variable<T> Elu(double alpha = 1.0) => Elementwise.Apply(this, new EluFunction(alpha));
}

/// <summary>x where x is positive, alpha (e^x - 1) elsewhere. Slope: 1, and alpha e^x.</summary>
/// <param name="alpha">The constant.</param>
public readonly struct EluFunction(double alpha) : IElementary
{
    /// <inheritdoc/>
    public static string Name => "elu";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    // The exponential sees nothing positive, so that it is finite, and with it what its derivatives are multiplied by.

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N>
    {
        Mask<N> isPositive = x > 0.0;
        return N.Select(isPositive, x, alpha * N.ExpM1(N.Select(isPositive, 0.0, x)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N>
    {
        Mask<N> isPositive = x > 0.0;
        return N.Select(isPositive, 1.0, alpha * N.Exp(N.Select(isPositive, 0.0, x)));
    }

    /// <inheritdoc/>
    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"elu({x}, {alpha})");
}
