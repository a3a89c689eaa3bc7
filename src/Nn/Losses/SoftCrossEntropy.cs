using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>Cross-entropy with distributions as targets: the mean over the rows of -sum(t log softmax(z)), the sum over the classes.</summary>
    /// <param name="logits">The logits z, of shape [rows, classes], or [n, classes, ...] with a row at each place of [n, ...].</param>
    /// <param name="targets">The probability t of each class, of the same shape. That they sum to 1 is not checked.</param>
    /// <param name="reduction">What is done with the losses of the rows; <see cref="Reduction.None"/> gives [rows] or [n, ...]. A mean divides by the number of rows.</param>
    /// <param name="classWeights">A weight w for each class: the loss of a row is -sum(w t log softmax(z)). None: all are 1.</param>
    /// <param name="smoothing">How much of each target is shared by all classes, in [0, 1]: (1 - smoothing) t + smoothing / classes takes the place of t.</param>
    /// <remarks>
    /// Finite for logits of any finite size. A class with logit -infinity and target 0 counts as impossible and leaves the loss
    /// finite; where its target is above 0, as it is with smoothing, the loss is +infinity.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, there are less than two axes or no rows, or not as many weights as classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite, or smoothing is not in [0, 1].</exception>
    public static Variable<T> CrossEntropy<T>(
        Variable<T> logits,
        Variable<T> targets,
        Reduction reduction = Reduction.Mean,
        ReadOnlySpan<T> classWeights = default,
        double smoothing = 0.0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = nameof(CrossEntropy);
        LossCheck.Batch(Name, logits, reduction);
        LossCheck.Pair(Name, logits, targets);
        LossCheck.Smoothing(Name, smoothing);
        Shape shape = logits.Shape;
        if (shape.Rank < 2)
        {
            throw new ShapeException($"{Name} needs logits and targets [rows, classes] or [n, classes, ...]; it was given {shape}.");
        }

        LossCheck.ClassWeights(Name, shape, classWeights);
        if (smoothing > 0.0)
        {
            targets = (targets * (1.0 - smoothing)) + (smoothing / shape[1]);
        }

        if (!classWeights.IsEmpty)
        {
            Span<int> sizes = stackalloc int[shape.Rank - 1];
            sizes.Fill(1);
            sizes[0] = shape[1];
            targets *= logits.Tape.Constant(classWeights, (ReadOnlySpan<int>)sizes);
        }

        return Reduce(logits.LogSoftmax(1).Map2(targets, default(ExpectedLogProbability)).Sum(1), logits, reduction);
    }

    /// <inheritdoc cref="CrossEntropy{T}(Variable{T}, Variable{T}, Reduction, ReadOnlySpan{T}, double)"/>
    public static Variable<T> CrossEntropy<T>(
        Variable<T> logits,
        ReadOnlySpan<T> targets,
        Reduction reduction = Reduction.Mean,
        ReadOnlySpan<T> classWeights = default,
        double smoothing = 0.0)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        CrossEntropy(logits, Target(nameof(CrossEntropy), logits, targets, reduction), reduction, classWeights, smoothing);
}

/// <summary>-t x, 0 where t is 0 and x is -infinity. Only there: t x varies with t also at t = 0.</summary>
internal readonly struct ExpectedLogProbability : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N t)
        where N : struct, IReal<N> => N.Select(N.Equal(t, 0.0) & N.Equal(x, double.NegativeInfinity), 0.0, -(t * x));
}
