using System.Numerics.Tensors;
using AutoGrad.Autodiff;
using AutoGrad.Data;

namespace AutoGrad.Training;

/// <summary>The loss and the rows told right, summed over batches.</summary>
internal struct EpochSums
{
    private double _loss;
    private int _correct;
    private int _rows;
    private bool _isNoClassifier;

    /// <summary>The mean loss over the rows.</summary>
    public readonly double Loss => _loss / _rows;

    /// <summary>The part of the rows that were told right; NaN if the outputs are not a row of scores each.</summary>
    public readonly double Accuracy => _isNoClassifier ? double.NaN : (double)_correct / _rows;

    public void Add(Batch batch, Variable<float> output, double loss)
    {
        _loss += loss * batch.Size;
        _rows += batch.Size;
        Shape shape = output.Shape;
        _isNoClassifier |= shape.Rank != 2 || shape[0] != batch.Size || shape[1] < 2;
        if (_isNoClassifier)
        {
            return;
        }

        ReadOnlySpan<float> scores = output.Values;
        for (int row = 0; row < batch.Size; row++)
        {
            _correct += TensorPrimitives.IndexOfMax(scores.Slice(row * shape[1], shape[1])) == batch.Labels[row] ? 1 : 0;
        }
    }
}
