using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// What training makes small. Each loss is a forward definition of one line over the elements of a prediction; the mean over
/// all of them by default.
/// </summary>
/// <remarks>
/// Targets are a variable of the same shape as the prediction (nothing is broadcast: [3] against [3, 1] is refused), or plain
/// numbers, row-major, which become constants of the prediction's recording.
/// </remarks>
public static partial class Loss
{
    private static Variable<T> Elementwise<T, F>(string name, Variable<T> prediction, Variable<T> target, F function, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise2
    {
        return !ReferenceEquals(prediction.Tape, target.Tape)
            ? throw new RecordingException($"{name}: the prediction and the target belong to different tapes.")
            : !prediction.IsShapedAs(target)
            ? throw Unequal(name, prediction.Shape, target.Shape)
            : Reduce(name, prediction.Map2(target, function), reduction);
    }

    private static Variable<T> Elementwise<T, F>(string name, Variable<T> prediction, ReadOnlySpan<T> target, F function, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise2
    {
        Shape shape = prediction.Shape;
        return shape.Length != target.Length
            ? throw TooFew(name, shape, target.Length)
            : Reduce(name, prediction.Map2(prediction.Tape.Constant(target, shape), function), reduction);
    }

    private static Variable<T> Reduce<T>(string name, Variable<T> losses, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T> => losses.Length == 0
        ? throw Empty(name, losses.Shape)
        : reduction switch
        {
            Reduction.Mean => losses.Mean(),
            Reduction.Sum => losses.Sum(),
            Reduction.None => losses,
            _ => throw Refuse.OutOfRange(name, nameof(reduction), (int)reduction, "must be Mean, Sum or None"),
        };

    // Apart from the losses: a message that is composed in place costs its method time also when nothing is thrown.
    private static ShapeException Unequal(string name, Shape prediction, Shape target) =>
        new($"{name} needs a prediction and a target of the same shape; it was given {prediction} and {target}.");

    private static ShapeException TooFew(string name, Shape prediction, int targets) =>
        new($"{name} needs a target for each number of a prediction of shape {prediction}; it was given {targets}.");

    private static ShapeException Empty(string name, Shape prediction) =>
        new($"{name} of an empty batch: the prediction has shape {prediction}.");
}
