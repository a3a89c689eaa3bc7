using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>max(0, x), element by element. Slope: 1 where x is positive, else 0.</summary>
    /// <remarks>Kink: the slope at 0 is 0. NaN in, NaN out.</remarks>
    public Variable<T> Relu() => Elementwise.Apply(this, default(ReluFunction));
}

/// <summary>max(0, x), element by element. Slope: 1 where x is positive, else 0.</summary>
public readonly struct ReluFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "relu";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Max(0.0, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(y > 0.0, 1.0, 0.0);

    /// <inheritdoc/>
    public string Format(string x) => $"relu({x})";
}
