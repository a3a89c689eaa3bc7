using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>log(1 + e^x), element by element. Slope: sigmoid(x).</summary>
    /// <remarks>Finite for every finite x; a smooth relu.</remarks>
    public Variable<T> Softplus() => Elementwise.Apply(this, default(SoftplusFunction));
}

/// <summary>log(1 + e^x), element by element. Slope: sigmoid(x).</summary>
public readonly struct SoftplusFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "softplus";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Softplus(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Sigmoid(x);

    /// <inheritdoc/>
    public string Format(string x) => $"softplus({x})";
}
