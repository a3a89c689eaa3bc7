using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of max(0, -z t): what a wrong side of the boundary costs.</summary>
    /// <param name="scores">The scores z.</param>
    /// <param name="targets">The targets t, -1 or 1, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <remarks>Kink: an element with z t = 0 has slope 0, so a perceptron whose weights start at 0 does not learn.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Variable<T> Perceptron<T>(Variable<T> scores, Variable<T> targets, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Perceptron), scores, targets, default(PerceptronLoss), reduction);

    /// <inheritdoc cref="Perceptron{T}(Variable{T}, Variable{T}, Reduction)"/>
    public static Variable<T> Perceptron<T>(Variable<T> scores, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Perceptron), scores, targets, default(PerceptronLoss), reduction);
}

/// <summary>max(0, -z t), as a selection: a maximum would share the slope at the kink.</summary>
internal readonly struct PerceptronLoss : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N z, N t)
        where N : struct, IReal<N> => N.Select(z * t >= 0.0, 0.0, -(z * t));
}
