using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>log(e^x + e^y), element by element, finite for finite operands of any size. Slopes: sigmoid(x - y) and sigmoid(y - x).</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>
    /// -infinity where both are -infinity, with slopes 0 as for <see cref="LogSumExp(int, bool)"/>; +infinity where either is. NaN if
    /// either is NaN. The operands broadcast by numpy's rules.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> LogAddExp(Operand<T> other) => Elementwise.Apply(this, other.On(this), default(LogAddExpFunction));
}

/// <summary>log(e^x + e^y). Slopes: sigmoid(x - y) and sigmoid(y - x).</summary>
public readonly struct LogAddExpFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "logaddexp";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Max(x, y) + N.LogP1(N.Exp(-N.Abs(Difference(x, y))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> =>
        N.Select(N.Equal(z, double.NegativeInfinity), 0.0, N.Sigmoid(Difference(x, y)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => SlopeX(y, x, z);

    /// <inheritdoc/>
    public string Format(string x, string y) => $"logaddexp({x}, {y})";

    // x - y, and 0 where both are the same infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Difference<N>(N x, N y)
        where N : struct, IReal<N>
    {
        Mask<N> same = N.Equal(x, y) & (N.Abs(x) >= double.PositiveInfinity);
        return N.Select(same, 0.0, x) - N.Select(same, 0.0, y);
    }
}
