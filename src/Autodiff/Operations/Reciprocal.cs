using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>1 / x, element by element. Slope: -1 / x^2.</summary>
    /// <remarks>By the IEEE rules: infinite at 0 with slope -infinity, no exception. NaN in, NaN out.</remarks>
    public Variable<T> Reciprocal() => Elementwise.Apply(this, default(ReciprocalFunction));
}

/// <summary>1 / x, element by element. Slope: -1 / x^2.</summary>
public readonly struct ReciprocalFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "reciprocal";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Output;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => 1.0 / x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -(y * y);

    /// <inheritdoc/>
    public string Format(string x) => $"1 / {x}";
}
