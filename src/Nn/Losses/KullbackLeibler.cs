using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>
    /// The divergence of a distribution p from the predicted one, q = e^x: the mean over all elements of p (log p - x).
    /// </summary>
    /// <param name="logProbabilities">The predicted log-probabilities x, such as those of <see cref="Variable{T}.LogSoftmax"/>.</param>
    /// <param name="targets">The probabilities p, of the same shape; their logarithms t if <paramref name="logTargets"/>.</param>
    /// <param name="reduction">
    /// What is done with the losses of the elements. A mean divides by their number, classes included: the divergence of the
    /// distributions is <see cref="Reduction.BatchMean"/>, the sum over the number of rows.
    /// </param>
    /// <param name="logTargets">Whether the targets are logarithms; then an element is e^t (t - x).</param>
    /// <remarks>
    /// An element with p = 0 (or t = -infinity) is 0, whatever x, and so are its slopes; one with p above 0 and x = -infinity is
    /// +infinity. A negative p gives NaN. Nothing has to sum to 1.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Variable<T> KullbackLeibler<T>(
        Variable<T> logProbabilities, Variable<T> targets, Reduction reduction = Reduction.Mean, bool logTargets = false)
        where T : unmanaged, IFloatingPointIeee754<T> => logTargets
        ? Elementwise(nameof(KullbackLeibler), logProbabilities, targets, default(LogDivergence), reduction)
        : Elementwise(nameof(KullbackLeibler), logProbabilities, targets, default(Divergence), reduction);

    /// <inheritdoc cref="KullbackLeibler{T}(Variable{T}, Variable{T}, Reduction, bool)"/>
    public static Variable<T> KullbackLeibler<T>(
        Variable<T> logProbabilities, ReadOnlySpan<T> targets, Reduction reduction = Reduction.Mean, bool logTargets = false)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        KullbackLeibler(logProbabilities, Target(nameof(KullbackLeibler), logProbabilities, targets, reduction), reduction, logTargets);
}

/// <summary>p (log p - x), 0 at p = 0: the selections keep infinities of either logarithm away from the factor 0.</summary>
internal readonly struct Divergence : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N p)
        where N : struct, IReal<N> =>
        p * N.Select(N.Equal(p, 0.0), 0.0, N.Log(N.Select(N.Equal(p, 0.0), 1.0, p)) - x);
}

/// <summary>e^t (t - x), 0 at t = -infinity.</summary>
internal readonly struct LogDivergence : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N t)
        where N : struct, IReal<N> =>
        N.Exp(t) * N.Select(N.Equal(t, double.NegativeInfinity), 0.0, t - x);
}
