using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

/// <summary>Random logits and labels with options, and what the definition makes of them: loops in double.</summary>
internal sealed class CrossEntropyReference
{
    private readonly int[] _shape;
    private readonly double[] _logits;
    private readonly int? _ignored;
    private readonly double _smoothing;
    private readonly double[] _losses;
    private readonly double[] _slopes;
    private readonly int _places;

    public CrossEntropyReference(int[] shape, bool weighted, int? ignored, double smoothing)
    {
        Random random = new(shape.Length + (10 * shape[0]));
        (_shape, _ignored, _smoothing) = (shape, ignored, smoothing);
        _logits = [.. Enumerable.Range(0, shape.Aggregate(1, (length, size) => length * size)).Select(_ => (4.0 * random.NextDouble()) - 2.0)];
        int classes = shape[1];
        int rows = _logits.Length / classes;
        _places = rows / shape[0];
        Labels = [.. Enumerable.Range(0, rows).Select(row => ignored == -100 && row % 3 == 1 ? -100 : random.Next(classes))];
        Weights = weighted ? [.. Enumerable.Range(0, classes).Select(index => 0.5 + index)] : [];
        _losses = new double[rows];
        _slopes = new double[_logits.Length];
        for (int row = 0; row < rows; row++)
        {
            if (Labels[row] != ignored)
            {
                AddRow(row, classes);
            }
        }
    }

    public int[] Labels { get; }

    public double[] Weights { get; }

    public double Count { get; private set; }

    public Variable<T> Of<T>(Tape<T> tape, Reduction reduction, out Variable<T> logits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        logits = tape.Variable(Array.ConvertAll(_logits, T.CreateTruncating), _shape);
        return Loss.CrossEntropy(logits, Labels, reduction, Array.ConvertAll(Weights, T.CreateTruncating), _ignored, _smoothing);
    }

    public void Check<T>(Reduction reduction, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Variable<T> loss = Of(new Tape<T>(), reduction, out Variable<T> logits);
        double divisor = reduction switch { Reduction.Mean => Count, Reduction.BatchMean => _shape[0], _ => 1.0 };
        double[] expected = reduction == Reduction.None ? _losses : [_losses.Sum() / divisor];
        LossCrossEntropyTests.Near(expected, Array.ConvertAll(loss.ToArray(), double.CreateTruncating), tolerance);
        Assert.Equal(reduction == Reduction.None ? [_shape[0], .. _shape[2..]] : [], loss.Shape.ToArray());
        double[] slopes = [.. _slopes.Select(slope => slope / divisor)];
        LossCrossEntropyTests.Near(slopes, Array.ConvertAll(loss.Sum().Gradients()[logits].ToArray(), double.CreateTruncating), tolerance);
        LossCrossEntropyTests.Near(slopes, Array.ConvertAll(loss.Sum().Derivative(logits).ToArray(), double.CreateTruncating), tolerance);
    }

    private void AddRow(int row, int classes)
    {
        int start = (row / _places * classes * _places) + (row % _places);
        double[] z = [.. Enumerable.Range(0, classes).Select(index => _logits[start + (index * _places)])];
        double sum = z.Sum(Math.Exp);
        double whole = 0.0;
        double[] targets = new double[classes];
        for (int index = 0; index < classes; index++)
        {
            double target = (index == Labels[row] ? 1.0 - _smoothing : 0.0) + (_smoothing / classes);
            targets[index] = target * (Weights.Length == 0 ? 1.0 : Weights[index]);
            _losses[row] -= targets[index] * (z[index] - Math.Log(sum));
            whole += targets[index];
        }

        for (int index = 0; index < classes; index++)
        {
            _slopes[start + (index * _places)] = (whole * Math.Exp(z[index]) / sum) - targets[index];
        }

        Count += Weights.Length == 0 ? 1.0 : Weights[Labels[row]];
    }
}
