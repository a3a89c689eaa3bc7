using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests.Unit.Training;

public sealed class TrainerTests
{
    private static readonly Dataset _digits = Digits.Load();
    private static readonly Dataset _train = _digits.Slice(0, 203);
    private static readonly Dataset _validation = _digits.Slice(300, 100);

    [Fact]
    public void It_is_the_loop_of_the_design()
    {
        Mlp<float> model = Model();
        Adam<float> optimizer = new(model.Parameters, learningRate: 3e-3);
        Tape<float> tape = new();
        double last = 0.0;
        foreach (Batch batch in _train.Batches(size: 32, epochs: 3, seed: 1))
        {
            tape.Reset();
            Variable<float> loss = Loss.CrossEntropy(model.Forward(tape.Constant(batch.Inputs, batch.InputShape)), batch.Labels);
            optimizer.Step(loss.Gradients());
            last = batch.Epoch == 3 ? last + (loss.Item() * (double)batch.Size) : 0.0;
        }

        Mlp<float> other = Model();
        Trainer trainer = new(other, new Adam<float>(other.Parameters, learningRate: 3e-3)) { Epochs = 3, Seed = 1 };
        TrainingResult result = trainer.Fit(_train);
        Assert.Equal(Weights(model), Weights(other));
        Assert.Equal((3, 7, 3, false), (result.Epochs.Count, trainer.StepsPerEpoch(_train), result.BestEpoch, result.StoppedEarly));
        Assert.Equal(last / _train.Count, result.TrainingLosses[2], 1e-12);
        Assert.All(result.ValidationLosses, loss => Assert.True(double.IsNaN(loss)));
    }

