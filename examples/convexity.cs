#:project Lessons
#:project ../src/Autodiff

// Row 11. The loss of a linear model is convex: no chord runs below it. One layer more and it is not: at the origin lies a saddle. How
// many linear pieces a ReLU network has, and why minima are rare where there are many dimensions.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Viz;

return Lesson.Run(args, "Convex and not", "Chords, eigenvalues of the Hessian, activation patterns, and saddles in high dimension.", Show);

static void Show(Lesson lesson)
{
    Random random = lesson.Random;
    double[] x = random.NextNormals(50);
    double[] y = [.. x.Select(input => (0.8 * input) + (0.2 * random.NextNormal()))];
    Variable<double> Of(Variable<double> theta, double[] numbers) => theta.Tape.Constant(numbers);

    // L(w, b) = mean (w x + b - y)^2 and L(w1, w2) = mean (w2 w1 x - y)^2
    Variable<double> Linear(Variable<double> theta) => ((theta[0] * Of(theta, x)) + theta[1] - Of(theta, y)).Square().Mean();
    Variable<double> DeepLinear(Variable<double> theta) => ((theta[1] * theta[0] * Of(theta, x)) - Of(theta, y)).Square().Mean();

    // The best product w2 w1, split evenly.
    double best = Math.Sqrt(x.Zip(y, (a, b) => a * b).Average() / x.Average(a => a * a));

    lesson.Heading("1. Chords: f(l a + (1 - l) b) <= l f(a) + (1 - l) f(b)");
    int chords = lesson.IsQuick ? 300 : 3000;
    int linear = Violations(Linear, random, chords);
    int deep = Violations(DeepLinear, random, chords);
    lesson.Table(["model", $"of {chords} chords below the loss"], ["w x + b", linear], ["w2 w1 x", deep]);
    double[] across = Grid.Evenly(-2.0, 2.0, 81);
    Tape<double> tape = new();
    Grid Surface(Func<Variable<double>, Variable<double>> f) => Grid.Of(across, across, (a, b) => At(tape, f, [a, b]));
    lesson.Report?.Contours("w x + b: a bowl", Surface(Linear), [new("a chord", [-1.5, 1.5], [1.5, -1.5])], xLabel: "w", yLabel: "b");
    lesson.Report?.Contours("w2 w1 x: two valleys and a saddle between them", Surface(DeepLinear), [new("a chord", [-best, best], [-best, best])], logLevels: true, xLabel: "w1", yLabel: "w2");
    double[] along = Grid.Evenly(-1.5 * best, 1.5 * best, 101);
    double end = At(tape, DeepLinear, [best, best]);
    lesson.Report?.Lines("w2 w1 x along the chord w1 = w2", [new("loss", along, [.. along.Select(w => At(tape, DeepLinear, [w, w]))]), new("chord", [-best, best], [end, end])], "w1 = w2");
    lesson.Figures.Equal("chords below the loss, linear model", linear, 0);
    lesson.Figures.Above("chords below the loss, deep linear model", deep, 0);

    lesson.Heading("2. Minimum or saddle: the eigenvalues of the Hessian");
    (double low, double high) = Eigenvalues(Differentiate.Hessian<double>(Linear, [0.3, -0.2]));
    (double saddleLow, double saddleHigh) = Eigenvalues(Differentiate.Hessian<double>(DeepLinear, [0.0, 0.0]));
    (double minimumLow, double minimumHigh) = Eigenvalues(Differentiate.Hessian<double>(DeepLinear, [best, best]));
    lesson.Table(
        ["where", "smaller", "greater", "which is a"],
        ["w x + b, anywhere", low, high, Kind(low, high)],
        ["w2 w1 x at (0, 0)", saddleLow, saddleHigh, Kind(saddleLow, saddleHigh)],
        ["w2 w1 x at the best w2 w1", minimumLow, minimumHigh, "minimum (flat along w2 w1 = const)"]);
    double expected = 2.0 * Math.Abs(x.Zip(y, (a, b) => a * b).Average());
    lesson.Figures.Above("smaller eigenvalue, linear model", low, 0.0);
    lesson.Figures.Near("greater eigenvalue at (0, 0): 2 mean(x y)", saddleHigh, expected, 1e-12);
    lesson.Figures.Near("smaller eigenvalue at (0, 0): -2 mean(x y)", saddleLow, -expected, 1e-12);

    lesson.Heading("3. Activation patterns of a ReLU network");
    List<object[]> rows = [];
    int beyond = 0;
    for (int n = 1; n <= 8; n++)
    {
        // n lines in general position cut the plane into 1 + n + n (n - 1) / 2 pieces: the patterns that two inputs can have.
        int patterns = Patterns(random, n);
        int lines = 1 + n + (n * (n - 1) / 2);
        rows.Add([n, patterns, lines, 1 << n]);
        beyond += patterns > lines || patterns > 1 << n ? 1 : 0;
    }

    lesson.Table(["hidden units", "patterns seen", "pieces of the plane", "2^n"], rows);
    double[] weights = random.NextNormals(8);
    double[] biases = random.NextNormals(4);
    double[,] pieces = new double[100, 100];
    for (int i = 0; i < 100; i++)
    {
        for (int j = 0; j < 100; j++)
        {
            pieces[i, j] = Pattern(weights, biases, (j - 50) / 15.0, (50 - i) / 15.0);
        }
    }

    lesson.Report?.HeatMap("The linear pieces of a network with four ReLU units: a colour for each pattern", pieces);
    lesson.Figures.Equal("networks of 1 to 8 units with more patterns than 2^n or than pieces", beyond, 0);

    lesson.Heading("4. In high dimension a critical point is a saddle");
    (double Least, double Most)[] wanted = [(49.0, 51.0), (14.0, 16.0), (2.0, 3.5), (0.1, 0.35)];
    const int Matrices = 200_000;
    double[] shares = [.. lesson.Steps("drawing matrices", 4).Select(index => 100.0 * Enumerable.Range(0, Matrices).Count(_ => IsPositiveDefinite(random, index + 1)) / Matrices)];
    lesson.Table(["n", "random symmetric n x n with positive eigenvalues only, %"], shares.Select(object[] (share, index) => [index + 1, share]));
    lesson.Report?.Lines("Random Hessians that are minima", [new("share", [1, 2, 3, 4], shares) { Style = SeriesStyle.LineAndPoints }], "n", "%", logY: true);
    for (int n = 1; n <= 4; n++)
    {
        lesson.Figures.Between($"minima among random Hessians, n = {n}, %", shares[n - 1], wanted[n - 1].Least, wanted[n - 1].Most);
    }
}

