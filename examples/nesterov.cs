#:project Lessons
#:project ../src/Optim

// Row 25. Nesterov: the gradient is taken where the velocity is about to lead, at theta - gamma v, so that it brakes before the turn
// and not after it.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;

return Lesson.Run(args, "Nesterov", "The gradient at the point that is looked ahead to makes momentum swing less.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. v = gamma v + alpha g(theta - gamma v), theta -= v");
    (double theta, double v) = (5.0, 0.0);
    for (int step = 0; step < 20; step++)
    {
        double ahead = theta - (0.9 * v);
        double g = 20.0 * ahead;
        v = (0.9 * v) + (0.04 * g);
        theta -= v;
    }

    Descent library = Descent.Along("Nesterov", (x, y) => 10.0 * x.Square(), (5.0, 0.0), parameters => new Nesterov<double>(parameters, 0.04, gamma: 0.9), steps: 20);
    lesson.Text($"20 steps on E = 20 theta^2 / 2 by hand: theta = {theta:R}");
    lesson.Figures.Near("the optimizer against the formula by hand", library.X[^1], theta, 1e-12);

    lesson.Heading("2. A long valley: E = (x^2 + 20 y^2) / 2 from (5, 1), alpha 0.04, gamma 0.9, 100 steps");
    Surface valley = (x, y) => 0.5 * (x.Square() + (20.0 * y.Square()));
    (Descent momentum, Descent nesterov) = Both(valley, (5.0, 1.0), 0.04);
    Compare(lesson, momentum, nesterov);
    lesson.Report?.Contours("Across and along the valley", Descent.Map(valley, (-4.0, 6.0), (-1.5, 1.5)), [momentum.Path, nesterov.Path], logLevels: true, "x", "y");
    lesson.Report?.Lines("y over the steps", [new("momentum", momentum.Y), new("Nesterov", nesterov.Y)], "step", "y", xRange: (0.0, 60.0));
    lesson.Figures.Near("length of Nesterov's path in y", nesterov.LengthInY, 1.23, 0.005);
    lesson.Figures.Near("length of momentum's path in y", momentum.LengthInY, 12.41, 0.005);

    lesson.Heading("3. A sigmoid through two points, from (w, b) = (-0.75, 5.75), alpha 0.5, gamma 0.9, 100 steps");
    (momentum, nesterov) = Both(Error, (-0.75, 5.75), 0.5);
    Compare(lesson, momentum, nesterov);
    lesson.Report?.Contours("Into the plain of the two points", Descent.Map(Error, (-3.0, 6.0), (-7.0, 7.0)), [momentum.Path, nesterov.Path], logLevels: false, "w", "b");
    lesson.Report?.Lines("E over the steps", [momentum.Curve, nesterov.Curve], "step", "E", logY: true);
    lesson.Figures.Near("E of Nesterov", nesterov.E[^1], 0.0000165, 5e-8);
    lesson.Figures.Near("E of momentum", momentum.E[^1], 0.000288, 5e-7);
    lesson.Figures.Equal("steps at which Nesterov's E rose", nesterov.Rises, 0);
    lesson.Figures.Equal("steps at which momentum's E rose", momentum.Rises, 2);
}

static (Descent Momentum, Descent Nesterov) Both(Surface surface, (double X, double Y) start, double alpha) =>
    (Descent.Along("momentum", surface, start, parameters => new Momentum<double>(parameters, alpha, gamma: 0.9), steps: 100),
    Descent.Along("Nesterov", surface, start, parameters => new Nesterov<double>(parameters, alpha, gamma: 0.9), steps: 100));

static void Compare(Lesson lesson, params Descent[] paths) => lesson.Table(
    ["", "E at last", "steps at which E rose", "length of the path", "across alone"],
    paths.Select(object[] (path) => [path.Name, path.E[^1].ToString("G3"), path.Rises, path.Length, path.LengthInY]));

static Variable<double> Error(Variable<double> w, Variable<double> b)
{
    Variable<double> x = w.Tape.Constant([0.5, 2.5]);
    Variable<double> y = w.Tape.Constant([0.2, 0.9]);
    return 0.5 * (((w * x) + b).Sigmoid() - y).Square().Sum();
}
