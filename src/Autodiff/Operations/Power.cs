using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x^p, element by element. Slope: p x^(p - 1).</summary>
    /// <param name="exponent">The constant p.</param>
    /// <remarks>x^0 is 1 with slope 0 for every x; by the rules of <see cref="Math.Pow"/> otherwise.</remarks>
    public Variable<T> Pow(double exponent) => Elementwise.Apply(this, new PowerOfNumber(exponent));

    /// <summary>x^y, element by element. Slopes: y x^(y - 1) and x^y log(x).</summary>
    /// <param name="exponent">y: a variable, a parameter or a number.</param>
    /// <remarks>x^0 is 1 with slope 0 towards x for every x; 0^y has slope 0 towards y for y &gt;= 0. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Pow(Operand<T> exponent) =>
        exponent.IsNumber ? Pow(exponent.Number) : Elementwise.Apply(this, exponent.On(this), default(PowerFunction));
}

/// <summary>x^y. Slopes: y x^(y - 1) and x^y log(x).</summary>
public readonly struct PowerFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "power";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Pow(x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N>
    {
        // Where y is 0 and 1 / x not finite, x^(y - 1) is taken to be 1: y makes it 0, in derivatives of any order.
        N exponent = N.Select(N.Abs(x) > 1e-30, y, N.Select(N.Equal(y, 0.0), 1.0, y));
        return y * N.Pow(x, exponent - 1.0);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => z * N.Log(N.Select(N.Equal(x, 0.0) & (y >= 0.0), 1.0, x));

    /// <inheritdoc/>
    public string Format(string x, string y) => $"{x}^{y}";
}

/// <summary>x^p. Slope: p x^(p - 1), and 0 for p = 0.</summary>
/// <param name="exponent">The constant p.</param>
internal readonly struct PowerOfNumber(double exponent) : IElementary
{
    public static string Name => "power";

    public static Reads Reads => Reads.Input;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => Power(x, exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => exponent == 0.0 ? 0.0 : exponent == 1.0 ? 1.0 : exponent * Power(x, exponent - 1.0);

    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"{x}^{exponent}");

    // The small powers that forward passes are full of are products; the test is the same for all elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Power<N>(N x, double exponent)
        where N : struct, IReal<N> => exponent switch
        {
            1.0 => x,
            2.0 => x * x,
            3.0 => x * x * x,
            _ => N.Pow(x, exponent),
        };
}
