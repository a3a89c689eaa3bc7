using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of log(1 + e^(-z t)): the cross-entropy of the probability sigmoid(z t).</summary>
    /// <param name="scores">The scores z.</param>
    /// <param name="targets">The targets t, -1 or 1, of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements.</param>
    /// <remarks>
    /// Finite for scores of any finite size. With targets 0 and 1 instead of -1 and 1 it is
    /// <see cref="BinaryCrossEntropyWithLogits{T}(Variable{T}, Variable{T}, Reduction, Operand{T}?, Operand{T}?)"/>.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Variable<T> Logistic<T>(Variable<T> scores, Variable<T> targets, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Logistic), scores, targets, default(LogisticLoss), reduction);

    /// <inheritdoc cref="Logistic{T}(Variable{T}, Variable{T}, Reduction)"/>
    public static Variable<T> Logistic<T>(Variable<T> scores, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(Logistic), scores, targets, default(LogisticLoss), reduction);
}

/// <summary>log(1 + e^(-z t)).</summary>
internal readonly struct LogisticLoss : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N z, N t)
        where N : struct, IReal<N> => N.Softplus(-(z * t));
}
