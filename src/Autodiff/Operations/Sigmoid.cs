using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The logistic function 1 / (1 + e^-x), element by element. Slope: y (1 - y).</summary>
    /// <remarks>Finite for every x.</remarks>
    public Variable<T> Sigmoid() => Elementwise.Apply(this, default(SigmoidFunction));
}

/// <summary>The logistic function 1 / (1 + e^-x), element by element. Slope: y (1 - y).</summary>
public readonly struct SigmoidFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "sigmoid";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Sigmoid(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => y * (1.0 - y);

    /// <inheritdoc/>
    public string Format(string x) => $"sigmoid({x})";
}
