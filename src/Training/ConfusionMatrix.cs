using System.Globalization;
using System.Numerics.Tensors;
using AutoGrad.Data;
using AutoGrad.Nn;

namespace AutoGrad.Training;

/// <summary>
/// How often examples of each class were taken for each class, and the metrics that follow from it. With the examples of class k: TP of
/// them taken for k, FN not, FP of others taken for k, precision is TP / (TP + FP), recall TP / (TP + FN), F1 2 TP / (2 TP + FP + FN).
/// </summary>
/// <remarks>0 / 0 counts as 0: the precision of a class that nothing was taken for, the recall of one without examples.</remarks>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public ConfusionMatrix(int classes)
    {
        if (classes < 1)
        {
            throw Refuse.OutOfRange(nameof(ConfusionMatrix), nameof(classes), classes, "must be positive");
        }

        ClassCount = classes;
        _counts = new long[classes, classes];
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>How many examples were counted.</summary>
    public long Total { get; private set; }

    /// <summary>How many of them were taken for what they are.</summary>
    public long Correct { get; private set; }

    /// <summary>The part of the examples that were taken for what they are; 0 without examples.</summary>
    public double Accuracy => Ratio(Correct, Total);

    /// <summary>
    /// The means of the metrics over the classes, each counting alike; over those that have examples or that something was taken for. F1 is
    /// the mean of the classes' F1.
    /// </summary>
    public ClassMetrics Macro
    {
        get
        {
            (double precision, double recall, double f1, int classes) = (0.0, 0.0, 0.0, 0);
            for (int label = 0; label < ClassCount; label++)
            {
                ClassMetrics own = this[label];
                if (own.Examples + own.Predictions > 0)
                {
                    (precision, recall, f1, classes) = (precision + own.Precision, recall + own.Recall, f1 + own.F1, classes + 1);
                }
            }

            return new(Ratio(precision, classes), Ratio(recall, classes), Ratio(f1, classes), Total, Total);
        }
    }

    /// <summary>The metrics of the counts of all classes together: all three are the accuracy, because what is one class's FN is another's FP.</summary>
    public ClassMetrics Micro => new(Accuracy, Accuracy, Accuracy, Total, Total);

    /// <summary>The metrics of a class.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ClassMetrics this[int label]
    {
        get
        {
            CheckLabel(nameof(label), label);
            (long examples, long predictions) = (0, 0);
            for (int other = 0; other < ClassCount; other++)
            {
                examples += _counts[label, other];
                predictions += _counts[other, label];
            }

            long right = _counts[label, label];
            return new(Ratio(right, predictions), Ratio(right, examples), Ratio(2 * right, examples + predictions), examples, predictions);
        }
    }

    /// <summary>How often examples of a class were taken for a class.</summary>
    /// <param name="label">What they are.</param>
    /// <param name="predicted">What they were taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long this[int label, int predicted]
    {
        get
        {
            CheckLabel(nameof(label), label);
            CheckLabel(nameof(predicted), predicted);
            return _counts[label, predicted];
        }
    }

    /// <summary>The matrix of a model on a data set: each row is taken for the class of its greatest output.</summary>
    /// <param name="model">A model whose output is a score for each class.</param>
    /// <param name="data">The rows.</param>
    /// <param name="batchSize">How many rows are evaluated at once.</param>
    /// <exception cref="AutoGrad.Autodiff.ShapeException">The rows do not fit the model, or it has not an output for each class.</exception>
    public static ConfusionMatrix Of(Module<float> model, Dataset data, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ConfusionMatrix matrix = new(data.ClassCount);
        float[] scores = new float[Math.Min(batchSize, data.Count) * data.ClassCount];
        foreach (Batch batch in data.Batches(batchSize, shuffle: false))
        {
            Span<float> own = scores.AsSpan(0, batch.Size * data.ClassCount);
            model.Predict(batch.Inputs, batch.InputShape, own);
            matrix.Add(batch.Labels, own);
        }

        return matrix;
    }

    /// <summary>Counts an example.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="predicted">What it was taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int label, int predicted)
    {
        CheckLabel(nameof(label), label);
        CheckLabel(nameof(predicted), predicted);
        _counts[label, predicted]++;
        Total++;
        Correct += label == predicted ? 1 : 0;
    }

    /// <summary>Counts examples that are each taken for the class of their greatest score, the first one of several; NaN counts as the greatest.</summary>
    /// <param name="labels">What they are.</param>
    /// <param name="scores">A score for each class, example by example.</param>
    /// <exception cref="ArgumentException">There is not a score for each example and class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores)
    {
        if (scores.Length != (long)labels.Length * ClassCount)
        {
            throw new ArgumentException(
                CallerLocation.Append(string.Create(
                    CultureInfo.InvariantCulture, $"ConfusionMatrix.Add: {labels.Length} examples of {ClassCount} classes were given {scores.Length} scores.")),
                nameof(scores));
        }

        for (int row = 0; row < labels.Length; row++)
        {
            Add(labels[row], TensorPrimitives.IndexOfMax(scores.Slice(row * ClassCount, ClassCount)));
        }
    }

    /// <summary>The counts: a row for what the examples are, a column for what they were taken for.</summary>
    public int[,] ToArray()
    {
        int[,] counts = new int[ClassCount, ClassCount];
        for (int label = 0; label < ClassCount; label++)
        {
            for (int predicted = 0; predicted < ClassCount; predicted++)
            {
                counts[label, predicted] = checked((int)_counts[label, predicted]);
            }
        }

        return counts;
    }

    private static double Ratio(double part, double whole) => whole == 0.0 ? 0.0 : part / whole;

    private void CheckLabel(string argument, int label)
    {
        if ((uint)label >= (uint)ClassCount)
        {
            throw Refuse.OutOfRange(nameof(ConfusionMatrix), argument, label, string.Create(CultureInfo.InvariantCulture, $"must be from 0 to {ClassCount - 1}"));
        }
    }
}
