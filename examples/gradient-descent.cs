#:project Lessons
#:project ../src/Optim

// Row 22. Gradient descent: theta <- theta - alpha grad E until N steps are made or |delta theta| < eps. On a quadratic everything about
// it is known: along each eigenvector the error shrinks by 1 - alpha lambda a step, so it diverges exactly when alpha > 2 / lambda_max.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Gradient descent", "Small, good and exploding rates on a quadratic, and the bound 2 / lambda_max.", Show);

static void Show(Lesson lesson)
{
    const double Eps = 1e-8;
    int most = lesson.IsQuick ? 3000 : 20_000;
    (double X, double Y) start = (4.0, 1.0);
    double[,] h = Differentiate.Hessian<double>(theta => Quadratic(theta[0], theta[1]), [0.3, -0.7]);

    // The eigenvalues and -vectors of the symmetric h.
    double middle = 0.5 * (h[0, 0] + h[1, 1]);
    double radius = double.Hypot(0.5 * (h[0, 0] - h[1, 1]), h[0, 1]);
    (double low, double high) = (middle - radius, middle + radius);
    double length = double.Hypot(h[0, 1], high - h[0, 0]);
    (double ux, double uy) = (h[0, 1] / length, (high - h[0, 0]) / length);
    (double alongHigh, double alongLow) = ((start.X * ux) + (start.Y * uy), (start.Y * ux) - (start.X * uy));
    double bound = 2.0 / high;
    lesson.Text($"E = (3 x^2 + 2 x y + 2 y^2) / 2: lambda_min = {low:F4}, lambda_max = {high:F4}, 2 / lambda_max = {bound:F4}");

    lesson.Heading("1. Small, good and exploding rates");
    (string Name, double Alpha)[] rates =
    [
        ("small: 0.01", 0.01),
        ("1 / lambda_max", 1.0 / high),
        ("the best: 2 / (lambda_min + lambda_max)", 2.0 / (low + high)),
        ("just below 2 / lambda_max", 0.999 * bound),
        ("just above 2 / lambda_max", 1.001 * bound),
    ];
    List<object[]> rows = [];
    List<Series> curves = [];
    Dictionary<string, int> counts = [];
    foreach ((string name, double alpha) in lesson.Steps("descending", rates.Length).Select(index => rates[index]))
    {
        (int steps, double x, double y) = Descend(start, alpha, most, Eps);
        int predicted = Predicted(alpha * low, alpha * high, alongLow, alongHigh, most, Eps);
        counts[name] = steps;
        rows.Add([name, alpha, steps, predicted, double.Hypot(x, y)]);
        curves.Add(Descent.Along(name, Quadratic, start, theta => new GradientDescent<double>(theta, alpha), steps: 60).Curve);
        lesson.Figures.Equal($"steps at alpha = {name}", steps, predicted);
    }

    lesson.Table(["rate", "alpha", "steps until |delta theta| < 1e-8", "as the eigenvalues tell", "distance at last"], rows);
    lesson.Report?.Lines("E over the steps", curves, "step", "E", logY: true);
    lesson.Figures.AtLeast("steps at the small rate against the best", (double)counts[rates[0].Name] / counts[rates[2].Name], 10.0);

    lesson.Heading("2. It diverges exactly when alpha > 2 / lambda_max");
    double[] shares = [.. Enumerable.Range(1, 150).Select(percent => percent / 100.0).Where(share => share != 1.0), 0.998, 1.002];
    int wrong = shares.Count(share =>
    {
        (_, double x, double y) = Descend(start, share * bound, most, Eps);
        bool diverges = !(double.Hypot(x, y) <= double.Hypot(start.X, start.Y));
        return diverges != share > 1.0;
    });
    lesson.Text($"{shares.Length} rates from 0.01 to 1.5 times the bound were tried; {wrong} of them against the rule.");
    lesson.Figures.Equal("rates that diverge below the bound or converge above it", wrong, 0);

    if (lesson.Report is { } report)
    {
        double[] all = [.. shares.Where(share => share < 1.0).Order()];
        report.Lines("Steps over the rate", [new("steps", [.. all.Select(share => share * bound)], [.. all.Select(share => (double)Descend(start, share * bound, most, Eps).Steps)])], "alpha", "steps", logY: true);
        report.Contours(
            "Paths at three rates",
            Descent.Map(Quadratic, (-5.0, 5.0), (-5.0, 5.0)),
            [.. new[] { 0.05, 0.5, 0.97 }.Select(share => Descent.Along($"{share} of the bound", Quadratic, start, theta => new GradientDescent<double>(theta, share * bound), steps: 30).Path)],
            logLevels: true,
            "x",
            "y");
    }
}

static Variable<double> Quadratic(Variable<double> x, Variable<double> y) => 0.5 * ((3.0 * x.Square()) + (2.0 * x * y) + (2.0 * y.Square()));

// theta <- theta - alpha grad E until N steps or |delta theta| < eps.
static (int Steps, double X, double Y) Descend((double X, double Y) start, double alpha, int most, double eps)
{
    Parameter<double> x = new("x", [start.X], []);
    Parameter<double> y = new("y", [start.Y], []);
    GradientDescent<double> descent = new([x, y], alpha);
    Tape<double> tape = new();
    for (int step = 1; step <= most; step++)
    {
        (double beforeX, double beforeY) = (x.Values[0], y.Values[0]);
        tape.Reset();
        descent.Step(Quadratic(tape.Variable(x), tape.Variable(y)).Gradients());
        double moved = double.Hypot(x.Values[0] - beforeX, y.Values[0] - beforeY);
        if (moved < eps || moved > 1e100)
        {
            return (step, x.Values[0], y.Values[0]);
        }
    }

    return (most, x.Values[0], y.Values[0]);
}

// Step t moves by alpha lambda c (1 - alpha lambda)^(t - 1) along an eigenvector along which the start is at c.
static int Predicted(double low, double high, double alongLow, double alongHigh, int most, double eps)
{
    for (int step = 1; step <= most; step++)
    {
        double moved = double.Hypot(low * alongLow * Math.Pow(1.0 - low, step - 1), high * alongHigh * Math.Pow(1.0 - high, step - 1));
        if (moved < eps || moved > 1e100)
        {
            return step;
        }
    }

    return most;
}
