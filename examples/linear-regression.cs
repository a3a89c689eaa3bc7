#:project Lessons
#:project ../src/Optim

// Row 10. Linear regression f(x) = w'x + b: once solved in closed form and once by descent on L = (1/n) sum (f(x) - y)^2, whose gradient
// is (2/n) sum (f(x) - y) grad f(x).

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Linear regression", "The closed form and gradient descent reach the same weights.", Show);

static void Show(Lesson lesson)
{
    // y = 1.5 x1 - 2 x2 + 0.5 x3 + 0.7 and noise; a column of ones carries b.
    const int Count = 200;
    double[] truth = [1.5, -2.0, 0.5, 0.7];
    double[] x = [.. Enumerable.Range(0, Count).SelectMany(IEnumerable<double> (_) => [.. lesson.Random.NextNormals(3), 1.0])];
    double[] y = [.. Enumerable.Range(0, Count).Select(row => Enumerable.Range(0, 4).Sum(i => truth[i] * x[(4 * row) + i]) + (0.3 * lesson.Random.NextNormal()))];

    lesson.Heading("1. The gradient");
    double[] somewhere = lesson.Random.NextNormals(4);
    double[] fromTape = Differentiate.Gradient<double>(theta => Loss(theta, x, y), somewhere);
    double[] byHand = new double[4];
    for (int row = 0; row < Count; row++)
    {
        // grad f(x) = x, the one for the bias included.
        double difference = Enumerable.Range(0, 4).Sum(i => somewhere[i] * x[(4 * row) + i]) - y[row];
        for (int i = 0; i < 4; i++)
        {
            byHand[i] += 2.0 / Count * difference * x[(4 * row) + i];
        }
    }

    lesson.Table(
        ["at random weights", "dL/dw1", "dL/dw2", "dL/dw3", "dL/db"],
        ["tape", .. fromTape.Cast<object>()],
        ["formula", .. byHand.Cast<object>()]);
    lesson.Figures.AtMost("gradient of the tape against (2/n) sum (f(x) - y) grad f(x)", Apart(fromTape, byHand), 1e-12);

    lesson.Heading("2. X'X theta = X'y, and descent");
    Tape<double> tape = new();
    Variable<double> inputs = tape.Constant(x, [Count, 4]);
    double[] solved = inputs.MatMul(inputs, transposeLeft: true).Solve(inputs.MatMul(tape.Constant(y), transposeLeft: true)).ToArray();

    Parameter<double> weights = Parameter<double>.Zeros("theta", [4]);
    GradientDescent<double> descent = new([weights], learningRate: 0.1);
    List<double> losses = [];
    List<double[]> path = [];
    for (int step = 0; step < 500; step++)
    {
        tape.Reset();
        Variable<double> loss = Loss(tape.Variable(weights), x, y);
        losses.Add(loss.Item());
        path.Add(weights.Values.ToArray());
        descent.Step(loss.Gradients());
    }

    double[] descended = weights.Values.ToArray();
    lesson.Table(
        ["", "w1", "w2", "w3", "b"],
        ["truth", .. truth.Cast<object>()],
        ["closed form", .. solved.Cast<object>()],
        ["500 steps of descent", .. descended.Cast<object>()]);
    lesson.Report?.Contours(
        "L over w1 and w2 (w3 and b at their best), and the way of descent",
        Grid.Of(Grid.Evenly(-0.5, 3.0, 60), Grid.Evenly(-3.5, 0.5, 60), (w1, w2) => Loss(new Tape<double>().Constant([w1, w2, solved[2], solved[3]]), x, y).Item()),
        [new("descent", [.. path.Select(at => at[0])], [.. path.Select(at => at[1])])],
        xLabel: "w1",
        yLabel: "w2");
    lesson.Report?.Lines("Loss", [new("L", losses[..100])], "step", "L", logY: true);
    lesson.Report?.Scatter("What is left of y once the other inputs are taken out", [new("examples", Column(x, 0), Residuals(x, y, solved)), new("w1 x1", [-3.0, 3.0], [-3.0 * solved[0], 3.0 * solved[0]]) { Style = SeriesStyle.Line }], "x1", "y - w2 x2 - w3 x3 - b");
    lesson.Figures.AtMost("weights of descent against the closed form", Apart(solved, descended), 1e-6);
    lesson.Figures.AtMost("weights of the closed form against the truth", Apart(solved, truth), 0.15);
}

static Variable<double> Loss(Variable<double> theta, double[] x, double[] y)
{
    Variable<double> f = theta.Tape.Constant(x, [y.Length, 4]).MatMul(theta);
    return (f - theta.Tape.Constant(y)).Square().Mean();
}

static double[] Column(double[] x, int column) => [.. Enumerable.Range(0, x.Length / 4).Select(row => x[(4 * row) + column])];

static double[] Residuals(double[] x, double[] y, double[] theta) =>
    [.. Enumerable.Range(0, y.Length).Select(row => y[row] - Enumerable.Range(1, 3).Sum(i => theta[i] * x[(4 * row) + i]))];

static double Apart(double[] a, double[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Max();
