using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The mean over the rows of -log softmax(x)[label]: softmax and cross-entropy in one operation, finite for logits of any
    /// finite size. Slope: (softmax(x) - onehot(label)) / rows.
    /// </summary>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <remarks>This is [rows, classes]. A class with logit -infinity that is not the label counts as impossible.</remarks>
    /// <exception cref="ShapeException">This has not two axes, there are no rows, or not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not the index of a class.</exception>
    public Variable<T> SoftmaxCrossEntropy(ReadOnlySpan<int> labels) => SoftmaxCrossEntropyOperation<T>.Record(this, labels);
}

/// <summary>Softmax and cross-entropy of logits with class indices. Keeps the probabilities, so that the rule needs no exponential.</summary>
internal sealed unsafe class SoftmaxCrossEntropyOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SoftmaxCrossEntropyOperation<T> _instance = new();

    public override string Name => "crossentropy";

    public static Variable<T> Record(Variable<T> logits, ReadOnlySpan<int> labels)
    {
        Tape<T> tape = logits.Tape;
        ref readonly Node<T> node = ref tape.Operand(logits, "SoftmaxCrossEntropy");
        ReadOnlySpan<int> sizes = tape.SizesAt(logits.Id);
        if (sizes.Length != 2 || sizes[0] == 0 || labels.Length != sizes[0])
        {
            throw new ShapeException(
                $"SoftmaxCrossEntropy needs logits [rows, classes] with at least one row and a label for each; it was given {Shape.Format(sizes)} and {labels.Length} labels.");
        }

        (int rows, int classes) = (sizes[0], sizes[1]);
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), label, CallerLocation.Append($"SoftmaxCrossEntropy: label {label} at row {labels.IndexOf(label)} is not one of the {classes} classes of logits {Shape.Format(sizes)}."));
            }
        }

        Span<int> keptLabels = tape.AllocateKept<int>(rows);
        labels.CopyTo(keptLabels);
        Span<T> probabilities = tape.AllocateKept<T>(node.Length);
        Span<T> loss = tape.Allocate(1);
        loss[0] = CrossEntropy.Forward(tape.ValuesAt(logits.Id), rows, classes, keptLabels, probabilities);
        fixed (int* labelPointer = keptLabels)
        fixed (T* probabilityPointer = probabilities)
        {
            Kept kept = new(labelPointer, probabilityPointer);
            return tape.Push(_instance, loss, tape.PushSizes([]), 0, node.Kind, 1, logits.Id, payload: tape.Keep(kept));
        }
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        Kept kept = pull.Kept<Kept>();
        (int rows, int classes) = (pull.Sizes(0)[0], pull.Sizes(0)[1]);
        ReadOnlySpan<int> labels = new(kept.Labels, rows);
        if (!pull.IsRecorded)
        {
            ReadOnlySpan<T> probabilities = new(kept.Probabilities, rows * classes);
            T scale = pull.SeedValues[0] / T.CreateTruncating(rows);
            Span<T> target = pull.Target(0, out bool accumulate);
            CrossEntropy.Pullback(probabilities, labels, rows, classes, scale, target, accumulate);
            return;
        }

        Span<T> oneHot = pull.Tape.AllocateKept<T>(rows * classes);
        oneHot.Clear();
        for (int row = 0; row < rows; row++)
        {
            oneHot[(row * classes) + labels[row]] = T.One;
        }

        Variable<T> truth = pull.Tape.Constant(oneHot, pull.Sizes(0), "onehot");
        pull.Add(0, (pull.Operand(0).Softmax() - truth) * (pull.Seed * (1.0 / rows)));
    }

    private readonly struct Kept(int* labels, T* probabilities)
    {
        public readonly int* Labels = labels;
        public readonly T* Probabilities = probabilities;
    }
}
