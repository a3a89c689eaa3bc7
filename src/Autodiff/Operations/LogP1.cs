using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>log(1 + x), element by element, accurate near 0. Slope: 1 / (1 + x).</summary>
    /// <remarks>-infinity at -1, NaN below.</remarks>
    public Variable<T> LogP1() => Elementwise.Apply(this, default(LogP1Function));
}

/// <summary>log(1 + x), element by element, accurate near 0. Slope: 1 / (1 + x).</summary>
public readonly struct LogP1Function : IElementary
{
    /// <inheritdoc/>
    public static string Name => "logp1";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.LogP1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 / (1.0 + x);

    /// <inheritdoc/>
    public string Format(string x) => $"log1p({x})";
}
