using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>A function in plain generic-math C#, which knows nothing of derivatives, and the same backpropagated by hand.</summary>
internal interface IScalarFunction
{
    /// <summary>The value.</summary>
    /// <param name="x">What it is differentiated by.</param>
    /// <param name="constants">What it is not differentiated by.</param>
    static abstract T Value<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> constants)
        where T : IFloatingPointIeee754<T>;

    /// <summary>Value and gradient.</summary>
    /// <returns>The value.</returns>
    static abstract double Backpropagate(ReadOnlySpan<double> x, ReadOnlySpan<double> constants, Span<double> gradient);
}
