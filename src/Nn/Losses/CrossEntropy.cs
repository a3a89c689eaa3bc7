using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over the rows of -log softmax(z)[label]: softmax and cross-entropy in one operation.</summary>
    /// <param name="logits">The logits z, of shape [rows, classes], or [n, classes, ...] with a row at each place of [n, ...].</param>
    /// <param name="labels">The class of each row, from 0; row-major.</param>
    /// <param name="reduction">What is done with the losses of the rows; <see cref="Reduction.None"/> gives [rows] or [n, ...].</param>
    /// <remarks>
    /// Finite for logits of any finite size. A class with logit -infinity that is not the label counts as impossible and leaves the
    /// loss finite.
    /// </remarks>
    /// <exception cref="ShapeException">The logits have less than two axes, there are no rows, or not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not the index of a class.</exception>
    [OverloadResolutionPriority(1)]
    public static Variable<T> CrossEntropy<T>(Variable<T> logits, ReadOnlySpan<int> labels, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> => reduction switch
        {
            Reduction.Mean => logits.SoftmaxCrossEntropy(labels),
            Reduction.Sum => logits.SoftmaxCrossEntropy(labels) * labels.Length,
            _ => CrossEntropy(logits, labels, reduction, classWeights: default),
        };

    /// <summary>Cross-entropy with classes of different weight, rows that do not count, or labels that are not quite certain.</summary>
    /// <param name="logits">The logits z, of shape [rows, classes], or [n, classes, ...] with a row at each place of [n, ...].</param>
    /// <param name="labels">The class of each row, from 0; row-major.</param>
    /// <param name="reduction">
    /// What is done with the losses of the rows; <see cref="Reduction.None"/> gives [rows] or [n, ...]. The mean is over the rows that
    /// count: their sum over the sum of the labels' weights.
    /// </param>
    /// <param name="classWeights">A weight w for each class: the loss of a row is w[label] times as large. None: all are 1.</param>
    /// <param name="ignoredLabel">A label, be it a class or not (-100 is usual), whose rows have loss 0 and do not count.</param>
    /// <param name="smoothing">
    /// How much of each label is shared by all classes, in [0, 1]: the row's target is q = (1 - smoothing) onehot(label) + smoothing / classes,
    /// its loss -sum(w q log softmax(z)).
    /// </param>
    /// <remarks>
    /// Finite for logits of any finite size. A class with logit -infinity that is not the label counts as impossible and leaves the
    /// loss finite; with smoothing it has a share of the target, unless its weight is 0, and makes the loss +infinity.
    /// </remarks>
    /// <exception cref="ShapeException">
    /// The logits have less than two axes, there are no rows, not as many labels as rows, or not as many weights as classes.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A label is neither the index of a class nor ignored, a weight is negative or not finite, or smoothing is not in [0, 1].
    /// </exception>
    /// <exception cref="ArgumentException">The mean is asked for and no row counts: all are ignored or weigh nothing.</exception>
    public static Variable<T> CrossEntropy<T>(
        Variable<T> logits,
        ReadOnlySpan<int> labels,
        Reduction reduction = Reduction.Mean,
        ReadOnlySpan<T> classWeights = default,
        int? ignoredLabel = null,
        double smoothing = 0.0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = nameof(CrossEntropy);
        LossCheck.Batch(Name, logits, reduction);
        LossCheck.Smoothing(Name, smoothing);
        ClassLabels<T> classes = new(Name, logits.Shape, labels, classWeights, ignoredLabel);
        double count = classes.Count(Name, reduction);
        Variable<T> losses = smoothing > 0.0
            ? logits.LogSoftmax(1).Map2(classes.Targets(logits.Tape, smoothing), default(ChosenLogProbability)).Sum(1)
            : classes.CrossEntropy(logits);
        return Reduce(losses, logits, reduction, count);
    }
}

/// <summary>-q x where x is chosen with a weight q, 0 elsewhere, also where x is infinite.</summary>
internal readonly struct ChosenLogProbability : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N q)
        where N : struct, IReal<N> => N.Select(N.Equal(q, 0.0), 0.0, -(q * x));
}
