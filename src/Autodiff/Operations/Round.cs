using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The nearest integer, element by element; the even one of two, as <see cref="Math.Round(double)"/> does. Slope: 0.</summary>
    /// <remarks>The slope is 0 at the jumps too. NaN in, NaN out.</remarks>
    public Variable<T> Round() => Elementwise.Apply(this, default(RoundFunction));
}

/// <summary>The nearest integer, element by element; the even one of two, as <see cref="Math.Round(double)"/> does. Slope: 0.</summary>
public readonly struct RoundFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "round";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Round(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 0.0;

    /// <inheritdoc/>
    public string Format(string x) => $"round({x})";
}
