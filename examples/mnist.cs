#:project Lessons
#:project ../src/Data
#:project ../src/Nn
#:project ../src/Optim
#:project ../src/Training

// Rows 3 and 20. Handwritten digits: a hidden layer, 10 linear outputs, softmax and cross-entropy in mini-batches; or ten perceptrons.
// The four files of MNIST lie in the folder --data, or are fetched to there. With --quick and without them: the embedded digits of 8 x 8.

using System.CommandLine;
using System.Numerics.Tensors;
using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;
using AutoGrad.Viz;

Option<DirectoryInfo?> dataOption = new("--data") { Description = $"The folder with MNIST's four files. They are fetched to there if need be and {Mnist.AddressVariable} is set." };
Option<string> modelOption = new("--model") { Description = "network (784-128-10) or perceptron (ten of them).", DefaultValueFactory = _ => "network" };
Option<int> epochsOption = new("--epochs") { Description = "How often the training digits are gone through.", DefaultValueFactory = _ => 10 };
modelOption.AcceptOnlyFromAmong("network", "perceptron");
return Lesson.Run(args, "MNIST", "Handwritten digits are told apart by a network that was written as a forward pass only.", Show, dataOption, modelOption, epochsOption);

void Show(Lesson lesson)
{
    string? folder = lesson.Value(dataOption)?.FullName;
    bool isMnist = Fetch(folder);
    if (!isMnist && (!lesson.IsQuick || folder is not null))
    {
        lesson.Refuse($"""
            MNIST is {(folder is null ? "not here" : $"not in {folder}")}. Either
              put train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or as .gz, into a folder, or
              set {Mnist.AddressVariable} to the address of a mirror's folder, from which they are fetched into the folder,
            and run: dotnet run examples/mnist.cs -- --data FOLDER
            With --quick alone the lesson runs on 1,797 small digits that are built in.
            """);
        return;
    }

    DatasetParts digits = (isMnist ? Mnist.Load(folder!) : Digits.Load().Split(0.8, lesson.Seed)).WithValidation(0.2, lesson.Seed);
    lesson.Text($"{(isMnist ? "MNIST" : "No --data: the embedded digits of 8 x 8 instead of MNIST")}: {digits.Train.Count} digits to learn from, {digits.Validation.Count} for validation, {digits.Test.Count} to test with.");

    // A small data set is gone through more often.
    int epochs = lesson.Value(epochsOption) * (isMnist ? 1 : 4);
    if (lesson.Value(modelOption) == "perceptron")
    {
        Perceptrons(lesson, digits, epochs);
    }
    else
    {
        Network(lesson, digits, epochs, isMnist);
    }
}

// Whether the files are there, or could be had.
static bool Fetch(string? folder)
{
    if (folder is null || Mnist.IsIn(folder))
    {
        return folder is not null;
    }

    try
    {
        Mnist.Download(folder);
        return true;
    }
    catch (Exception problem) when (problem is InvalidOperationException or HttpRequestException or IOException or FormatException)
    {
        Console.Error.WriteLine(problem.Message);
        return false;
    }
}

static void Network(Lesson lesson, DatasetParts digits, int epochs, bool isMnist)
{
    Mlp<float> model = new([digits.Train.FeatureCount, 128, 10], Activation.Relu, seed: lesson.Seed);
    Trainer trainer = new(model, new Adam<float>(model.Parameters)) { Epochs = epochs, BatchSize = isMnist ? 128 : 32, Seed = lesson.Seed, Patience = 5 };
    trainer.Schedule = Schedule.Cosine(2e-3, period: epochs * trainer.StepsPerEpoch(digits.Train), minimum: 1e-4);
    TrainingResult result;
    using (ProgressBar bar = lesson.Progress("training", epochs))
    {
        result = trainer.Fit(digits.Train, digits.Validation, new EpochTicks(bar));
    }

    lesson.Table(
        ["epoch", "training loss", "training, %", "validation, %", "s"],
        result.Epochs.Select(object[] (epoch) => [epoch.Epoch, epoch.TrainingLoss, 100.0 * epoch.TrainingAccuracy, 100.0 * epoch.ValidationAccuracy, epoch.Duration.TotalSeconds]));
    lesson.Text($"{result.Epochs.Average(epoch => epoch.Duration.TotalSeconds):F2} s/epoch; best epoch by validation: {result.BestEpoch}");

    ConfusionMatrix confusion = ConfusionMatrix.Of(model, digits.Test);
    lesson.Text($"test accuracy: {100.0 * confusion.Accuracy:F1} %, macro F1 {confusion.Macro.F1:F3}");
    lesson.Report?.Lines("Loss", [new("training", result.EpochNumbers, result.TrainingLosses), new("validation", result.EpochNumbers, result.ValidationLosses)], "epoch", "loss", logY: true);
    lesson.Report?.ConfusionMatrix("Test digits", confusion.ToArray());
    if (lesson.Report is not null)
    {
        int side = isMnist ? 28 : 8;
        (int Row, int Taken)[] wrong = [.. Misclassified(model, digits.Test).Take(60)];
        lesson.Report.Images("Misclassified test digits", [.. wrong.Select(digit => Pixels(digits.Test.Input(digit.Row)))], side, captions: [.. wrong.Select(digit => $"{digits.Test.Label(digit.Row)}, taken for {digit.Taken}")]);
        Parameter<float> first = model.Layers[0].Weight;
        lesson.Report.Images("What 40 hidden units look for", [.. Enumerable.Range(0, 40).Select(unit => Column(first, unit))], side);
    }

    lesson.Figures.AtLeast("test accuracy, %", 100.0 * confusion.Accuracy, isMnist ? 97.5 : 94.0);
}

