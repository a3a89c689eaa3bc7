using System.Diagnostics;
using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>The steps of a <see cref="Trainer.Fit"/>.</summary>
internal sealed class TrainingRun
{
    private readonly Trainer _trainer;
    private readonly Tape<float> _tape;
    private readonly BatchLoss _loss;
    private readonly Dataset _train;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly Func<Variable<float>> _record;
    private readonly Func<GradientAccumulator<float>> _accumulate;

    // Only where gradients are changed or added up on the way to the optimizer.
    private readonly GradientAccumulator<float>? _sums;
    private BatchSequence.Enumerator _batches;
    private EpochSums _epoch;
    private double _stepLoss;
    private int _stepRows;

    public TrainingRun(Trainer trainer, Tape<float> tape, BatchLoss loss, Dataset train, IProgress<TrainingProgress>? progress)
    {
        (_trainer, _tape, _loss, _train, _progress) = (trainer, tape, loss, train, progress);
        _batches = train.Batches(trainer.BatchSize, trainer.Epochs, trainer.Seed).GetEnumerator();
        _record = Record;
        _accumulate = Accumulate;
        _sums = trainer.BatchesPerStep > 1 || trainer.ClipNorm is not null || trainer.ClipValue is not null ? new(trainer.Optimizer.Parameters) : null;
    }

    /// <summary>Trains for an epoch and evaluates.</summary>
    public EpochResult Epoch(int epoch, Func<Evaluation>? evaluate, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Optimizer<float> optimizer = _trainer.Optimizer;
        int steps = _trainer.StepsPerEpoch(_train);
        double rate = 0.0;
        _epoch = default;
        for (int step = 1; step <= steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rate = optimizer.LearningRate;
            (_stepLoss, _stepRows) = (0.0, 0);
            if (_sums is null)
            {
                _batches.MoveNext();
                optimizer.Step(_record);
            }
            else
            {
                optimizer.Step(_accumulate);
            }

            _progress?.Report(new(epoch, _trainer.Epochs, step, steps, _stepLoss / _stepRows, Completed: null));
        }

        Evaluation validation = evaluate?.Invoke() ?? new(double.NaN, double.NaN);
        EpochResult result = new(
            epoch, _epoch.Loss, _epoch.Accuracy, validation.Loss, validation.Accuracy, rate, Stopwatch.GetElapsedTime(start));
        _progress?.Report(new(epoch, _trainer.Epochs, steps, steps, _stepLoss / _stepRows, result));
        return result;
    }

    private Variable<float> Record()
    {
        Batch batch = _batches.Current;
        _tape.Reset();
        Variable<float> output = _trainer.Model.Forward(_tape.Borrow(batch.InputMemory, batch.InputShape));
        Variable<float> loss = _loss(output, batch);
        double value = loss.Item();
        _epoch.Add(batch, output, value);
        _stepLoss += value * batch.Size;
        _stepRows += batch.Size;
        return loss;
    }

    private GradientAccumulator<float> Accumulate()
    {
        GradientAccumulator<float> sums = _sums!;
        sums.Clear();
        int size = Math.Min(_trainer.BatchSize, _train.Count);
        double rows = 0.0;
        for (int batch = 0; batch < _trainer.BatchesPerStep && (batch == 0 || !_batches.Current.IsLastOfEpoch); batch++)
        {
            _batches.MoveNext();
            if (batch == 0)
            {
                rows = Math.Min((long)size * _trainer.BatchesPerStep, _train.Count - ((long)_batches.Current.Index * size));
            }

            sums.Add(Record().Gradients(), _batches.Current.Size / rows);
        }

        if (_trainer.ClipValue is { } greatest)
        {
            sums.ClipValue(greatest);
        }

        if (_trainer.ClipNorm is { } norm)
        {
            sums.ClipNorm(norm);
        }

        return sums;
    }
}
