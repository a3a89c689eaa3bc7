using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean over the rows of -log softmax(z)[label]: softmax and cross-entropy in one operation.</summary>
    /// <param name="logits">The logits z, of shape [rows, classes].</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="reduction">The mean, the sum, or one loss for each row (not fused).</param>
    /// <remarks>
    /// Finite for logits of any finite size. A class with logit -infinity that is not the label counts as impossible and leaves the
    /// loss finite.
    /// </remarks>
    /// <exception cref="ShapeException">The logits have not two axes, there are no rows, or not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not the index of a class.</exception>
    public static Variable<T> CrossEntropy<T>(Variable<T> logits, ReadOnlySpan<int> labels, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T> => reduction switch
        {
            Reduction.Mean => logits.SoftmaxCrossEntropy(labels),
            Reduction.Sum => logits.SoftmaxCrossEntropy(labels) * labels.Length,
            Reduction.None => CrossEntropyOfRows(logits, labels),
            _ => throw Refuse.OutOfRange(nameof(CrossEntropy), nameof(reduction), (int)reduction, "must be Mean, Sum or None"),
        };

    private static Variable<T> CrossEntropyOfRows<T>(Variable<T> logits, ReadOnlySpan<int> labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape shape = logits.Shape;
        if (shape.Rank != 2 || shape[0] == 0 || labels.Length != shape[0])
        {
            throw new ShapeException(
                $"CrossEntropy needs logits [rows, classes] with at least one row and a label for each; it was given {shape} and {labels.Length} labels.");
        }

        (int rows, int classes) = (shape[0], shape[1]);
        T[] rented = ArrayPool<T>.Shared.Rent(shape.Length);
        try
        {
            Span<T> chosen = rented.AsSpan(0, shape.Length);
            chosen.Clear();
            for (int row = 0; row < rows; row++)
            {
                if ((uint)labels[row] >= (uint)classes)
                {
                    throw Refuse.OutOfRange(
                        nameof(CrossEntropy), nameof(labels), labels[row], $"at row {row} must be one of the {classes} classes of logits {shape}");
                }

                chosen[(row * classes) + labels[row]] = T.One;
            }

            Variable<T> selection = logits.Tape.Constant(chosen, shape);
            return logits.LogSoftmax().Map2(selection, default(NegatedChoice)).Sum(1);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}

/// <summary>-x where it is chosen, 0 elsewhere, also where x is infinite.</summary>
internal readonly struct NegatedChoice : IPointwise2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N chosen)
        where N : struct, IReal<N> => N.Select(chosen > 0.0, -x, 0.0);
}