// Row 3: perceptron k learns "is it a k?" by theta += (y - f(x)) x; the largest weighted sum wins.
static void Perceptrons(Lesson lesson, DatasetParts digits, int epochs)
{
    int features = digits.Train.FeatureCount;
    Linear<float> perceptrons = new(features, 10, seed: 1, Initializer.Zeros);
    float[] theta = new float[features * 10];
    float[] bias = new float[10];
    List<(double Validation, ConfusionMatrix Test)> results = [];
    using ProgressBar bar = lesson.Progress("learning", epochs);
    foreach (Batch digit in digits.Train.Batches(size: 1, epochs, lesson.Seed))
    {
        ReadOnlySpan<float> x = digit.Inputs;
        for (int k = 0; k < 10; k++)
        {
            Span<float> own = theta.AsSpan(k * features, features);
            float error = (digit.Labels[0] == k ? 1f : 0f) - (TensorPrimitives.Dot(own, x) + bias[k] > 0f ? 1f : 0f);
            TensorPrimitives.MultiplyAdd(x, error, own, own);
            bias[k] += error;
        }

        if (digit.IsLastOfEpoch)
        {
            // As a layer: W has a column for each perceptron.
            perceptrons.Weight.Assign([.. Enumerable.Range(0, theta.Length).Select(place => theta[(place % 10 * features) + (place / 10)])]);
            perceptrons.Bias!.Assign(bias);
            results.Add((100.0 * ConfusionMatrix.Of(perceptrons, digits.Validation).Accuracy, ConfusionMatrix.Of(perceptrons, digits.Test)));
            bar.Advance();
        }
    }

    int best = Enumerable.Range(0, results.Count).MaxBy(epoch => results[epoch].Validation);
    lesson.Table(["epoch", "validation, %", "test, %"], results.Select(object[] (epoch, index) => [index + 1, epoch.Validation, 100.0 * epoch.Test.Accuracy]));
    lesson.Text($"best epoch by validation: {best + 1}; test accuracy: {100.0 * results[best].Test.Accuracy:F1} %");
    lesson.Report?.ConfusionMatrix("Test digits", results[best].Test.ToArray());
    lesson.Figures.AtLeast("validation accuracy of the best epoch, %", results[best].Validation, 87.0);
}

static IEnumerable<(int Row, int Taken)> Misclassified(Mlp<float> model, Dataset test)
{
    for (int row = 0; row < test.Count; row++)
    {
        float[] scores = model.Predict(test.Input(row), [1, test.FeatureCount]);
        int taken = Array.IndexOf(scores, scores.Max());
        if (taken != test.Label(row))
        {
            yield return (row, taken);
        }
    }
}

static double[] Pixels(ReadOnlySpan<float> input) => [.. input.ToArray().Select(pixel => (double)pixel)];

static double[] Column(Parameter<float> weight, int unit) =>
    [.. Enumerable.Range(0, weight.Shape[0]).Select(input => (double)weight.Values[(input * weight.Shape[1]) + unit])];

sealed class EpochTicks(ProgressBar bar) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Completed is not null)
        {
            bar.Advance();
        }
    }
}
