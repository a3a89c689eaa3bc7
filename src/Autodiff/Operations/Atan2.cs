using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The angle in [-pi, pi] of the point (x, y), element by element: this is y. Slopes: x / (x^2 + y^2) and -y / (x^2 + y^2).</summary>
    /// <param name="x">x: a variable, a parameter or a number.</param>
    /// <remarks>
    /// By the rules of <see cref="Math.Atan2"/> at the axes and for signed zeros. Points of any size have accurate slopes; at the
    /// origin they are NaN. The operands broadcast by numpy's rules.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Atan2(Operand<T> x) => Elementwise.Apply(this, x.On(this), default(Atan2Function));
}

/// <summary>The angle of the point (x, y), y first. Slopes: x / (x^2 + y^2) towards y and -y / (x^2 + y^2) towards x.</summary>
public readonly struct Atan2Function : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "atan2";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N y, N x)
        where N : struct, IReal<N> => N.Atan2(y, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N y, N x, N angle)
        where N : struct, IReal<N> => OverSquaredDistance(x, y, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N y, N x, N angle)
        where N : struct, IReal<N> => -OverSquaredDistance(y, y, x);

    /// <inheritdoc/>
    public string Format(string y, string x) => $"atan2({y}, {x})";

    // In units of the greater coordinate: the squares neither overflow nor vanish both.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N OverSquaredDistance<N>(N coordinate, N y, N x)
        where N : struct, IReal<N>
    {
        N unit = N.Max(N.Abs(x), N.Abs(y));
        N u = x / unit;
        N v = y / unit;
        return coordinate / unit / ((u * u) + (v * v)) / unit;
    }
}
