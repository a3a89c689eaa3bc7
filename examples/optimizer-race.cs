#:project Lessons
#:project ../src/Optim

// Row 28. The race of all six optimizers down one surface: Rosenbrock's banana, (1 - x)^2 + 100 (y - x^2)^2, whose valley is easy to
// find and hard to follow.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;

return Lesson.Run(args, "The race of the optimizers", "All six down Rosenbrock's valley, each at the best of several rates.", Show);

static void Show(Lesson lesson)
{
    int steps = lesson.IsQuick ? 1000 : 3000;
    (double X, double Y) start = (-1.5, 2.0);

    // Each at the rate at which it ends lowest, of a few that are a factor apart; momentum and Nesterov try the same ones.
    Descent[] best = [];
    double[] rates = new double[6];
    double[] scales = [0.125, 0.25, 0.5, 1.0, 2.0];
    foreach (double scale in lesson.Steps("racing", scales.Length).Select(index => scales[index]))
    {
        double[] tried = [1.6e-3 * scale, 4e-4 * scale, 1.0 * scale, 0.02 * scale, 0.1 * scale];
        Descent[] race = Descent.Race(Banana, start, steps, tried[0], tried[1], tried[2], tried[3], tried[4]);
        best = best.Length == 0 ? race : [.. best.Zip(race, (old, now) => now.E[^1] < old.E[^1] ? now : old)];
        for (int i = 0; i < 6; i++)
        {
            rates[i] = ReferenceEquals(best[i], race[i]) ? tried[i < 2 ? i : i - 1] : rates[i];
        }
    }

    lesson.Text($"From {start}, {steps} steps; the minimum is at (1, 1).");
    lesson.Table(
        ["optimizer", "rate", "E after 100 steps", "after half", "at last", "distance to (1, 1)", "steps at which E rose"],
        best.Select(object[] (path, i) => [path.Name, rates[i], path.E[100], path.E[steps / 2], path.E[^1], path.DistanceTo(1.0, 1.0), path.Rises]));
    lesson.Report?.Contours("Down the banana", Descent.Map(Banana, (-2.0, 2.0), (-1.0, 3.0)), [.. best.Select(path => path.Path)], logLevels: true, "x", "y");
    lesson.Report?.Lines("E over the steps", [.. best.Select(path => path.Curve)], "step", "E", logY: true);

    Descent plain = best[0];
    foreach (Descent path in best)
    {
        lesson.Figures.Below($"E of {path.Name} at last, against the start", path.E[^1] / path.E[0], 0.05);
    }

    lesson.Figures.Below("E of momentum against plain descent", best[1].E[^1] / plain.E[^1], 1.0);
    lesson.Figures.Below("E of Nesterov against plain descent", best[2].E[^1] / plain.E[^1], 1.0);
    lesson.Figures.Below("E of Adam against plain descent", best[5].E[^1] / plain.E[^1], 1.0);
}

static Variable<double> Banana(Variable<double> x, Variable<double> y) => (1.0 - x).Square() + (100.0 * (y - x.Square()).Square());
