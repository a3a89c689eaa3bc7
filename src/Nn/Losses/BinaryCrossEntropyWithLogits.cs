using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over all elements of max(z, 0) - z t + log(1 + e^-|z|): the binary cross-entropy of the probability sigmoid(z).</summary>
    /// <param name="logits">The logits z.</param>
    /// <param name="targets">The targets t, in [0, 1], of the same shape.</param>
    /// <param name="reduction">The mean, the sum, or one loss for each element.</param>
    /// <remarks>Finite for logits of any finite size.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Variable<T> BinaryCrossEntropyWithLogits<T>(Variable<T> logits, Variable<T> targets, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(BinaryCrossEntropyWithLogits), logits, targets, default(LogitCrossEntropy), reduction);

    /// <inheritdoc cref="BinaryCrossEntropyWithLogits{T}(Variable{T}, Variable{T}, Reduction)"/>
    public static Variable<T> BinaryCrossEntropyWithLogits<T>(Variable<T> logits, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(nameof(BinaryCrossEntropyWithLogits), logits, targets, default(LogitCrossEntropy), reduction);
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
