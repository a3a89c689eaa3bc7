using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The least integer that is not less than x, element by element. Slope: 0.</summary>
    /// <remarks>The slope is 0 at the jumps too. NaN in, NaN out.</remarks>
    public Variable<T> Ceiling() => Elementwise.Apply(this, default(CeilingFunction));
}

/// <summary>The least integer that is not less than x, element by element. Slope: 0.</summary>
public readonly struct CeilingFunction : IElementary
{
    /// <inheritdoc/>
    public static string Name => "ceiling";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Ceiling(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 0.0;

    /// <inheritdoc/>
    public string Format(string x) => $"ceiling({x})";
}
