#:project Lessons
#:project ../src/Optim

// Row 28. Adam: a running mean s of the gradients and one r of their squares. Both start at 0 and are too small at first, and not by
// the same factor: without its correction the first step would be (1 - rho1) / sqrt(1 - rho2) = 3.16 times too long.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Adam", "Means of the gradient and of its square, and why both are corrected.", Show);

static void Show(Lesson lesson)
{
    const double Alpha = 0.01, Rho1 = 0.9, Rho2 = 0.999, Delta = 1e-8;
    int steps = lesson.IsQuick ? 500 : 2000;

    // A gradient that is noisy around 1.
    double[] g = [.. lesson.Random.NextNormals(steps).Select(noise => 1.0 + (0.5 * noise))];
    double[] library = Thetas(g, Alpha);

    lesson.Heading("1. The rule by hand, with the correction and without");
    (double s, double r, double theta, double uncorrected) = (0.0, 0.0, 0.0, 0.0);
    double apart = 0.0;
    List<object[]> rows = [];
    List<double> corrected = [], raw = [];
    for (int t = 1; t <= steps; t++)
    {
        s = (Rho1 * s) + ((1.0 - Rho1) * g[t - 1]);
        r = (Rho2 * r) + ((1.0 - Rho2) * g[t - 1] * g[t - 1]);
        double step = Alpha * (s / (1.0 - Math.Pow(Rho1, t))) / (Delta + Math.Sqrt(r / (1.0 - Math.Pow(Rho2, t))));
        double rawStep = Alpha * s / (Delta + Math.Sqrt(r));
        theta -= step;
        uncorrected -= rawStep;
        corrected.Add(step / Alpha);
        raw.Add(rawStep / Alpha);
        apart = Math.Max(apart, Math.Abs(library[t] - theta));
        if (t is 1 or 2 or 5 or 10 or 50 or 100 or 500)
        {
            rows.Add([t, step / Alpha, rawStep / Alpha, theta, uncorrected]);
        }
    }

    lesson.Table(["t", "step / alpha", "uncorrected", "theta", "uncorrected theta"], rows);
    double[] times = [.. Enumerable.Range(1, steps).Select(t => (double)t)];
    lesson.Report?.Lines("Length of the steps, in alpha", [new("corrected", times, corrected), new("uncorrected", times, raw)], "t", "step / alpha", logX: true);
    lesson.Figures.AtMost("the optimizer against the formula by hand", apart, 1e-12);
    lesson.Figures.Near("first step, in alpha", -library[1] / Alpha, 1.0, 1e-6);
    lesson.Figures.Near("first uncorrected step, in alpha", raw[0], 3.16, 0.005);
    lesson.Figures.Near("the same by (1 - rho1) / sqrt(1 - rho2)", raw[0], (1.0 - Rho1) / Math.Sqrt(1.0 - Rho2), 1e-6);

    lesson.Heading("2. The first step does not depend on how long the gradient is");
    List<object[]> sizes = [];
    double greatest = 0.0;
    foreach (double size in (double[])[1e-4, 1e-2, 1.0, 1e2, 1e4])
    {
        double first = -Thetas([size], Alpha)[1] / Alpha;
        sizes.Add([size, first, size]);
        greatest = Math.Max(greatest, Math.Abs(first - 1.0));
    }

    lesson.Table(["|g|", "Adam's first step, in alpha", "gradient descent's, in alpha"], sizes);
    lesson.Figures.AtMost("first step, in alpha, off 1 for |g| from 1e-4 to 1e4", greatest, 2e-4);

    lesson.Heading("3. On a surface: E = (x^2 + 20 y^2) / 2");
    Surface valley = (x, y) => 0.5 * (x.Square() + (20.0 * y.Square()));
    Descent[] paths =
    [
        Descent.Along("gradient descent", valley, (5.0, 1.0), parameters => new GradientDescent<double>(parameters, 0.09), steps: 150),
        Descent.Along("Adam", valley, (5.0, 1.0), parameters => new Adam<double>(parameters, 0.2), steps: 150),
    ];
    lesson.Table(["", "E after 50 steps", "E after 150 steps"], paths.Select(object[] (path) => [path.Name, path.E[50], path.E[150]]));
    lesson.Report?.Contours("Adam goes both ways at one pace", Descent.Map(valley, (-4.0, 6.0), (-1.5, 1.5)), [.. paths.Select(path => path.Path)], logLevels: true, "x", "y");
}

// Where theta is before each step and after the last one, when the gradients are these wherever it is: E_t = g_t theta.
static double[] Thetas(double[] g, double alpha)
{
    Parameter<double> theta = Parameter<double>.Zeros("theta", []);
    Adam<double> adam = new([theta], alpha);
    Tape<double> tape = new();
    double[] path = new double[g.Length + 1];
    for (int t = 1; t <= g.Length; t++)
    {
        tape.Reset();
        adam.Step((g[t - 1] * tape.Variable(theta)).Gradients());
        path[t] = theta.Values[0];
    }

    return path;
}
