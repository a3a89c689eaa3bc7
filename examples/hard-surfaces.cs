#:project Lessons
#:project ../src/Optim

// Row 30. What makes a surface hard: a bad condition, a saddle, a plateau, several minima, a structure that misleads, a cliff, and
// gradients that are not exact. All six optimizers on each.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Hard surfaces", "Plateaus, saddles, cliffs, ill-conditioning, several minima and noise: the paths of all six optimizers.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. Ill-conditioning: E = (x^2 + 100 y^2) / 2");
    Surface narrow = (x, y) => 0.5 * (x.Square() + (100.0 * y.Square()));
    Descent[] paths = Race(lesson, "A narrow valley", narrow, Descent.Race(narrow, (4.0, 1.0), 200, plain: 0.019, momentum: 0.01, adagrad: 1.0, rmsProp: 0.05, adam: 0.2), (-5.0, 5.0), (-1.5, 1.5), logLevels: true);
    lesson.Figures.Above("ups and downs of plain descent at 1.9 / lambda_max: length in y", paths[0].LengthInY, 10.0);
    lesson.Figures.AtMost("most that any is away from the minimum", paths.Max(path => path.DistanceTo(0.0, 0.0)), 0.5);

    lesson.Heading("2. A saddle: E = x^2 / 2 - y^2 / 2 + y^4 / 4, from just beside the ridge");
    Surface saddle = (x, y) => (0.5 * x.Square()) - (0.5 * y.Square()) + (0.25 * y.Square().Square());
    paths = Race(lesson, "A saddle at (0, 0) and minima at (0, -1) and (0, 1)", saddle, Descent.Race(saddle, (1.5, 1e-4), 200, plain: 0.1, momentum: 0.1, adagrad: 0.5, rmsProp: 0.05, adam: 0.1), (-2.0, 2.0), (-1.8, 1.8));
    lesson.Table(["", "steps until |y| > 0.5"], paths.Select(object[] (path) => [path.Name, Array.FindIndex(path.Y, y => Math.Abs(y) > 0.5)]));
    lesson.Figures.AtMost("most that any is away from (0, 1): none stays at the saddle", paths.Max(path => path.DistanceTo(0.0, 1.0)), 0.1);
    lesson.Figures.True("from the ridge itself, y = 0, none ever leaves", Descent.Race(saddle, (1.5, 0.0), 200, plain: 0.1, momentum: 0.1, adagrad: 0.5, rmsProp: 0.05, adam: 0.1).All(path => path.Y[^1] == 0.0));

    lesson.Heading("3. A plateau: E = 1 - exp(-(x^2 + y^2) / 2), from (3, 3)");
    Surface plateau = (x, y) => 1.0 - (-0.5 * (x.Square() + y.Square())).Exp();
    paths = Race(lesson, "A hole in a plateau", plateau, Descent.Race(plateau, (3.0, 3.0), 300, plain: 0.5, momentum: 0.5, adagrad: 0.5, rmsProp: 0.05, adam: 0.1), (-4.0, 4.0), (-4.0, 4.0));
    lesson.Figures.AtLeast("distance of plain descent: it is still on the plateau", paths[0].DistanceTo(0.0, 0.0), 4.0);
    lesson.Figures.AtMost("most distance of Adagrad, RMSProp and Adam, whose steps do not depend on the slope's size", paths[3..].Max(path => path.DistanceTo(0.0, 0.0)), 0.1);

    lesson.Heading("4. Several minima: Himmelblau's (x^2 + y - 11)^2 + (x + y^2 - 7)^2");
    Surface several = (x, y) => (x.Square() + y - 11.0).Square() + (x + y.Square() - 7.0).Square();
    (double X, double Y)[] minima = [(3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)];
    (double X, double Y)[] starts = [(0.5, 0.5), (-0.5, 0.5), (-0.5, -1.5), (0.5, -1.5)];
    Descent[] fromEach = [.. starts.Select(start => Descent.Along($"from {start}", several, start, theta => new GradientDescent<double>(theta, 0.01), steps: 300))];
    lesson.Table(["gradient descent", "x", "y", "E"], fromEach.Select(object[] (path) => [path.Name, path.X[^1], path.Y[^1], path.E[^1]]));
    lesson.Report?.Contours("Where one starts says where one ends", Descent.Map(several, (-5.0, 5.0), (-5.0, 5.0)), [.. fromEach.Select(path => path.Path)], logLevels: true, "x", "y");
    Race(lesson, "The six from (0, 0)", several, Descent.Race(several, (0.0, 0.0), 300, plain: 0.01, momentum: 0.005, adagrad: 1.0, rmsProp: 0.05, adam: 0.2), (-5.0, 5.0), (-5.0, 5.0), logLevels: true);
    lesson.Figures.Equal("different minima that are reached from four starts", minima.Count(minimum => fromEach.Any(path => path.DistanceTo(minimum.X, minimum.Y) < 1e-3)), 4);

    lesson.Heading("5. Local against global structure: the way down leads away from the deep hole at (3, 0)");
    Surface misleading = (x, y) => (0.2 * (x - 1.0).Softplus()) - (2.0 * (-((x - 3.0).Square() + y.Square())).Exp()) + (0.1 * y.Square());
    Descent[] wrongSide = Race(lesson, "From the wrong side", misleading, Descent.Race(misleading, (0.5, 1.0), 300, plain: 0.1, momentum: 0.1, adagrad: 0.5, rmsProp: 0.05, adam: 0.1), (-6.0, 6.0), (-3.0, 3.0));
    Descent[] rightSide = Descent.Race(misleading, (2.0, 0.5), 300, plain: 0.1, momentum: 0.02, adagrad: 0.5, rmsProp: 0.05, adam: 0.1);
    lesson.Figures.AtLeast("least distance to the hole from (0.5, 1)", wrongSide.Min(path => path.DistanceTo(3.0, 0.0)), 2.0);
    lesson.Figures.AtMost("most distance to the hole from (2, 0.5)", rightSide.Max(path => path.DistanceTo(3.0, 0.0)), 0.3);

    Cliff(lesson);
    Inexact(lesson, narrow: (x, y) => 0.5 * (x.Square() + (10.0 * y.Square())));
}

