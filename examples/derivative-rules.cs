#:project Lessons
#:project ../src/Autodiff

// Row 21. The rules by which derivatives are taken by hand, each beside what the tape finds for the function alone.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Viz;

return Lesson.Run(args, "Derivative rules", "Constant, power, log, sum, product, chain: the rules by hand and by the tape.", Show);

static void Show(Lesson lesson)
{
    (string Name, string Rule, Func<Variable<double>, Variable<double>> F, Func<double, double> Derivative)[] rules =
    [
        ("c", "0", x => (0.0 * x) + 3.0, _ => 0.0),
        ("c x^p, c = 2, p = 3", "c p x^(p-1)", x => 2.0 * x.Pow(3.0), x => 2.0 * 3.0 * Math.Pow(x, 2.0)),
        ("c x^p, c = 5, p = -1/2", "c p x^(p-1)", x => 5.0 * x.Pow(-0.5), x => 5.0 * -0.5 * Math.Pow(x, -1.5)),
        ("log x", "1 / x", x => x.Log(), x => 1.0 / x),
        ("f + g = x^2 + sin x", "f' + g'", x => x.Square() + x.Sin(), x => (2.0 * x) + Math.Cos(x)),
        ("f g = x^2 sin x", "f' g + f g'", x => x.Square() * x.Sin(), x => (2.0 * x * Math.Sin(x)) + (x * x * Math.Cos(x))),
        ("f1(f2(x)) = exp(sin x)", "f1'(f2(x)) f2'(x)", x => x.Sin().Exp(), x => Math.Exp(Math.Sin(x)) * Math.Cos(x)),
        ("f1(f2(f3(f4(x)))) = log(1 + exp(sin x^2))", "f1' f2' f3' f4'", x => (1.0 + x.Square().Sin().Exp()).Log(), Fourfold),
        ("w x + b, by x, w = 3", "w", x => (3.0 * x) - 2.0, _ => 3.0),
        ("w x + b, by w, x = 3", "x", w => (w * 3.0) - 2.0, _ => 3.0),
        ("w x + b, by b", "1", b => b + (3.0 * 2.0), _ => 1.0),
        ("F = (2 x^2 + 1)^2", "8 x (2 x^2 + 1)", x => ((2.0 * x.Square()) + 1.0).Square(), x => 8.0 * x * ((2.0 * x * x) + 1.0)),
    ];

    lesson.Heading("1. Functions of x");
    double[] at = Grid.Evenly(0.2, 3.0, 57);
    List<object[]> rows = [];
    foreach ((string name, string rule, Func<Variable<double>, Variable<double>> f, Func<double, double> derivative) in rules)
    {
        double[] byTape = Differentiate.Gradient<double>(x => f(x).Sum(), at);
        double apart = at.Zip(byTape, (x, slope) => Math.Abs(slope - derivative(x)) / Math.Max(1.0, Math.Abs(slope))).Max();
        rows.Add([name, rule, derivative(at[16]), byTape[16], apart]);
        lesson.Figures.AtMost($"{name}: {rule}", apart, 1e-12);
    }

    lesson.Table(["f", "f'", "by hand at 1", "by the tape", "greatest difference on [0.2, 3]"], rows);
    double[] wide = Grid.Evenly(-1.0, 1.0, 101);
    double[] slopes = Differentiate.Gradient<double>(x => ((2.0 * x.Square()) + 1.0).Square().Sum(), wide);
    lesson.Report?.Lines("F = (2 x^2 + 1)^2 and F' = 8 x (2 x^2 + 1)", [new("F", wide, [.. wide.Select(x => Math.Pow((2.0 * x * x) + 1.0, 2.0))]), new("F', from the tape", wide, slopes)], "x");

    lesson.Heading("2. Partial derivatives");
    (string Name, string First, string Second, Func<Variable<double>, Variable<double>> F, Func<double, double, (double, double)> Partials)[] partials =
    [
        ("log x1 + log x2", "1 / x1", "1 / x2", x => x[0].Log() + x[1].Log(), (x1, x2) => (1.0 / x1, 1.0 / x2)),
        ("x1 (x1 + x2)", "2 x1 + x2", "x1", x => x[0] * (x[0] + x[1]), (x1, x2) => ((2.0 * x1) + x2, x1)),
    ];
    List<object[]> both = [];
    foreach ((string name, string first, string second, Func<Variable<double>, Variable<double>> f, Func<double, double, (double, double)> byHand) in partials)
    {
        double apart = 0.0;
        for (int draw = 0; draw < 100; draw++)
        {
            (double x1, double x2) = (0.1 + (3.0 * lesson.Random.NextDouble()), 0.1 + (3.0 * lesson.Random.NextDouble()));
            double[] gradient = Differentiate.Gradient(f, [x1, x2]);
            (double wanted1, double wanted2) = byHand(x1, x2);
            apart = Math.Max(apart, Math.Max(Math.Abs(gradient[0] - wanted1), Math.Abs(gradient[1] - wanted2)));
        }

        both.Add([name, first, second, apart]);
        lesson.Figures.AtMost($"{name}: ({first}, {second})", apart, 1e-12);
    }

    lesson.Table(["f", "by x1", "by x2", "greatest difference at 100 points"], both);
}

static double Fourfold(double x)
{
    (double f4, double slope4) = (x * x, 2.0 * x);
    (double f3, double slope3) = (Math.Sin(f4), Math.Cos(f4));
    (double f2, double slope2) = (1.0 + Math.Exp(f3), Math.Exp(f3));
    double slope1 = 1.0 / f2;
    return slope1 * slope2 * slope3 * slope4;
}
