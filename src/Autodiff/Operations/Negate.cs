using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>-x, element by element.</summary>
    public static Variable<T> operator -(Variable<T> x) => Elementwise.Apply(x, default(NegateFunction));
}

/// <summary>-x. Slope: -1.</summary>
public readonly struct NegateFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "negate";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => -x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -1.0;

    /// <inheritdoc/>
    public string Format(string x) => $"-{x}";
}
