#:project Lessons
#:project ../src/Optim

// Row 24. Momentum: v = gamma v + alpha g, theta -= v. What swings is damped, what goes on is sped up: on a long valley and on the
// lecture's fit of a sigmoid to two points.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;

return Lesson.Run(args, "Momentum", "A velocity damps the swing across a valley and speeds along it.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. v = gamma v + alpha g, theta -= v");
    (double theta, double v) = (5.0, 0.0);
    const double Alpha = 0.1, Gamma = 0.9;
    for (int step = 0; step < 20; step++)
    {
        double g = theta;
        v = (Gamma * v) + (Alpha * g);
        theta -= v;
    }

    Descent library = Descent.Along("momentum", (x, y) => 0.5 * x.Square(), (5.0, 0.0), parameters => new Momentum<double>(parameters, Alpha, Gamma), steps: 20);
    lesson.Text($"20 steps on E = theta^2 / 2 by hand: theta = {theta:R}");
    lesson.Figures.Near("the optimizer against the formula by hand", library.X[^1], theta, 1e-12);

    // Under a constant gradient the velocities v_t = alpha g (1 + gamma + ... + gamma^(t-1)) tend to alpha g / (1 - gamma).
    Descent slope = Descent.Along("slope", (x, y) => 2.0 * x, (0.0, 0.0), parameters => new Momentum<double>(parameters, Alpha, Gamma), steps: 300);
    lesson.Figures.Near("speed under a constant gradient, in alpha g", (slope.X[^2] - slope.X[^1]) / (Alpha * 2.0), 1.0 / (1.0 - Gamma), 1e-9);

    lesson.Heading("2. A long valley: E = (x^2 + 20 y^2) / 2");
    Surface valley = (x, y) => 0.5 * (x.Square() + (20.0 * y.Square()));
    Momentum<double>? rising = null;
    Descent[] paths =
    [
        .. new[] { 0.0, 0.5, 0.9 }.Select(gamma => Descent.Along($"gamma {gamma}", valley, (5.0, 1.0), parameters => new Momentum<double>(parameters, 0.04, gamma), steps: 100)),
        Descent.Along("0.5, then 0.9", valley, (5.0, 1.0), parameters => rising = new(parameters, 0.04), steps: 100, before: step => rising!.Gamma = step < 10 ? 0.5 : 0.9),
    ];
    lesson.Table(
        ["", "E after 10 steps", "30", "100", "steps at which E rose"],
        paths.Select(object[] (path) => [path.Name, path.E[10], path.E[30], path.E[100], path.Rises]));
    lesson.Report?.Contours("Along the valley, 30 steps", Descent.Map(valley, (-4.0, 6.0), (-2.0, 2.0)), [.. paths.Select(path => (path with { X = path.X[..31], Y = path.Y[..31] }).Path)], logLevels: true, "x", "y");
    lesson.Report?.Lines("E over the steps", [.. paths.Select(path => path.Curve)], "step", "E", logY: true);
    lesson.Figures.Below("E at gamma 0.5 against plain descent", paths[1].E[^1] / paths[0].E[^1], 0.01);
    lesson.Figures.Below("most in y after 15 steps, 0.5 then 0.9, against 0.9 from the start", paths[3].Y[15..].Max(Math.Abs) / paths[2].Y[15..].Max(Math.Abs), 0.5);

    lesson.Heading("3. A sigmoid through two points: (0.5, 0.2) and (2.5, 0.9)");
    lesson.Text("p = sigmoid(w x + b), E = sum (p - y)^2 / 2, gamma 0.9, 100 steps");
    Fit(lesson, (-1.63, -0.69), alpha: 0.17, plain: 0.36005, momentum: 0.00000997);
    Fit(lesson, (-0.75, 5.75), alpha: 0.5, plain: 0.31427, momentum: 0.00028837);
}

// Both to the digits that the lecture gives.
static void Fit(Lesson lesson, (double W, double B) start, double alpha, double plain, double momentum)
{
    Descent[] fits = [.. new[] { ("plain", 0.0), ("momentum", 0.9) }.Select(rule =>
        Descent.Along(rule.Item1, Error, start, parameters => new Momentum<double>(parameters, alpha, rule.Item2), steps: 100))];
    lesson.Table(
        [$"from {start}, alpha {alpha}", "w", "b", "E"],
        fits.Select(object[] (fit) => [fit.Name, fit.X[^1], fit.Y[^1], fit.E[^1].ToString("F8")]));
    lesson.Report?.Contours($"From (w, b) = {start}", Descent.Map(Error, (-3.0, 6.0), (-7.0, 7.0)), [.. fits.Select(fit => fit.Path)], logLevels: false, "w", "b");
    lesson.Report?.Lines($"E from {start}", [.. fits.Select(fit => fit.Curve)], "step", "E", logY: true);
    lesson.Figures.Near($"E of plain descent from {start}", fits[0].E[^1], plain, 5e-6);
    lesson.Figures.Near($"E of momentum from {start}", fits[1].E[^1], momentum, 5e-9);
}

static Variable<double> Error(Variable<double> w, Variable<double> b)
{
    Variable<double> x = w.Tape.Constant([0.5, 2.5]);
    Variable<double> y = w.Tape.Constant([0.2, 0.9]);
    return 0.5 * (((w * x) + b).Sigmoid() - y).Square().Sum();
}
