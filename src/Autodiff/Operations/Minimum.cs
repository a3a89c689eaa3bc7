using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The lesser of x and y, element by element. Slopes: 1 to the lesser, 0 to the other.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A tie gives half of the slope to each. NaN if either is NaN. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Minimum(Operand<T> other) => Elementwise.Apply(this, other.On(this), default(MinimumFunction));

    /// <inheritdoc cref="Minimum(Operand{T})"/>
    public Variable<T> Minimum(T other) => Minimum((Operand<T>)double.CreateTruncating(other));
}

/// <summary>The lesser of x and y; at a tie each has half of the slope.</summary>
public readonly struct MinimumFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "minimum";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Min(x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => N.Select(x < y, 1.0, N.Select(N.Equal(x, y), 0.5, 0.0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => N.Select(y < x, 1.0, N.Select(N.Equal(x, y), 0.5, 0.0));

    /// <inheritdoc/>
    public string Format(string x, string y) => $"min({x}, {y})";
}