static Descent[] Race(Lesson lesson, string title, Surface surface, Descent[] paths, (double Low, double High) x, (double Low, double High) y, bool logLevels = false)
{
    lesson.Table(["optimizer", "x", "y", "E", "length of the path"], paths.Select(object[] (path) => [path.Name, path.X[^1], path.Y[^1], path.E[^1], path.Length]));
    lesson.Report?.Contours(title, Descent.Map(surface, x, y), [.. paths.Select(path => path.Path)], logLevels, "x", "y");
    return paths;
}

// A weight that is used ten times in a row, as in a recurrent network: flat below 1, and a wall above it.
static void Cliff(Lesson lesson)
{
    lesson.Heading("6. A cliff: E = (u w^10 - 1)^2, from (w, u) = (1.6, 1)");
    Surface cliff = (w, u) => ((u * w.Pow(10.0)) - 1.0).Square();
    const int Steps = 1500;
    Descent without = Descent.Along("without clipping", cliff, (1.6, 1.0), theta => new GradientDescent<double>(theta, 0.002), Steps);
    Descent with = Descent.Along("with clipping", cliff, (1.6, 1.0), theta => new GradientDescent<double>(theta, 0.002), Steps, clip: 1.0);
    lesson.Table(
        ["gradient descent", "w after 1 step", "E after 1 step", "E after 3 steps", "E at last"],
        new[] { without, with }.Select(object[] (path) => [path.Name, path.X[1], path.E[1], path.E[3], path.E[^1]]));
    lesson.Report?.Contours("Down the cliff in clipped steps", Descent.Map(cliff, (0.4, 1.7), (0.2, 1.4)), [with.Path], logLevels: true, "w", "u");
    lesson.Report?.Lines("E over the steps", [without.Curve, with.Curve], "step", "E", logY: true);
    lesson.Figures.True("without clipping E grows beyond 1e100 or is no number", !(without.E[^1] <= 1e100));
    lesson.Figures.AtMost("E with clipping", with.E[^1], 1e-10);

    Descent[] six = Descent.Race(cliff, (1.6, 1.0), Steps, plain: 0.002, momentum: 0.002, adagrad: 0.01, rmsProp: 0.01, adam: 0.01);
    lesson.Table(["without clipping", "w", "u", "E"], six.Select(object[] (path) => [path.Name, path.X[^1], path.Y[^1], path.E[^1]]));
    lesson.Report?.Contours("All six without clipping: the first three are gone after a step", Descent.Map(cliff, (0.4, 1.7), (0.2, 1.4)), [.. six.Select(path => path.Path)], logLevels: true, "w", "u");
}

// The gradient of a batch is the true one plus noise sigma xi. On lambda x^2 / 2 theta then wanders around the minimum with the variance
// alpha sigma^2 / (lambda (2 - alpha lambda)).
static void Inexact(Lesson lesson, Surface narrow)
{
    lesson.Heading("7. Inexact gradients: noise of deviation 1 on E = (x^2 + 10 y^2) / 2");
    int steps = lesson.IsQuick ? 20_000 : 50_000;
    const double Alpha = 0.1;
    Random random = lesson.Random;
    Descent path = Descent.Along("gradient descent", narrow, (3.0, 1.0), theta => new GradientDescent<double>(theta, Alpha), steps, noise: random.NextNormal);
    Descent momentum = Descent.Along("Adam", narrow, (3.0, 1.0), theta => new Adam<double>(theta, Alpha), 300, noise: random.NextNormal);
    double x = path.X[100..].Average(at => at * at), y = path.Y[100..].Average(at => at * at);
    double wantedX = Alpha / (2.0 - Alpha), wantedY = Alpha / (10.0 * (2.0 - (10.0 * Alpha)));
    lesson.Table(["", "variance", "as the formula tells"], ["x", x, wantedX], ["y", y, wantedY]);
    Descent first = path with { X = path.X[..300], Y = path.Y[..300] };
    lesson.Report?.Contours("300 steps with noise", Descent.Map(narrow, (-2.0, 4.0), (-1.5, 1.5)), [first.Path, momentum.Path], logLevels: true, "x", "y");
    lesson.Figures.Near("variance of x against the formula", x / wantedX, 1.0, 0.15);
    lesson.Figures.Near("variance of y against the formula", y / wantedY, 1.0, 0.05);
}
