using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>1 / sqrt(x), element by element. Slope: -1 / (2 x sqrt(x)).</summary>
    /// <remarks>+infinity at 0 with slope -infinity; below 0 value and slope are NaN; no exception.</remarks>
    public Variable<T> Rsqrt() => Elementwise.Apply(this, default(RsqrtFunction));
}

/// <summary>1 / sqrt(x), element by element. Slope: -1 / (2 x sqrt(x)).</summary>
public readonly struct RsqrtFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "rsqrt";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => 1.0 / N.Sqrt(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -0.5 * (y * y * y);

    /// <inheritdoc/>
    public string Format(string x) => $"1 / sqrt({x})";
}
