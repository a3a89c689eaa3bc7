using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The greater of x and y, element by element. Slopes: 1 to the greater, 0 to the other.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A tie gives half of the slope to each. NaN if either is NaN. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Maximum(Operand<T> other) => Elementwise.Apply(this, other.On(this), default(MaximumFunction));

    /// <inheritdoc cref="Maximum(Operand{T})"/>
    public Variable<T> Maximum(T other) => Maximum((Operand<T>)double.CreateTruncating(other));
}

/// <summary>The greater of x and y; at a tie each has half of the slope.</summary>
public readonly struct MaximumFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "maximum";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Max(x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => N.Select(x > y, 1.0, N.Select(N.Equal(x, y), 0.5, 0.0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => N.Select(y > x, 1.0, N.Select(N.Equal(x, y), 0.5, 0.0));

    /// <inheritdoc/>
    public string Format(string x, string y) => $"max({x}, {y})";
}
