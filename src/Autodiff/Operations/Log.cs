using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The natural logarithm, element by element. Slope: 1 / x.</summary>
    /// <remarks>-infinity at 0 (slope +infinity), NaN below 0; no exception.</remarks>
    public Variable<T> Log() => Elementwise.Apply(this, default(LogFunction));
}

/// <summary>The natural logarithm, element by element. Slope: 1 / x.</summary>
public readonly struct LogFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "log";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Log(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 / x;

    /// <inheritdoc/>
    public string Format(string x) => $"log({x})";
}
