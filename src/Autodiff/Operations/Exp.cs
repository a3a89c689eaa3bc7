using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>e^x, element by element. Slope: e^x.</summary>
    /// <remarks>e^-infinity is 0; NaN in, NaN out.</remarks>
    public Variable<T> Exp() => Elementwise.Apply(this, default(ExpFunction));
}

/// <summary>e^x, element by element. Slope: e^x.</summary>
public readonly struct ExpFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "exp";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Exp(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => y;

    /// <inheritdoc/>
    public string Format(string x) => $"exp({x})";
}
