using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The two forms of <see cref="Variable{T}.Gelu"/>.</summary>
public enum GeluForm
{
    /// <summary>x Phi(x), Phi being the distribution function of the standard normal distribution.</summary>
    Exact,

    /// <summary>x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, which published models were trained with; within 0.0005 of the exact one.</summary>
    Tanh,
}

public readonly partial struct Variable<T>
{
    /// <summary>The Gaussian error linear unit, element by element: x Phi(x). Slope: Phi(x) + x e^(-x^2 / 2) / sqrt(2 pi).</summary>
    /// <param name="form">The exact form, or the one with the hyperbolic tangent.</param>
    /// <remarks>Value and slope are 0 at -infinity, their limits. NaN in, NaN out.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form.</exception>
    public Variable<T> Gelu(GeluForm form = GeluForm.Exact) => form switch
    {
        GeluForm.Exact => Elementwise.Apply(this, default(GeluFunction)),
        GeluForm.Tanh => Elementwise.Apply(this, default(GeluTanhFunction)),
        _ => throw new ArgumentOutOfRangeException(nameof(form), CallerLocation.Append($"Gelu: there is no form {(int)form}.")),
    };
}

/// <summary>x Phi(x). Slope: Phi(x) + x e^(-x^2 / 2) / sqrt(2 pi).</summary>
public readonly struct GeluFunction : IElementary
{
    // Phi, its slope and those of the other form vanish before, in every number type; bounded, x makes no NaN of the 0.
    internal const double Bound = 40.0;

    /// <inheritdoc/>
    public static string Name => "gelu";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Gelu(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N>
    {
        N bounded = N.Min(N.Max(x, -Bound), Bound);
        return N.Phi(x) + (bounded * default(PhiFunction).Slope(bounded, x));
    }

    /// <inheritdoc/>
    public string Format(string x) => $"gelu({x})";
}

/// <summary>
/// x sigmoid(2 u) with u = sqrt(2 / pi) (x + 0.044715 x^3), which is x (1 + tanh(u)) / 2 without its cancellation. Slope:
/// s + x s (1 - s) 2 u' with s = sigmoid(2 u).
/// </summary>
public readonly struct GeluTanhFunction : IElementary
{
    private const double Linear = 1.5957691216057308;
    private const double Cubic = 0.044715;

    /// <inheritdoc/>
    public static string Name => "gelu";

    /// <inheritdoc/>
    public static Reads Reads => Reads.Input;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Max(x, -GeluFunction.Bound) * Gate(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N>
    {
        N bounded = N.Min(N.Max(x, -GeluFunction.Bound), GeluFunction.Bound);
        N s = Gate(bounded);
        return s * (1.0 + (bounded * (1.0 - s) * (Linear * (1.0 + (3.0 * Cubic * (bounded * bounded))))));
    }

    /// <inheritdoc/>
    public string Format(string x) => $"gelu({x}, tanh)";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static N Gate<N>(N x)
        where N : struct, IReal<N> => N.Sigmoid(Linear * (x * (1.0 + (Cubic * (x * x)))));
}