static double At(Tape<double> tape, Func<Variable<double>, Variable<double>> f, double[] theta)
{
    tape.Reset();
    return f(tape.Constant(theta)).Item();
}

static int Violations(Func<Variable<double>, Variable<double>> f, Random random, int chords)
{
    Tape<double> tape = new();
    int below = 0;
    for (int chord = 0; chord < chords; chord++)
    {
        (double[] a, double[] b, double l) = (random.NextNormals(2, 2.0), random.NextNormals(2, 2.0), random.NextDouble());
        double between = At(tape, f, [(l * a[0]) + ((1.0 - l) * b[0]), (l * a[1]) + ((1.0 - l) * b[1])]);
        below += between > (l * At(tape, f, a)) + ((1.0 - l) * At(tape, f, b)) + 1e-9 ? 1 : 0;
    }

    return below;
}

// Of a symmetric 2 x 2 matrix: the half trace, plus and minus the root of what is left.
static (double Low, double High) Eigenvalues(double[,] h)
{
    double middle = 0.5 * (h[0, 0] + h[1, 1]);
    double radius = double.Hypot(0.5 * (h[0, 0] - h[1, 1]), h[0, 1]);
    return (middle - radius, middle + radius);
}

static string Kind(double low, double high) => low > 0.0 ? "minimum" : high < 0.0 ? "maximum" : "saddle";

// Which of n units are active, over a grid of two inputs.
static int Patterns(Random random, int n)
{
    double[] weights = random.NextNormals(2 * n);
    double[] biases = random.NextNormals(n);
    HashSet<int> patterns = [];
    for (int i = -200; i <= 200; i++)
    {
        for (int j = -200; j <= 200; j++)
        {
            patterns.Add(Pattern(weights, biases, 0.05 * i, 0.05 * j));
        }
    }

    return patterns.Count;
}

static int Pattern(double[] weights, double[] biases, double x1, double x2)
{
    int pattern = 0;
    for (int unit = 0; unit < biases.Length; unit++)
    {
        pattern |= (weights[2 * unit] * x1) + (weights[(2 * unit) + 1] * x2) + biases[unit] > 0.0 ? 1 << unit : 0;
    }

    return pattern;
}

// (G + G') / 2 with normal entries: all eigenvalues are positive if elimination meets positive pivots only.
static bool IsPositiveDefinite(Random random, int n)
{
    double[,] a = new double[n, n];
    for (int i = 0; i < n; i++)
    {
        for (int j = 0; j <= i; j++)
        {
            a[i, j] = a[j, i] = random.NextNormal() * (i == j ? 1.0 : Math.Sqrt(0.5));
        }
    }

    for (int pivot = 0; pivot < n; pivot++)
    {
        if (a[pivot, pivot] <= 0.0)
        {
            return false;
        }

        for (int i = pivot + 1; i < n; i++)
        {
            for (int j = pivot + 1; j < n; j++)
            {
                a[i, j] -= a[i, pivot] * a[pivot, j] / a[pivot, pivot];
            }
        }
    }

    return true;
}
