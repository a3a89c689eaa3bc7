using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>The loss of a batch: a single number, the mean over its rows.</summary>
/// <param name="output">The model's output for the batch.</param>
/// <param name="batch">The batch, with its labels.</param>
public delegate Variable<float> BatchLoss(Variable<float> output, Batch batch);

/// <summary>
/// The training loop that people would write, written once: epochs of batches in a new order each, one optimizer step a batch, the
/// validation loss after each epoch, and an end when that has not fallen for a while.
/// </summary>
/// <remarks>
/// <para>A step allocates nothing. The same seeds give the same weights, bit for bit, on any number of threads.</para>
/// <para>
/// Steps are made with closures (<see cref="Optimizer{T}.Step(Func{Variable{T}})"/>), so that a model trained by <see cref="Nesterov{T}"/>
/// holds its parameters, and not the look-ahead, whenever a step is over. A step that throws, or is cancelled, has changed nothing.
/// </para>
/// </remarks>
/// <example><code>
/// var trainer = new Trainer(model, new Adam&lt;float&gt;(model.Parameters)) { Epochs = 30, BatchSize = 64, Seed = 1, Patience = 3 };
/// TrainingResult result = trainer.Fit(data.Train, data.Validation);
/// Console.WriteLine($"best epoch {result.BestEpoch}, test accuracy {trainer.Evaluate(data.Test).Accuracy:P1}");
/// </code></example>
public sealed class Trainer
{
    private const int EvaluationBatch = 512;

    private readonly Tape<float> _tape;
    private readonly BatchLoss _loss;

    /// <summary>A trainer of a model by an optimizer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">The optimizer of its parameters, or of some of them.</param>
    /// <param name="loss">The loss; unless told the cross-entropy of the outputs as logits and the labels.</param>
    /// <param name="tape">What is recorded on, for a number of threads of one's own; unless told a new tape.</param>
    public Trainer(Module<float> model, Optimizer<float> optimizer, BatchLoss? loss = null, Tape<float>? tape = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Model = model;
        Optimizer = optimizer;
        _loss = loss ?? (static (output, batch) => Loss.CrossEntropy(output, batch.Labels));
        _tape = tape ?? new();
    }

    /// <summary>The model.</summary>
    public Module<float> Model { get; }

    /// <summary>The optimizer.</summary>
    public Optimizer<float> Optimizer { get; }

    /// <summary>How many times the data is gone through at most.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Epochs
    {
        get;
        set => field = Refuse.Below(nameof(Trainer), nameof(Epochs), value, 1);
    } = 10;

    /// <summary>How many rows a batch has; the last one of an epoch may have fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int BatchSize
    {
        get;
        set => field = Refuse.Below(nameof(Trainer), nameof(BatchSize), value, 1);
    } = 32;

    /// <summary>How many batches make a step together: their gradients add up to that of one batch of all their rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int BatchesPerStep
    {
        get;
        set => field = Refuse.Below(nameof(Trainer), nameof(BatchesPerStep), value, 1);
    } = 1;

    /// <summary>The seed of the order of the rows.</summary>
    public int Seed { get; set; }

    /// <summary>The optimizer's schedule from the start of <see cref="Fit"/> on, counted in steps; null leaves the optimizer's own. See <see cref="Schedule.ByEpoch"/>.</summary>
    public Schedule? Schedule { get; set; }

    /// <summary>In place of a schedule: a rate that falls when the validation loss rises (the training loss without validation data).</summary>
    public Plateau? Plateau { get; set; }

    /// <summary>The greatest norm of a step's gradients, all together; they are scaled down to it. Null for any.</summary>
    /// <remarks>A norm that is NaN or infinite throws <see cref="ArithmeticException"/>: the training has diverged.</remarks>
    public double? ClipNorm { get; set; }

    /// <summary>The greatest magnitude of an entry of the gradients, which are cut off there, before <see cref="ClipNorm"/>. Null for any.</summary>
    public double? ClipValue { get; set; }

