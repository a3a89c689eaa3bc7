using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>|x|, element by element. Slope: the sign of x.</summary>
    /// <remarks>Kink: the slope at 0 is 0. NaN in, NaN out.</remarks>
    public Variable<T> Abs() => Elementwise.Apply(this, default(AbsFunction));
}

/// <summary>|x|, element by element. Slope: the sign of x.</summary>
public readonly struct AbsFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "abs";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Abs(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(x > 0.0, 1.0, N.Select(x < 0.0, -1.0, x * 0.0));

    /// <inheritdoc/>
    public string Format(string x) => $"|{x}|";
}
