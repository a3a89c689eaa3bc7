using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// What training makes small. Each loss is a forward definition of one line over the elements of a prediction (or over its rows);
/// the mean over all of them by default.
/// </summary>
/// <remarks>
/// Targets are a variable of the same shape as the prediction (nothing is broadcast: [3] against [3, 1] is refused), plain
/// numbers, row-major, which become constants of the prediction's recording, or labels: the indices of classes. Behind them stands
/// the reduction, and behind it what is particular to a loss. A loss of an empty batch is refused. NaN in, NaN out.
/// Every loss is 0 or more for targets in its range, but for single elements of a divergence and likelihoods of what is no probability.
/// </remarks>
/// <example><code>
/// var mean = Loss.CrossEntropy(logits, labels);                                     // [rows, classes] and int labels: one operation
/// var each = Loss.CrossEntropy(logits, labels, Reduction.None);                     // one loss a row
/// var text = Loss.CrossEntropy(logits, labels, ignoredLabel: -100, smoothing: 0.1);
/// var rare = Loss.BinaryCrossEntropyWithLogits(z, targets, positiveWeight: 9.0);    // one example in ten is positive
/// var fit = Loss.Huber(prediction, [1.5, -0.5, 2.0], delta: 0.5);                   // plain numbers as targets
/// </code></example>
public static partial class Loss
{
    private static Variable<T> Elementwise<T, F>(
        string name, Variable<T> prediction, Variable<T> target, F function, Reduction reduction, Operand<T>? weights = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise2
    {
        LossCheck.Pair(name, prediction, target);
        LossCheck.Batch(name, prediction, reduction);
        return weights is null && reduction == Reduction.Mean
            ? prediction.Map2Mean(target, function)
            : Reduce(Weighted(name, prediction.Map2(target, function), weights), prediction, reduction);
    }

    private static Variable<T> Elementwise<T, F>(
        string name, Variable<T> prediction, ReadOnlySpan<T> target, F function, Reduction reduction, Operand<T>? weights = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise2 =>
        Elementwise(name, prediction, Target(name, prediction, target, reduction), function, reduction, weights);

    /// <summary>Plain numbers as a target of the prediction's shape.</summary>
    private static Variable<T> Target<T>(string name, Variable<T> prediction, ReadOnlySpan<T> target, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LossCheck.Batch(name, prediction, reduction);
        Shape shape = prediction.Shape;
        return shape.Length == target.Length ? prediction.Tape.Constant(target, shape) : throw LossCheck.TooFew(name, shape, target.Length);
    }

    private static Variable<T> Weighted<T>(string name, Variable<T> losses, Operand<T>? weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weights is not { } each)
        {
            return losses;
        }

        Variable<T> weighted = losses * each;
        return weighted.IsShapedAs(losses) ? weighted : throw LossCheck.TooWide(name, nameof(weights), losses.Shape, weighted.Shape);
    }

    private static Variable<T> Reduce<T>(Variable<T> losses, Variable<T> prediction, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T> => reduction switch
        {
            Reduction.Mean => losses.Mean(),
            Reduction.Sum => losses.Sum(),
            Reduction.BatchMean => losses.Sum() / Examples(prediction),
            _ => losses,
        };

    /// <summary>The same where not all losses count alike: <paramref name="count"/> is what a mean divides by.</summary>
    private static Variable<T> Reduce<T>(Variable<T> losses, Variable<T> prediction, Reduction reduction, double count)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        reduction == Reduction.Mean ? losses.Sum() / count : Reduce(losses, prediction, reduction);

    private static int Examples<T>(Variable<T> prediction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape shape = prediction.Shape;
        return shape.Rank == 0 ? 1 : shape[0];
    }
}
