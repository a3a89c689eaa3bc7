#:project Lessons
#:project ../src/Optim

// Row 27. RMSProp: r = rho r + (1 - rho) g^2, a mean that forgets where Adagrad has a sum that only grows. Under a constant gradient
// Adagrad's rate falls like 1 / sqrt t for ever; RMSProp's levels off.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "RMSProp", "A running mean of the squares keeps the rate alive where Adagrad's dies out.", Show);

static void Show(Lesson lesson)
{
    const double Alpha = 0.1, Slope = 3.0, Rho = 0.9, Delta = 1e-6;
    int steps = lesson.IsQuick ? 1000 : 10_000;
    Surface constant = (x, y) => Slope * x;
    Descent adagrad = Descent.Along("Adagrad", constant, (0.0, 0.0), theta => new Adagrad<double>(theta, Alpha), steps);
    Descent rmsProp = Descent.Along("RMSProp", constant, (0.0, 0.0), theta => new RmsProp<double>(theta, Alpha, Rho, Delta), steps);

    lesson.Heading("1. The rate under a constant gradient: what the step divides the gradient into");
    double[] t = [.. Enumerable.Range(1, steps).Select(step => (double)step)];
    double[] adagradRate = Rates(adagrad, Slope);
    double[] rmsPropRate = Rates(rmsProp, Slope);
    int[] shown = [1, 2, 5, 10, 20, 50, 100, 1000];
    lesson.Table(["t", "Adagrad", "RMSProp"], shown.Select(object[] (step) => [step, adagradRate[step - 1], rmsPropRate[step - 1]]));
    lesson.Report?.Lines("Rate", [new("Adagrad", t, adagradRate), new("RMSProp", t, rmsPropRate)], "t", "rate", logX: true, logY: true);
    lesson.Report?.Lines("How far they get", [new("Adagrad", [.. adagrad.X.Select(x => -x)]), new("RMSProp", [.. rmsProp.X.Select(x => -x)])], "t", "-theta", logX: true, logY: true);

    // r = rho r + (1 - rho) g^2 from 0 is g^2 (1 - rho^t).
    double apart = t.Zip(rmsPropRate, (step, rate) => Math.Abs(rate - (Alpha / (Delta + (Slope * Math.Sqrt(1.0 - Math.Pow(Rho, step))))))).Max();
    lesson.Figures.AtMost("RMSProp's rate against alpha / (delta + |g| sqrt(1 - rho^t))", apart, 1e-9);

    lesson.Heading("2. Fitted: rate ~ t^p over the last nine tenths");
    double fallOfAdagrad = Exponent(t, adagradRate, steps / 10);
    double fallOfRmsProp = Exponent(t, rmsPropRate, steps / 10);
    lesson.Table(["", "p", "rate at last"], ["Adagrad", fallOfAdagrad, adagradRate[^1]], ["RMSProp", fallOfRmsProp, rmsPropRate[^1]]);
    lesson.Figures.Near("Adagrad's exponent p", fallOfAdagrad, -0.5, 1e-4);
    lesson.Figures.Near("RMSProp's exponent p", fallOfRmsProp, 0.0, 1e-4);
    lesson.Figures.Near("RMSProp's rate at last: alpha / |g|", rmsPropRate[^1], Alpha / Slope, 1e-6);

    lesson.Heading("3. What the decay is good for: a steep slope, then a gentle one");

    // Steep up to x = -10, which fills Adagrad's sum; then gentle down to x = 10.
    Surface bend = (x, y) => (100.0 * (-x - 10.0).Softplus()) + (0.05 * (x - 10.0).Square());
    Descent slows = Descent.Along("Adagrad", bend, (-12.0, 0.0), theta => new Adagrad<double>(theta, Alpha), steps: 1000);
    Descent arrives = Descent.Along("RMSProp", bend, (-12.0, 0.0), theta => new RmsProp<double>(theta, Alpha, Rho, Delta), steps: 1000);
    lesson.Table(["", "x after 100 steps", "x after 1000 steps", "E"], new[] { slows, arrives }.Select(object[] (path) => [path.Name, path.X[100], path.X[1000], path.E[1000]]));
    lesson.Report?.Lines("x over the steps", [new("Adagrad", slows.X), new("RMSProp", arrives.X)], "step", "x");
    lesson.Figures.AtMost("RMSProp's distance to the valley", arrives.DistanceTo(10.0, 0.0), 2.0 * Alpha);
    lesson.Figures.AtLeast("Adagrad's distance to the valley", slows.DistanceTo(10.0, 0.0), 10.0);
}

static double[] Rates(Descent path, double slope) => [.. Enumerable.Range(1, path.X.Length - 1).Select(step => (path.X[step - 1] - path.X[step]) / slope)];

// The slope of the line through (log t, log rate), by least squares.
static double Exponent(double[] t, double[] rate, int from)
{
    double[] x = [.. t[from..].Select(value => Math.Log(value))];
    double[] y = [.. rate[from..].Select(value => Math.Log(value))];
    (double meanX, double meanY) = (x.Average(), y.Average());
    return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
}
