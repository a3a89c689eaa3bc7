using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>e^x - 1, element by element, accurate near 0. Slope: e^x.</summary>
    /// <remarks>NaN in, NaN out.</remarks>
    public Variable<T> ExpM1() => Elementwise.Apply(this, default(ExpM1Function));
}

/// <summary>e^x - 1, element by element, accurate near 0. Slope: e^x.</summary>
public readonly struct ExpM1Function : IElementary
{
    /// <inheritdoc/>
    public static string Name => "expm1";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.ExpM1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => N.Exp(x);

    /// <inheritdoc/>
    public string Format(string x) => $"expm1({x})";
}
