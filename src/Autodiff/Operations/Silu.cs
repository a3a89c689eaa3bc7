using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x sigmoid(x), element by element. Slope: s (1 + x (1 - s)) with s = sigmoid(x).</summary>
    /// <remarks>Value and slope are 0 at -infinity, their limits. NaN in, NaN out.</remarks>
    public Variable<T> Silu() => Elementwise.Apply(this, default(SiluFunction));
}

/// <summary>x sigmoid(x), element by element. Slope: s (1 + x (1 - s)) with s = sigmoid(x).</summary>
public readonly struct SiluFunction : IElementary
{
    // The logistic function vanishes long before; bounded, x makes no NaN of the 0.
    private const double Bound = 1000.0;

    /// <inheritdoc/>
    public static string Name => "silu";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Max(x, -Bound) * N.Sigmoid(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N>
    {
        N s = N.Sigmoid(x);
        return s * (1.0 + (N.Min(N.Max(x, -Bound), Bound) * (1.0 - s)));
    }

    /// <inheritdoc/>
    public string Format(string x) => $"silu({x})";
}
