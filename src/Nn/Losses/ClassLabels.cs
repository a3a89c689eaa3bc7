using System.Buffers;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>The labels of a batch against the classes of a prediction [n, classes, ...]: which rows count, and how much.</summary>
internal readonly ref struct ClassLabels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Shape _shape;
    private readonly ReadOnlySpan<int> _labels;
    private readonly ReadOnlySpan<T> _weights;
    private readonly int? _ignored;
    private readonly int _classes;

    // How many rows an example has: the places of the axes behind the classes.
    private readonly int _places;

    public ClassLabels(string operation, Shape shape, ReadOnlySpan<int> labels, ReadOnlySpan<T> classWeights, int? ignoredLabel)
    {
        _shape = shape;
        _labels = labels;
        _weights = classWeights;
        _ignored = ignoredLabel;
        if (shape.Rank < 2 || shape.Length == 0 || labels.Length != shape.Length / shape[1])
        {
            throw new ShapeException(
                $"{operation} needs a prediction [rows, classes] or [n, classes, ...] with at least one row and a label for each; it was given {shape} and {labels.Length} labels.");
        }

        _classes = shape[1];
        _places = labels.Length / shape[0];
        LossCheck.ClassWeights(operation, shape, classWeights);
    }

    /// <summary>The sum of the weights of the rows that count: what a mean divides by. Refuses labels that are no class.</summary>
    public double Count(string operation, Reduction reduction)
    {
        double count = 0.0;
        for (int row = 0; row < _labels.Length; row++)
        {
            int label = _labels[row];
            if (label == _ignored)
            {
                continue;
            }

            if ((uint)label >= (uint)_classes)
            {
                throw NoClass(operation, row);
            }

            count += _weights.IsEmpty ? 1.0 : double.CreateTruncating(_weights[label]);
        }

        return count > 0.0 || reduction != Reduction.Mean
            ? count
            : throw new ArgumentException(CallerLocation.Append(
                $"{operation}: there is no mean, because none of the {_labels.Length} rows counts: each has the ignored label or a class of weight 0."));
    }

    /// <summary>w[label] (-log softmax(logits)[label]) for each row, 0 for one that does not count.</summary>
    public Variable<T> CrossEntropy(Variable<T> logits)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(_labels.Length);
        try
        {
            // A class that weighs nothing is like an ignored one: 0 times an infinite loss is not formed.
            Span<int> labels = rented.AsSpan(0, _labels.Length);
            for (int row = 0; row < labels.Length; row++)
            {
                labels[row] = WeightOf(row) == T.Zero ? -1 : _labels[row];
            }

            Variable<T> losses = logits.SoftmaxCrossEntropyRows(labels);
            return _weights.IsEmpty ? losses : losses * Weights(losses);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>w ((1 - smoothing) onehot(label) + smoothing / classes) for each row, 0 for an ignored one; a constant of the prediction's shape.</summary>
    public Variable<T> Targets(Tape<T> tape, double smoothing)
    {
        T[] rented = ArrayPool<T>.Shared.Rent(_shape.Length);
        try
        {
            Span<T> targets = rented.AsSpan(0, _shape.Length);
            FillShared(targets, T.CreateTruncating(smoothing / _classes));
            T own = T.CreateTruncating(1.0 - smoothing);
            for (int row = 0; row < _labels.Length; row++)
            {
                // The classes of a row lie apart by the number of places.
                Span<T> ofRow = targets[((row / _places * _classes * _places) + (row % _places))..];
                if (_labels[row] != _ignored)
                {
                    ofRow[_labels[row] * _places] += own * WeightOf(row);
                    continue;
                }

                for (int label = 0; label < _classes; label++)
                {
                    ofRow[label * _places] = T.Zero;
                }
            }

            return tape.Constant(targets, _shape);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private void FillShared(Span<T> targets, T shared)
    {
        if (_weights.IsEmpty || shared == T.Zero)
        {
            targets.Fill(shared);
            return;
        }

        Span<T> example = targets[..(_classes * _places)];
        for (int label = 0; label < _classes; label++)
        {
            example.Slice(label * _places, _places).Fill(_weights[label] * shared);
        }

        for (int start = example.Length; start < targets.Length; start += example.Length)
        {
            example.CopyTo(targets[start..]);
        }
    }

    private T WeightOf(int row) => _labels[row] == _ignored ? T.Zero : _weights.IsEmpty ? T.One : _weights[_labels[row]];

    private Variable<T> Weights(Variable<T> losses)
    {
        T[] rented = ArrayPool<T>.Shared.Rent(_labels.Length);
        try
        {
            Span<T> weights = rented.AsSpan(0, _labels.Length);
            for (int row = 0; row < weights.Length; row++)
            {
                weights[row] = WeightOf(row);
            }

            return losses.Tape.Constant(weights, losses.Shape);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    private ArgumentOutOfRangeException NoClass(string operation, int row) => Refuse.OutOfRange(
        operation, "labels", _labels[row], string.Create(CultureInfo.InvariantCulture, $"at row {row} must be one of the {_classes} classes of a prediction of shape {_shape}"));
}