    /// <summary>
    /// How many epochs in a row the validation loss may not fall below its least before the training stops; the model then has the
    /// weights of the best epoch, also when all epochs were gone through. Null: all epochs are, and the last weights stay.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Patience
    {
        get;
        set => field = value is { } epochs ? Refuse.Below(nameof(Trainer), nameof(Patience), epochs, 1) : null;
    }

    /// <summary>How many steps an epoch has, for schedules.</summary>
    /// <param name="train">The data to learn from.</param>
    public int StepsPerEpoch(Dataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        long rows = (long)Math.Min(BatchSize, train.Count) * BatchesPerStep;
        return (int)((train.Count + rows - 1) / rows);
    }

    /// <summary>Trains the model.</summary>
    /// <param name="train">The data to learn from.</param>
    /// <param name="validation">The data that tells when to stop.</param>
    /// <param name="progress">Is told after each step and at the end of each epoch.</param>
    /// <param name="cancellationToken">
    /// Looked at between steps: the model and the optimizer are then as after the last whole step, and training can go on from there.
    /// </param>
    /// <returns>The curves.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException"><see cref="Patience"/> is set and there is no validation data.</exception>
    /// <exception cref="InvalidOperationException">Both <see cref="Schedule"/> and <see cref="Plateau"/> are set.</exception>
    /// <exception cref="ShapeException">The rows do not fit the model, or the loss is not a single number.</exception>
    /// <exception cref="ArithmeticException">The loss of an epoch is not finite. With <see cref="Patience"/> the best weights are restored.</exception>
    public TrainingResult Fit(
        Dataset train, Dataset? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Patience is not null && validation is null)
        {
            throw new ArgumentException(CallerLocation.Append("Trainer.Fit: Patience needs validation data."), nameof(validation));
        }

        if (Schedule is not null && Plateau is not null)
        {
            throw new InvalidOperationException(CallerLocation.Append("Trainer.Fit: set Schedule or Plateau, not both: each is the optimizer's rate."));
        }

        Optimizer.Schedule = Plateau?.Schedule ?? Schedule ?? Optimizer.Schedule;
        TrainingRun run = new(this, _tape, _loss, train, progress);
        BestWeights? best = Patience is null ? null : new(Model);
        List<EpochResult> epochs = [];
        (double least, int bestEpoch) = (double.PositiveInfinity, 1);
        bool stops = false;
        for (int epoch = 1; epoch <= Epochs && !stops; epoch++)
        {
            EpochResult result = run.Epoch(epoch, validation is null ? null : () => Evaluate(validation, cancellationToken), cancellationToken);
            epochs.Add(result);
            double error = validation is null ? result.TrainingLoss : result.ValidationLoss;
            if (!double.IsFinite(error))
            {
                best?.Restore();
                throw new ArithmeticException(CallerLocation.Append(
                    $"Trainer.Fit: the {(validation is null ? "training" : "validation")} loss of epoch {epoch} is {error.ToString(CultureInfo.InvariantCulture)}. "
                    + "Look for NaN in the data and for a division by 0, or take a smaller rate or ClipNorm."));
            }

            if (error < least)
            {
                (least, bestEpoch) = (error, epoch);
                best?.Keep();
            }

            Plateau?.Observe(error);
            stops = epoch - bestEpoch >= Patience;
        }

        best?.Restore();
        return new(epochs, bestEpoch, stops);
    }

    /// <summary>The model's loss and accuracy on a data set, without learning from it.</summary>
    /// <param name="data">The data.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ShapeException">The rows do not fit the model, or the loss is not a single number.</exception>
    public Evaluation Evaluate(Dataset data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        EpochSums sums = default;
        foreach (Batch batch in data.Batches(EvaluationBatch, shuffle: false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (_tape.Inference())
            {
                Variable<float> output = Model.Forward(_tape.Borrow(batch.InputMemory, batch.InputShape));
                sums.Add(batch, output, _loss(output, batch).Item());
            }
        }

        return new(sums.Loss, sums.Accuracy);
    }
}
