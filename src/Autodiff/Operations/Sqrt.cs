using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The square root, element by element. Slope: 1 / (2 sqrt(x)).</summary>
    /// <remarks>The slope at 0 is +infinity; below 0 value and slope are NaN; no exception.</remarks>
    public Variable<T> Sqrt() => Elementwise.Apply(this, default(SqrtFunction));
}

/// <summary>The square root, element by element. Slope: 1 / (2 sqrt(x)).</summary>
public readonly struct SqrtFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "sqrt";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Sqrt(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 0.5 / y;

    /// <inheritdoc/>
    public string Format(string x) => $"sqrt({x})";
}
