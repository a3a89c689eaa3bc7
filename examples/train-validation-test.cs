#:project Lessons
#:project ../src/Data
#:project ../src/Nn
#:project ../src/Optim
#:project ../src/Training

// Row 33. What is learned from, what tells when to stop, and what tells how good it is: 48,000, 12,000 and 10,000 digits of MNIST, or the
// embedded digits without --data. Too small a model cannot learn them (underfitting), too long a training learns them by heart (overfitting).

using System.CommandLine;
using AutoGrad.Data;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

Option<DirectoryInfo?> dataOption = new("--data") { Description = "The folder with MNIST's four files; without it the embedded digits serve." };
return Lesson.Run(args, "Train, validation, test", "Underfitting, overfitting, and stopping in between by data that is not learned from.", Show, dataOption);

void Show(Lesson lesson)
{
    string? folder = lesson.Value(dataOption)?.FullName;
    if (folder is not null && !Mnist.IsIn(folder))
    {
        lesson.Refuse($"MNIST is not in {folder}: mnist.cs says how to get it. Without --data the lesson runs on the embedded digits.");
        return;
    }

    bool isMnist = folder is not null;
    DatasetParts digits = isMnist ? Mnist.Load(folder!).WithValidation(0.2, lesson.Seed) : Digits.Load().Split(0.6, 0.2, lesson.Seed);
    lesson.Text($"{(isMnist ? "MNIST" : "The embedded digits")}: {digits.Train.Count} digits to learn from, {digits.Validation.Count} for validation, {digits.Test.Count} to test with.");

    lesson.Heading("1. Underfitting and overfitting");
    Dataset few = digits.Train.Slice(0, isMnist ? 1000 : 200);
    int[] units = [1, 4, 16, 64, 256];
    EpochResult[] fits = [.. units.Select(hidden => Fit(lesson, few, digits.Validation, hidden, epochs: isMnist ? 30 : 60, patience: null).Result.Epochs[^1])];
    lesson.Table(
        ["hidden units", "training, %", "validation, %", "gap"],
        fits.Select(object[] (fit, index) => [units[index], 100.0 * fit.TrainingAccuracy, 100.0 * fit.ValidationAccuracy, 100.0 * (fit.TrainingAccuracy - fit.ValidationAccuracy)]));
    lesson.Text($"From {few.Count} digits: one unit cannot even tell these apart; many tell them all apart and no others as well.");
    double[] sizes = [.. units];
    lesson.Report?.Lines(
        $"Accuracy after learning {few.Count} digits",
        [new("training", sizes, [.. fits.Select(fit => 100.0 * fit.TrainingAccuracy)]), new("validation", sizes, [.. fits.Select(fit => 100.0 * fit.ValidationAccuracy)])],
        "hidden units",
        "%",
        logX: true);
    lesson.Figures.Below("underfitting: training accuracy with 1 unit, %", 100.0 * fits[0].TrainingAccuracy, 60.0);
    lesson.Figures.AtLeast("overfitting: training accuracy with 256 units, %", 100.0 * fits[^1].TrainingAccuracy, 99.5);
    lesson.Figures.Above("and its gap to validation, points", 100.0 * (fits[^1].TrainingAccuracy - fits[^1].ValidationAccuracy), 3.0);

    lesson.Heading("2. Stopping where the validation loss is least");
    int patience = lesson.IsQuick ? 2 : 4;
    (TrainingResult result, Evaluation[] tests, Evaluation atEnd) = Fit(lesson, digits.Train, digits.Validation, hidden: 128, epochs: 100, patience, digits.Test);
    lesson.Table(
        ["epoch", "training loss", "validation loss", "test loss"],
        result.Epochs.Select(object[] (epoch, index) => [epoch.Epoch, epoch.TrainingLoss, epoch.ValidationLoss, tests[index].Loss]));
    lesson.Report?.Lines(
        "Loss",
        [new("training", result.EpochNumbers, result.TrainingLosses), new("validation", result.EpochNumbers, result.ValidationLosses), new("test", result.EpochNumbers, [.. tests.Select(test => test.Loss)])],
        "epoch",
        "loss",
        logY: true);
    lesson.Text($"Stopped after epoch {result.Epochs.Count}, {patience} epochs after the best one, {result.BestEpoch}, whose weights are restored.");
    lesson.Text($"validation accuracy: {100.0 * result.Best.ValidationAccuracy:F2} %, test accuracy: {100.0 * atEnd.Accuracy:F2} %");
    lesson.Figures.True("stopped before the last epoch", result.StoppedEarly);
    lesson.Figures.Equal("stopping epoch less the best one", result.Epochs.Count - result.BestEpoch, patience);
    lesson.Figures.AtMost("distance of test and validation accuracy, points", 100.0 * Math.Abs(atEnd.Accuracy - result.Best.ValidationAccuracy), isMnist ? 1.0 : 3.0);
}

static (TrainingResult Result, Evaluation[] Tests, Evaluation AtEnd) Fit(
    Lesson lesson, Dataset train, Dataset validation, int hidden, int epochs, int? patience, Dataset? test = null)
{
    Mlp<float> model = new([train.FeatureCount, hidden, 10], Activation.Relu, seed: lesson.Seed);
    Trainer trainer = new(model, new Adam<float>(model.Parameters, learningRate: 2e-3)) { Epochs = epochs, BatchSize = train.Count > 5000 ? 128 : 16, Seed = lesson.Seed, Patience = patience };
    List<Evaluation> tests = [];
    using ProgressBar bar = lesson.Progress($"{hidden} units", epochs);
    TrainingResult result = trainer.Fit(train, validation, new EndOfEpoch(() =>
    {
        tests.Add(test is null ? default : trainer.Evaluate(test));
        bar.Advance();
    }));
    return (result, [.. tests], test is null ? default : trainer.Evaluate(test));
}

sealed class EndOfEpoch(Action action) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Completed is not null)
        {
            action();
        }
    }
}
