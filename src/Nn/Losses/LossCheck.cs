using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>What the losses refuse, before anything is recorded.</summary>
internal static class LossCheck
{
    public static void Pair<T>(string loss, Variable<T> prediction, Variable<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!ReferenceEquals(prediction.Tape, target.Tape))
        {
            throw new RecordingException($"{loss}: the prediction and the target belong to different tapes.");
        }

        if (!prediction.IsShapedAs(target))
        {
            throw Unequal(loss, prediction.Shape, target.Shape);
        }
    }

    public static void Batch<T>(string loss, Variable<T> prediction, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((uint)reduction > (uint)Nn.Reduction.BatchMean)
        {
            throw Refuse.OutOfRange(loss, nameof(reduction), (int)reduction, "must be Mean, Sum, None or BatchMean");
        }

        if (prediction.Length == 0)
        {
            throw Empty(loss, prediction.Shape);
        }
    }

    public static void ClassWeights<T>(string loss, Shape prediction, ReadOnlySpan<T> classWeights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!classWeights.IsEmpty && classWeights.Length != prediction[1])
        {
            throw new ShapeException($"{loss} needs a weight for each class of a prediction of shape {prediction}; it was given {classWeights.Length}.");
        }

        foreach (T weight in classWeights)
        {
            if (!T.IsFinite(weight) || weight < T.Zero)
            {
                throw Refuse.OutOfRange(loss, nameof(classWeights), weight, "must be finite and not negative");
            }
        }
    }

    public static void Smoothing(string loss, double smoothing)
    {
        if (!(smoothing >= 0.0 && smoothing <= 1.0))
        {
            throw Refuse.OutOfRange(loss, nameof(smoothing), smoothing, "must be in [0, 1]");
        }
    }

    // Apart from the checks: a message that is composed in place costs its method time also when nothing is thrown.
    public static ShapeException TooFew(string loss, Shape prediction, int targets) =>
        new($"{loss} needs a target for each number of a prediction of shape {prediction}; it was given {targets}.");

    public static ShapeException TooWide(string loss, string argument, Shape prediction, Shape result) =>
        new($"{loss}: {argument} must broadcast to the prediction's shape {prediction}; together they have shape {result}.");

    private static ShapeException Unequal(string loss, Shape prediction, Shape target) =>
        new($"{loss} needs a prediction and a target of the same shape; it was given {prediction} and {target}.");

    private static ShapeException Empty(string loss, Shape prediction) =>
        new($"{loss} of an empty batch: the prediction has shape {prediction}.");
}
