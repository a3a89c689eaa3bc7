using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The mean over the rows of -log softmax(x)[label]: softmax and cross-entropy in one operation, finite for logits of any
    /// finite size. Slope: (softmax(x) - onehot(label)) / rows.
    /// </summary>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <remarks>
    /// This is [rows, classes], or [n, classes, ...] with a row and its label, row-major, for each place of [n, ...]. A class with
    /// logit -infinity that is not the label counts as impossible; as the label it costs +infinity. NaN in a row gives NaN.
    /// </remarks>
    /// <exception cref="ShapeException">This has less than two axes, there are no rows, or not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not the index of a class.</exception>
    public Variable<T> SoftmaxCrossEntropy(ReadOnlySpan<int> labels) => SoftmaxCrossEntropyOperation<T>.Record(this, labels, isMean: true);

    /// <summary>
    /// -log softmax(x)[label] for each row: <see cref="SoftmaxCrossEntropy"/> before the mean. Slope: softmax(x) - onehot(label).
    /// </summary>
    /// <param name="labels">The class of each row, from 0; -1 for a row without one, whose loss and slope are 0, whatever its logits.</param>
    /// <returns>[rows] for this [rows, classes]; [n, ...] for this [n, classes, ...].</returns>
    /// <inheritdoc cref="SoftmaxCrossEntropy"/>
    /// <exception cref="ShapeException">This has less than two axes, there are no rows, or not as many labels as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither -1 nor the index of a class.</exception>
    public Variable<T> SoftmaxCrossEntropyRows(ReadOnlySpan<int> labels) => SoftmaxCrossEntropyOperation<T>.Record(this, labels, isMean: false);
}

