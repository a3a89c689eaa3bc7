#:project Lessons
#:project ../src/Training

// Row 20. K classes: a hidden layer, K linear outputs z, p = softmax(z), the loss -log p_k of the class k that it was, in mini-batches; on
// 1,797 handwritten digits. mnist.cs does the same on MNIST.

using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

return Lesson.Run(args, "K classes", "Softmax and cross-entropy on handwritten digits, the confusion matrix and the misclassified ones.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. One example: the loss is -log p_k, and dl/dz_j = p_j - [j = k]");
    double[] z = lesson.Random.NextNormals(10);
    const int K = 3;
    double[] p = new Tape<double>().Constant(z).Softmax().ToArray();
    (double loss, double[] gradient) = Differentiate.ValueAndGradient<double>(logits => Loss.CrossEntropy(logits.Reshape(1, 10), [K]), z);
    double[] byHand = [.. p.Select((share, j) => share - (j == K ? 1.0 : 0.0))];
    lesson.Table(["j", "z", "p", "dl/dz by the tape", "p - [j = k]"], Enumerable.Range(0, 10).Select(object[] (j) => [j, z[j], p[j], gradient[j], byHand[j]]));
    lesson.Figures.Near("the loss: -log p_k", loss, -Math.Log(p[K]), 1e-12);
    lesson.Figures.AtMost("dl/dz against p - [j = k]", gradient.Zip(byHand, (a, b) => Math.Abs(a - b)).Max(), 1e-12);

    lesson.Heading("2. Digits");
    int epochs = lesson.IsQuick ? 15 : 40;
    DatasetSplit digits = Digits.Load().Split(train: 0.8, seed: lesson.Seed);
    Mlp<float> model = new([64, 64, 10], Activation.Relu, lesson.Seed);
    Trainer trainer = new(model, new Adam<float>(model.Parameters, learningRate: 3e-3)) { Epochs = epochs, BatchSize = 32, Seed = lesson.Seed };
    using (ProgressBar bar = lesson.Progress("training", epochs))
    {
        TrainingResult result = trainer.Fit(digits.Train, digits.Test, new Epochs(bar));
        lesson.Table(
            ["epoch", "loss", "accuracy, %", "test loss", "test accuracy, %"],
            result.Epochs.Where(epoch => epoch.Epoch == 1 || epoch.Epoch % 5 == 0).Select(object[] (epoch) =>
                [epoch.Epoch, epoch.TrainingLoss, 100.0 * epoch.TrainingAccuracy, epoch.ValidationLoss, 100.0 * epoch.ValidationAccuracy]));
        lesson.Report?.Lines("Loss by epoch", [new("training", result.EpochNumbers, result.TrainingLosses), new("test", result.EpochNumbers, result.ValidationLosses)], "epoch", "loss", logY: true);
    }

    lesson.Heading("3. What was taken for what");
    ConfusionMatrix confusion = ConfusionMatrix.Of(model, digits.Test);
    string[] names = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];
    lesson.Table(
        ["digit", .. names, "recall, %"],
        Enumerable.Range(0, 10).Select(object[] (digit) => [digit, .. Enumerable.Range(0, 10).Select(object (guess) => confusion[digit, guess]), 100.0 * confusion[digit].Recall]));
    lesson.Report?.ConfusionMatrix("Test digits: what each was taken for", confusion.ToArray(), names);

    List<double[]> pixels = [];
    List<string> captions = [];
    for (int row = 0; row < digits.Test.Count; row++)
    {
        int guess = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(model.Predict(digits.Test.Input(row), [1, 64]));
        if (guess != digits.Test.Label(row))
        {
            pixels.Add([.. digits.Test.Input(row).ToArray().Select(grey => (double)grey)]);
            captions.Add($"{digits.Test.Label(row)} as {guess}");
        }
    }

    lesson.Text($"Misclassified of {digits.Test.Count}: {string.Join(", ", captions)}");
    if (pixels.Count > 0)
    {
        lesson.Report?.Images("The misclassified digits", pixels, width: 8, columns: 8, captions);
    }

    float[] weights = [.. model.Layers[0].Weight.Values];
    lesson.Report?.Images("What the hidden units look for: their weights", [.. Enumerable.Range(0, 64).Select(unit => Enumerable.Range(0, 64).Select(pixel => (double)weights[(64 * pixel) + unit]).ToArray())], width: 8, columns: 16);
    lesson.Figures.Equal("digits that are misclassified, as the confusion matrix has them", pixels.Count, confusion.Total - confusion.Correct);
    lesson.Figures.AtLeast("test accuracy, %", 100.0 * confusion.Accuracy, 96.0);
}

// The bar moves at the end of each epoch.
internal sealed class Epochs(ProgressBar bar) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Completed is not null)
        {
            bar.Advance();
        }
    }
}
