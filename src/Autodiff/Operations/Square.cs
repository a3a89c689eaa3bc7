using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x^2, element by element. Slope: 2 x.</summary>
    /// <remarks>NaN in, NaN out.</remarks>
    public Variable<T> Square() => Elementwise.Apply(this, default(SquareFunction));
}

/// <summary>x^2, element by element. Slope: 2 x.</summary>
public readonly struct SquareFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "square";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => x * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 2.0 * x;

    /// <inheritdoc/>
    public string Format(string x) => $"{x}^2";
}