/// <summary>
/// Softmax and cross-entropy of logits with class indices, the mean or one loss a row. Keeps the probabilities, so that the rule
/// needs no exponential.
/// </summary>
internal sealed unsafe class SoftmaxCrossEntropyOperation<T>(bool isMean) : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SoftmaxCrossEntropyOperation<T> _mean = new(true);
    private static readonly SoftmaxCrossEntropyOperation<T> _rows = new(false);

    public override string Name => isMean ? "crossentropy" : "crossentropyrows";

    public static Variable<T> Record(Variable<T> logits, ReadOnlySpan<int> labels, bool isMean)
    {
        Tape<T> tape = logits.Tape;
        ref readonly Node<T> node = ref tape.Operand(logits, NameOf(isMean));
        ReadOnlySpan<int> sizes = tape.SizesAt(logits.Id);
        Check(sizes, labels, isMean);
        if (sizes.Length > 2)
        {
            return RecordClassesLast(logits, sizes, labels, isMean);
        }

        (int rows, int classes) = (sizes[0], sizes[1]);
        Span<int> keptLabels = tape.AllocateKept<int>(rows);
        labels.CopyTo(keptLabels);
        Span<T> probabilities = tape.AllocateKept<T>(node.Length);
        Span<T> loss = tape.Allocate(isMean ? 1 : rows);

        // What is kept lies in the recording's memory, which stays where it is.
        Kept kept = new((int*)Unsafe.AsPointer(ref keptLabels[0]), (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(probabilities)));
        if (isMean)
        {
            fixed (T* from = tape.ValuesOf(in node))
            {
                loss[0] = CrossEntropy.ForwardChecked(from, rows, classes, kept.Labels, kept.Probabilities, tape.Threads);
            }
        }
        else
        {
            CrossEntropy.ForwardRows(tape.ValuesOf(in node), rows, classes, keptLabels, probabilities, loss, tape.Threads);
        }

        nint payload = tape.Keep(kept);
        SoftmaxCrossEntropyOperation<T> operation = isMean ? _mean : _rows;
        return tape.Repeats(operation, logits.Id)
            ? tape.PushAgain(loss, payload)
            : tape.Push(operation, loss, tape.PushSizes(isMean ? [] : [rows]), isMean ? 0 : 1, node.Kind, 1, logits.Id, payload: payload);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        Kept kept = pull.Kept<Kept>();
        ReadOnlySpan<int> sizes = pull.Sizes(0);
        (int rows, int classes) = (sizes[0], sizes[1]);
        ReadOnlySpan<int> labels = new(kept.Labels, rows);
        if (pull.IsRecorded)
        {
            pull.Add(0, (pull.Operand(0).Softmax() - OneHot(pull.Tape, labels, sizes)) * SeedOfRows(ref pull, labels));
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        if (isMean)
        {
            T scale = pull.SeedValues[0] / T.CreateTruncating(rows);
            T* start = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(target));
            CrossEntropy.PullbackChecked(kept.Probabilities, kept.Labels, rows, classes, scale, start, accumulate, pull.Tape.Threads);
        }
        else
        {
            ReadOnlySpan<T> probabilities = new(kept.Probabilities, rows * classes);
            CrossEntropy.PullbackRows(probabilities, labels, rows, classes, pull.SeedValues, target, accumulate, pull.Tape.Threads);
        }
    }

    private static string NameOf(bool isMean) => isMean ? "SoftmaxCrossEntropy" : "SoftmaxCrossEntropyRows";

    private static void Check(ReadOnlySpan<int> sizes, ReadOnlySpan<int> labels, bool isMean)
    {
        if (labels.IsEmpty || labels.Length != RowsOf(sizes))
        {
            throw Misfit(sizes, labels.Length, isMean);
        }

        int wrong = CrossEntropy.IndexOfNoClass(labels, sizes[1], isMean ? 0 : CrossEntropy.NoLabel);
        if (wrong >= 0)
        {
            throw NoClass(sizes, labels, labels[wrong], isMean);
        }
    }

    // Of sizes that a variable has: apart from the classes they may count more than an array can hold, if there are no classes.
    private static long RowsOf(ReadOnlySpan<int> sizes)
    {
        if (sizes.Length < 2)
        {
            return 0;
        }

        long rows = sizes[0];
        for (int axis = 2; axis < sizes.Length && rows <= int.MaxValue; axis++)
        {
            rows *= sizes[axis];
        }

        return rows;
    }

    private static ShapeException Misfit(ReadOnlySpan<int> sizes, int labels, bool isMean) => new(
        $"{NameOf(isMean)} needs logits [rows, classes] or [n, classes, ...] with at least one row and a label for each; it was given {Shape.Format(sizes)} and {labels} labels.");

    private static ArgumentOutOfRangeException NoClass(ReadOnlySpan<int> sizes, ReadOnlySpan<int> labels, int label, bool isMean) => new(
        nameof(labels), label, CallerLocation.Append($"{NameOf(isMean)}: label {label} at row {labels.IndexOf(label)} is not one of the {sizes[1]} classes of logits {Shape.Format(sizes)}."));

    // The kernels want each row in one piece: the classes move behind the axes that count the rows.
    private static Variable<T> RecordClassesLast(Variable<T> logits, ReadOnlySpan<int> sizes, ReadOnlySpan<int> labels, bool isMean)
    {
        Span<int> axes = stackalloc int[sizes.Length];
        Span<int> places = stackalloc int[sizes.Length - 1];
        for (int axis = 2; axis < sizes.Length; axis++)
        {
            axes[axis - 1] = axis;
            places[axis - 1] = sizes[axis];
        }

        axes[0] = 0;
        axes[^1] = 1;
        places[0] = sizes[0];
        Variable<T> loss = Record(logits.Permute(axes).Reshape(labels.Length, sizes[1]), labels, isMean);
        return isMean ? loss : loss.Reshape(places);
    }

    private static Variable<T> OneHot(Tape<T> tape, ReadOnlySpan<int> labels, ReadOnlySpan<int> sizes)
    {
        Span<T> oneHot = tape.AllocateKept<T>(sizes[0] * sizes[1]);
        oneHot.Clear();
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] >= 0)
            {
                oneHot[(row * sizes[1]) + labels[row]] = T.One;
            }
        }

        return tape.Constant(oneHot, sizes, "onehot");
    }

    // The seed of each row, beside its classes; 0 where there is no label.
    private Variable<T> SeedOfRows(ref Pullback<T> pull, ReadOnlySpan<int> labels)
    {
        if (isMean)
        {
            return pull.Seed * (1.0 / labels.Length);
        }

        Variable<T> seed = pull.Seed.Reshape(labels.Length, 1);
        if (!labels.Contains(CrossEntropy.NoLabel))
        {
            return seed;
        }

        Span<T> labelled = pull.Tape.AllocateKept<T>(labels.Length);
        for (int row = 0; row < labelled.Length; row++)
        {
            labelled[row] = labels[row] < 0 ? T.Zero : T.One;
        }

        return seed * pull.Tape.Constant(labelled, [labels.Length, 1], "labelled");
    }

    private readonly struct Kept(int* labels, T* probabilities)
    {
        public readonly int* Labels = labels;
        public readonly T* Probabilities = probabilities;
    }
}
