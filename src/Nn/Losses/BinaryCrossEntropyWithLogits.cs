using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>
    /// The mean over all elements of max(z, 0) - z t + log(1 + e^-|z|): the binary cross-entropy of the probability sigmoid(z).
    /// With a positive weight w it is w t log(1 + e^-z) + (1 - t) log(1 + e^z).
    /// </summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="targets">The targets t, in [0, 1], of the same shape.</param>
    /// <param name="reduction">What is done with the losses of the elements; a mean divides by their number, not by the weights.</param>
    /// <param name="positiveWeight">
    /// w, what t = 1 weighs against t = 0, such as the ratio of negative to positive examples: a number, or a variable that broadcasts
    /// to the shape of the logits, such as one of [classes].
    /// </param>
    /// <param name="weights">A factor for each loss: a number, or a variable that broadcasts to the shape of the logits.</param>
    /// <remarks>Finite for logits of any finite size.</remarks>
    /// <exception cref="ShapeException">The shapes differ, the batch is empty, or the weights do not broadcast.</exception>
    public static Variable<T> BinaryCrossEntropyWithLogits<T>(
        Variable<T> logits,
        Variable<T> targets,
        Reduction reduction = Reduction.Mean,
        Operand<T>? positiveWeight = null,
        Operand<T>? weights = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = nameof(BinaryCrossEntropyWithLogits);
        if (positiveWeight is not { } positive)
        {
            return Elementwise(Name, logits, targets, default(LogitCrossEntropy), reduction, weights);
        }

        LossCheck.Pair(Name, logits, targets);
        LossCheck.Batch(Name, logits, reduction);
        Variable<T> losses = logits.Map3(targets, positive, default(WeightedLogitCrossEntropy));
        return losses.IsShapedAs(logits)
            ? Reduce(Weighted(Name, losses, weights), logits, reduction)
            : throw LossCheck.TooWide(Name, nameof(positiveWeight), logits.Shape, losses.Shape);
    }

    /// <inheritdoc cref="BinaryCrossEntropyWithLogits{T}(Variable{T}, Variable{T}, Reduction, Operand{T}?, Operand{T}?)"/>
    public static Variable<T> BinaryCrossEntropyWithLogits<T>(
        Variable<T> logits,
        ReadOnlySpan<T> targets,
        Reduction reduction = Reduction.Mean,
        Operand<T>? positiveWeight = null,
        Operand<T>? weights = null)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        BinaryCrossEntropyWithLogits(
            logits, Target(nameof(BinaryCrossEntropyWithLogits), logits, targets, reduction), reduction, positiveWeight, weights);
}

/// <summary>max(z, 0) - z t + log(1 + e^-|z|).</summary>
internal readonly struct LogitCrossEntropy : IPointwise2
{
    // log(1 + e^-|z|) is softplus(-|z|). Written with selections, neither max nor |z|, it is smooth at 0 to every order, as the
    // function is; and nothing cancels where the loss is tiny.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N z, N t)
        where N : struct, IReal<N> =>
        (z * (N.Select(z > 0.0, 1.0, 0.0) - t)) + N.Softplus(N.Select(z > 0.0, -z, z));
}

/// <summary>w t log(1 + e^-z) + (1 - t) log(1 + e^z): nothing is subtracted, so that nothing cancels.</summary>
internal readonly struct WeightedLogitCrossEntropy : IPointwise3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N z, N t, N w)
        where N : struct, IReal<N> => (w * t * N.Softplus(-z)) + ((1.0 - t) * N.Softplus(z));
}
