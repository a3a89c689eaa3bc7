#:project Lessons
#:project ../src/Autodiff

// Row 4. The nearest mean draws its line half way between the means of two classes, whatever their spread; the perceptron looks
// for a line without errors. Both are z = w'x + b, and class 1 is where z > 0.

using System.Numerics.Tensors;
using AutoGrad.Lessons;

return Lesson.Run(args, "Nearest mean against perceptron", "Two classes of unequal spread: the line between the means is not the line between the classes.", Show);

static void Show(Lesson lesson)
{
    // Class 1 (y = 1) is narrow, class 2 (y = 0) wide, and a gap lies between them: a line separates them.
    Random random = lesson.Random;
    Points points = Points.Clouds(random, 400, (3.0, 0.0, 1.6), (-1.5, 0.0, 0.3));
    int[] kept = [.. Enumerable.Range(0, points.Count).Where(row => points.Labels[row] == 1 ? points.Inputs[2 * row] < -0.75 : points.Inputs[2 * row] > -0.45)];
    points = new Points([.. kept.SelectMany(row => points.Inputs[(2 * row)..((2 * row) + 2)])], [.. kept.Select(row => points.Labels[row])]);

    double[] mu1 = [points.X(1).Average(), points.Y(1).Average()];
    double[] mu2 = [points.X(0).Average(), points.Y(0).Average()];

    // |x - mu2|^2 - |x - mu1|^2 = w'x + b with w = 2 (mu1 - mu2), b = |mu2|^2 - |mu1|^2: the squares of x cancel.
    double[] w = [2.0 * (mu1[0] - mu2[0]), 2.0 * (mu1[1] - mu2[1])];
    double b = TensorPrimitives.SumOfSquares<double>(mu2) - TensorPrimitives.SumOfSquares<double>(mu1);
    double NearestMean(double x1, double x2) => (w[0] * x1) + (w[1] * x2) + b;
    double Distances(double x1, double x2) => Square(x1 - mu2[0]) + Square(x2 - mu2[1]) - Square(x1 - mu1[0]) - Square(x2 - mu1[1]);

    Perceptron perceptron = new(2);
    int epochs = perceptron.Train(points.Inputs, points.Labels, epochs: 10000);
    double Perceptron(double x1, double x2) => perceptron.WeightedSum([x1, x2]);
    lesson.Text($"The perceptron stopped after {epochs} epochs.");
    double[] theta = [.. perceptron.Theta];
    int missed = Errors(points, NearestMean);
    int missedByPerceptron = Errors(points, Perceptron);
    lesson.Table(
        ["classifier", "w1", "w2", "b", "errors"],
        ["nearest mean", w[0], w[1], b, missed],
        ["perceptron", theta[1], theta[2], theta[0], missedByPerceptron]);

    lesson.Report?.Scatter(
        "Both lines",
        [.. points.Series, new("means", [mu1[0], mu2[0]], [mu1[1], mu2[1]]), points.Line("nearest mean", w[0], w[1], b), points.Line("perceptron", theta[1], theta[2], theta[0])],
        "x1",
        "x2");
    lesson.Figures.AtMost("w'x + b against the distances", Enumerable.Range(0, points.Count).Max(row => Apart(points.Inputs[2 * row], points.Inputs[(2 * row) + 1])), 1e-12);
    lesson.Figures.Equal("errors of the perceptron", missedByPerceptron, 0);
    lesson.Figures.Above("errors of the nearest mean", missed, 0);

    double Apart(double x1, double x2) => Math.Abs(NearestMean(x1, x2) - Distances(x1, x2));
}

static double Square(double x) => x * x;

static int Errors(Points points, Func<double, double, double> z) =>
    Enumerable.Range(0, points.Count).Count(row => (z(points.Inputs[2 * row], points.Inputs[(2 * row) + 1]) > 0.0 ? 1 : 0) != points.Labels[row]);