    [Fact]
    public void Batches_that_make_a_step_together_are_one_large_batch()
    {
        Mlp<float> one = Model();
        Mlp<float> parts = Model();
        new Trainer(one, new GradientDescent<float>(one.Parameters, 0.5)) { Epochs = 2, BatchSize = 60, Seed = 3 }.Fit(_train);
        Trainer trainer = new(parts, new GradientDescent<float>(parts.Parameters, 0.5)) { Epochs = 2, BatchSize = 20, BatchesPerStep = 3, Seed = 3 };
        trainer.Fit(_train);
        Assert.Equal(4, trainer.StepsPerEpoch(_train));
        Assert.Equal(8, trainer.Optimizer.Steps);
        Assert.All(Weights(one).Zip(Weights(parts)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Early_stopping_restores_the_weights_of_the_best_epoch()
    {
        // Ten rows are learned by heart: the validation loss rises soon.
        Mlp<float> model = Model();
        Trainer trainer = new(model, new Adam<float>(model.Parameters, 0.02)) { Epochs = 200, BatchSize = 5, Seed = 1, Patience = 3 };
        List<float[]> weights = [];
        TrainingResult result = trainer.Fit(_digits.Slice(0, 10), _validation, new Recorder(progress =>
        {
            if (progress.Completed is not null)
            {
                weights.Add(Weights(model));
            }
        }));
        Assert.True(result.StoppedEarly);
        Assert.Equal(result.BestEpoch + 3, result.Epochs.Count);
        Assert.Equal(result.ValidationLosses.Min(), result.Best.ValidationLoss);
        Assert.Equal(weights[result.BestEpoch - 1], Weights(model));
        Evaluation again = trainer.Evaluate(_validation);
        Assert.Equal((result.Best.ValidationLoss, result.Best.ValidationAccuracy), (again.Loss, again.Accuracy));
        Assert.Equal(ConfusionMatrix.Of(model, _validation).Accuracy, again.Accuracy);
    }

    [Theory]
    [InlineData(null, 1e-3)]
    [InlineData(1e-4, null)]
    public void Clipped_steps_are_short(double? norm, double? value)
    {
        Mlp<float> model = Model();
        float[] before = Weights(model);
        new Trainer(model, new GradientDescent<float>(model.Parameters, 1.0)) { Epochs = 1, BatchSize = 203, ClipNorm = norm, ClipValue = value }.Fit(_train);
        double[] moved = [.. Weights(model).Zip(before, (after, start) => (double)after - start)];
        if (norm is { } length)
        {
            Assert.Equal(length, Math.Sqrt(moved.Sum(step => step * step)), length * 1e-2);
        }
        else
        {
            Assert.Equal(value!.Value, moved.Max(Math.Abs), value.Value * 1e-2);
        }
    }

    [Fact]
    public void A_schedule_counts_steps_and_a_plateau_follows_the_validation_loss()
    {
        Mlp<float> model = Model();
        Trainer trainer = new(model, new GradientDescent<float>(model.Parameters)) { Epochs = 4, BatchSize = 102 };
        trainer.Schedule = Schedule.Step(0.1, 0.5, every: 2).ByEpoch(trainer.StepsPerEpoch(_train));
        Assert.Equal([0.1, 0.1, 0.05, 0.05], trainer.Fit(_train).Epochs.Select(epoch => epoch.LearningRate));

        // A rate of 0 leaves the loss where it is: each epoch but the first is no improvement.
        Plateau plateau = new(0.0);
        Trainer still = new(model, new GradientDescent<float>(model.Parameters)) { Epochs = 3, Plateau = plateau };
        TrainingResult result = still.Fit(_train, _validation);
        Assert.Equal((result.ValidationLosses[0], 0), (plateau.Least, plateau.Waited));
        still.Schedule = Schedule.Constant(0.1);
        Assert.Throws<InvalidOperationException>(() => still.Fit(_train));
    }

    [Fact]
    public void Cancelled_it_stands_after_the_last_whole_step()
    {
        Mlp<float> model = Model();
        Adam<float> optimizer = new(model.Parameters, 3e-3);
        Trainer trainer = new(model, optimizer) { Epochs = 3, Seed = 1, Patience = 1 };
        using CancellationTokenSource cancellation = new();
        float[] atCancel = [];
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(_train, _validation, new Recorder(progress =>
        {
            if (progress is { Epoch: 2, Step: 4 })
            {
                atCancel = Weights(model);
                cancellation.Cancel();
            }
        }), cancellation.Token));
        Assert.Equal(atCancel, Weights(model));
        Assert.Equal(11, optimizer.Steps);

        // It goes on as the loop would have: the same gradients give the same next step.
        trainer.Patience = null;
        trainer.Epochs = 1;
        trainer.Fit(_train);
        Assert.Equal(18, optimizer.Steps);
    }

    [Fact]
    public void A_loss_that_throws_changes_nothing()
    {
        Mlp<float> model = Model();
        Nesterov<float> optimizer = new(model.Parameters);
        int calls = 0;
        Trainer trainer = new(model, optimizer, (output, batch) => ++calls == 3 ? throw new FormatException() : Loss.CrossEntropy(output, batch.Labels));
        float[] before = [];
        Assert.Throws<FormatException>(() => trainer.Fit(_train, progress: new Recorder(_ => before = Weights(model))));
        Assert.Equal(before, Weights(model));
        Assert.Equal(2, optimizer.Steps);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 1.0)]
    public void A_steady_step_allocates_nothing(int batchesPerStep, double? clipNorm)
    {
        Mlp<float> model = Model();
        Trainer trainer = new(model, new Adam<float>(model.Parameters), tape: new() { MaxDegreeOfParallelism = 1 })
        {
            Epochs = 3,
            BatchSize = 10,
            BatchesPerStep = batchesPerStep,
            ClipNorm = clipNorm,
            ClipValue = clipNorm,
        };
        long[] bytes = new long[trainer.StepsPerEpoch(_train) + 1];
        trainer.Fit(_train, progress: new Recorder(progress => bytes[progress.Step] = GC.GetAllocatedBytesForCurrentThread()));
        Assert.Equal(0, bytes[^2] - bytes[1]);
    }

    [Fact]
    public void Progress_is_told_of_every_step_and_epoch()
    {
        Mlp<float> model = Model();
        List<TrainingProgress> told = [];
        TrainingResult result = new Trainer(model, new Adam<float>(model.Parameters)) { Epochs = 2, BatchSize = 100 }.Fit(_train, progress: new Recorder(told.Add));
        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 3), (2, 1), (2, 2), (2, 3), (2, 3)], told.Select(progress => (progress.Epoch, progress.Step)));
        Assert.Equal(result.Epochs, told.Select(progress => progress.Completed).OfType<EpochResult>());
        Assert.Equal((1.0 / 6.0, 1.0), (told[0].Fraction, told[^1].Fraction), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-12 && a.Item2 == b.Item2);
    }

    [Fact]
    public void A_loss_of_ones_own_and_outputs_that_are_no_scores()
    {
        Mlp<float> model = new([64, 1], Activation.Relu, seed: 1);
        Trainer trainer = new(model, new Adam<float>(model.Parameters, 0.01), (output, batch) =>
        {
            float[] targets = [.. batch.Labels.ToArray().Select(label => label / 9f)];
            return Loss.MeanSquaredError(output, targets);
        })
        { Epochs = 20 };
        TrainingResult result = trainer.Fit(_train, _validation);
        Assert.True(result.TrainingLosses[^1] < 0.5 * result.TrainingLosses[0]);
        Assert.True(double.IsNaN(result.TrainingAccuracies[0]) && double.IsNaN(result.ValidationAccuracies[0]));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_training()
    {
        Mlp<float> model = Model();
        float[] before = Weights(model);
        Trainer trainer = new(model, new GradientDescent<float>(model.Parameters, 1e30)) { Epochs = 5, BatchSize = 32, Patience = 2 };
        ArithmeticException refused = Assert.Throws<ArithmeticException>(() => trainer.Fit(_train, _validation));
        Assert.Contains("Trainer.Fit: the validation loss of epoch 1 is NaN", refused.Message, StringComparison.Ordinal);
        Assert.Contains("TrainerTests.cs", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Weights(model));
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        Mlp<float> model = Model();
        Trainer trainer = new(model, new Adam<float>(model.Parameters));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Epochs = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.BatchSize = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.BatchesPerStep = 0);
        Assert.Contains("Trainer: Patience", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Patience = 0).Message, StringComparison.Ordinal);
        trainer.Patience = 1;
        Assert.Contains(nameof(TrainerTests), Assert.Throws<ArgumentException>(() => trainer.Fit(_train)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => new Trainer(new Linear<float>(3, 2, seed: 1), trainer.Optimizer).Fit(_train));
    }

    private static Mlp<float> Model() => new([64, 16, 10], Activation.Relu, seed: 1);

    private static float[] Weights(Module<float> model) => [.. model.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    /// <summary>Reports on the spot; <see cref="Progress{T}"/> would on another thread.</summary>
    private sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
