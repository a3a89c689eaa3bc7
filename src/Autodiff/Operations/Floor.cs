using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The greatest integer that is not greater than x, element by element. Slope: 0.</summary>
    /// <remarks>The slope is 0 at the jumps too. NaN in, NaN out.</remarks>
    public Variable<T> Floor() => Elementwise.Apply(this, default(FloorFunction));
}

/// <summary>The greatest integer that is not greater than x, element by element. Slope: 0.</summary>
public readonly struct FloorFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "floor";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Floor(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 0.0;

    /// <inheritdoc/>
    public string Format(string x) => $"floor({x})";
}
