#:project Lessons
#:project ../src/Data

// Row 3. Ten perceptrons, each trained by the perceptron's rule on "is it digit k?"; the class of the largest weighted sum wins.
// On MNIST: mnist.cs --model perceptron.

using AutoGrad.Data;
using AutoGrad.Lessons;

return Lesson.Run(args, "The multi-class perceptron", "Ten perceptrons tell ten digits apart: the largest weighted sum wins.", Show);

static void Show(Lesson lesson)
{
    DatasetSplit split = Digits.Load().Split(train: 0.8, seed: lesson.Seed);
    DatasetSplit learning = split.Train.Split(train: 0.8, seed: lesson.Seed);
    (double[][] x, int[] labels) = Rows(learning.Train);
    (double[][] validationX, int[] validationLabels) = Rows(learning.Test);
    (double[][] testX, int[] testLabels) = Rows(split.Test);

    Perceptron[] perceptrons = [.. Enumerable.Range(0, 10).Select(_ => new Perceptron(64))];
    List<(double Train, double Validation, double Test)> accuracies = [];
    int best = 0;
    int[,] confusion = new int[10, 10];
    foreach (int epoch in lesson.Steps("learning", 30))
    {
        for (int row = 0; row < x.Length; row++)
        {
            for (int k = 0; k < 10; k++)
            {
                perceptrons[k].Learn(x[row], labels[row] == k ? 1 : 0);
            }
        }

        accuracies.Add((Accuracy(perceptrons, x, labels), Accuracy(perceptrons, validationX, validationLabels), Accuracy(perceptrons, testX, testLabels)));

        // The epoch is chosen by the validation digits; the test digits only tell how good the choice was.
        if (epoch == 0 || accuracies[epoch].Validation > accuracies[best].Validation)
        {
            best = epoch;
            confusion = Confusion(perceptrons, testX, testLabels);
        }
    }

    lesson.Table(
        ["epoch", "training, %", "validation, %", "test, %"],
        accuracies.Select(object[] (accuracy, epoch) => [epoch + 1, accuracy.Train, accuracy.Validation, accuracy.Test]));
    lesson.Text($"Best by validation: epoch {best + 1}.");
    lesson.Report?.Lines(
        "Accuracy",
        [new("training", [.. accuracies.Select(epoch => epoch.Train)]), new("validation", [.. accuracies.Select(epoch => epoch.Validation)]), new("test", [.. accuracies.Select(epoch => epoch.Test)])],
        "epoch",
        "%");
    lesson.Report?.ConfusionMatrix("Test digits at the best epoch", confusion);
    lesson.Report?.Images("The weights of the ten perceptrons at last", [.. perceptrons.Select(perceptron => perceptron.Theta[1..].ToArray())], 8, captions: [.. Enumerable.Range(0, 10).Select(k => $"{k}")]);
    lesson.Figures.AtLeast("validation accuracy of the best epoch, %", accuracies[best].Validation, 93.0);
    lesson.Figures.AtLeast("test accuracy of that epoch, %", accuracies[best].Test, 91.0);
}

static int Classify(Perceptron[] perceptrons, double[] x)
{
    double[] sums = [.. perceptrons.Select(perceptron => perceptron.WeightedSum(x))];
    return Array.IndexOf(sums, sums.Max());
}

static double Accuracy(Perceptron[] perceptrons, double[][] x, int[] labels) =>
    100.0 * Enumerable.Range(0, x.Length).Count(row => Classify(perceptrons, x[row]) == labels[row]) / x.Length;

// Rows: the digit, columns: what it was taken for.
static int[,] Confusion(Perceptron[] perceptrons, double[][] x, int[] labels)
{
    int[,] counts = new int[10, 10];
    for (int row = 0; row < x.Length; row++)
    {
        counts[labels[row], Classify(perceptrons, x[row])]++;
    }

    return counts;
}

static (double[][] X, int[] Labels) Rows(Dataset digits) => (
    [.. Enumerable.Range(0, digits.Count).Select(double[] (row) => [.. digits.Input(row).ToArray().Select(pixel => (double)pixel)])],
    [.. Enumerable.Range(0, digits.Count).Select(digits.Label)]);
