using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>
    /// The mean over the rows of -x[label], x being log-probabilities: what <see cref="CrossEntropy{T}(Variable{T}, ReadOnlySpan{int}, Reduction)"/>
    /// is of logits.
    /// </summary>
    /// <param name="logProbabilities">The log-probabilities x, of shape [rows, classes], or [n, classes, ...] with a row at each place of [n, ...].</param>
    /// <param name="labels">The class of each row, from 0; row-major.</param>
    /// <param name="reduction">
    /// What is done with the losses of the rows; <see cref="Reduction.None"/> gives [rows] or [n, ...]. The mean is over the rows that
    /// count: their sum over the sum of the labels' weights.
    /// </param>
    /// <param name="classWeights">A weight w for each class: the loss of a row is w[label] times as large. None: all are 1.</param>
    /// <param name="ignoredLabel">A label, be it a class or not (-100 is usual), whose rows have loss 0 and do not count.</param>
    /// <remarks>
    /// Other classes than the label's have slope 0. Nothing is normalized: use the output of <see cref="Variable{T}.LogSoftmax"/> along axis 1.
    /// </remarks>
    /// <exception cref="ShapeException">
    /// There are less than two axes, no rows, not as many labels as rows, or not as many weights as classes.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither the index of a class nor ignored, or a weight is negative or not finite.</exception>
    /// <exception cref="ArgumentException">The mean is asked for and no row counts: all are ignored or weigh nothing.</exception>
    public static Variable<T> NegativeLogLikelihood<T>(
        Variable<T> logProbabilities,
        ReadOnlySpan<int> labels,
        Reduction reduction = Reduction.Mean,
        ReadOnlySpan<T> classWeights = default,
        int? ignoredLabel = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = nameof(NegativeLogLikelihood);
        LossCheck.Batch(Name, logProbabilities, reduction);
        ClassLabels<T> classes = new(Name, logProbabilities.Shape, labels, classWeights, ignoredLabel);
        double count = classes.Count(Name, reduction);
        Variable<T> losses = logProbabilities.Map2(classes.Targets(logProbabilities.Tape, 0.0), default(ChosenLogProbability)).Sum(1);
        return Reduce(losses, logProbabilities, reduction, count);
    }
}
