#:project Lessons
#:project ../src/Nn

// Row 12. Why nobody minimizes the number of mistakes: 1 - correct / n is a staircase, and a staircase has gradient 0 wherever it has
// one. Cross-entropy falls where the staircase is flat.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Viz;

return Lesson.Run(args, "Accuracy is no loss", "1 - correct / n has gradient 0 almost everywhere; cross-entropy has not.", Show);

static void Show(Lesson lesson)
{
    Points points = Points.Clouds(lesson.Random, 100, (-0.8, -0.5, 0.8), (0.8, 0.5, 0.8));
    int places = lesson.IsQuick ? 200 : 1000;
    double greatest = 0.0;
    double smallest = double.PositiveInfinity;
    int flat = 0;
    foreach (int place in lesson.Steps("places", places))
    {
        double[] theta = lesson.Random.NextNormals(3);
        (double error, double[] gradient) = Differentiate.ValueAndGradient<double>(w => Error(w, points), theta);
        double[] entropy = Differentiate.Gradient<double>(w => CrossEntropy(w, points), theta);
        greatest = Math.Max(greatest, gradient.Max(Math.Abs));
        smallest = Math.Min(smallest, entropy.Max(Math.Abs));

        // A difference quotient sees the same, unless a point happens to change sides within its step.
        flat += Differentiate.ValueAndGradient<double>(w => Error(w, points), [theta[0] + 1e-6, theta[1], theta[2]]).Value == error ? 1 : 0;
    }

    lesson.Table(
        [$"at {places} random weights", "greatest |gradient entry|, at any place"],
        ["1 - correct / n, at most", greatest],
        ["cross-entropy, at least", smallest]);
    lesson.Text($"A step of 1e-6 along w1 leaves 1 - correct / n as it is at {100.0 * flat / places:F1} % of the places.");
    double[] w1 = Grid.Evenly(-1.0, 3.0, 801);
    double Along(Func<Variable<double>, Points, Variable<double>> loss, double w) => loss(new Tape<double>().Constant([w, 0.4, 0.1]), points).Item();
    lesson.Report?.Lines("Both along one weight", [new("1 - correct / n", w1, [.. w1.Select(w => Along(Error, w))]), new("cross-entropy", w1, [.. w1.Select(w => Along(CrossEntropy, w))])], "w1", "loss");
    lesson.Figures.Equal("greatest gradient of 1 - correct / n", greatest, 0.0);
    lesson.Figures.Above("smallest gradient of cross-entropy", smallest, 1e-3);
    lesson.Figures.AtLeast("places where a small step changes no accuracy, %", 100.0 * flat / places, 99.0);
}

// z = w1 x1 + w2 x2 + b
static Variable<double> Sum(Variable<double> theta, Points points) =>
    theta.Tape.Constant(points.Inputs, [points.Count, 2]).MatMul(theta[..2]) + theta[2];

// 1 - correct / n: a point is right where z t > 0, t = 2y - 1.
static Variable<double> Error(Variable<double> theta, Points points)
{
    Variable<double> t = theta.Tape.Constant([.. points.Targets.Select(y => (2.0 * y) - 1.0)]);
    return 1.0 - (Sum(theta, points) * t).Map<Step>().Mean();
}

static Variable<double> CrossEntropy(Variable<double> theta, Points points) =>
    Loss.BinaryCrossEntropyWithLogits(Sum(theta, points), theta.Tape.Constant(points.Targets));

internal readonly struct Step : IPointwise
{
    public N Value<N>(N z)
        where N : struct, IReal<N> => N.Select(z > 0.0, 1.0, 0.0);
}
