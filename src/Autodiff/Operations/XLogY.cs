using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x log(y), element by element, and 0 where x is 0: the terms of entropies. Slopes: log(y) and x / y.</summary>
    /// <param name="y">y: a variable, a parameter or a number.</param>
    /// <remarks>
    /// Where x is 0, the value is 0 for every y but NaN, also 0, negative and infinite; both slopes are 0 where x is 0 and y is 0, and
    /// that towards x where y is negative. Else NaN where y is negative, NaN in, NaN out. The operands broadcast by numpy's rules.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> XLogY(Operand<T> y) => Elementwise.Apply(this, y.On(this), default(XLogYFunction));
}

/// <summary>x log(y), and 0 where x is 0. Slopes: log(y) and x / y.</summary>
public readonly struct XLogYFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "xlogy";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    // The argument is exchanged, not the result: derivatives of what is not taken would be infinite times 0.

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> =>
        x * N.Log(N.Select(N.Equal(x, 0.0) & ((y <= 0.0) | N.Equal(y, double.PositiveInfinity)), 1.0, y));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => N.Log(N.Select(N.Equal(x, 0.0) & (y <= 0.0), 1.0, y));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => x / N.Select(N.Equal(x, 0.0) & N.Equal(y, 0.0), 1.0, y);

    /// <inheritdoc/>
    public string Format(string x, string y) => $"{x} log({y})";
}
