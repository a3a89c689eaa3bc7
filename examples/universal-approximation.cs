#:project Lessons
#:project ../src/Nn

// Row 9. A steep sigmoid is a step, a pair of them a box, and boxes side by side make any function: a network with one hidden layer
// whose weights are written down, not learned. Beside it three older ways to build a function from n simple ones.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Viz;

return Lesson.Run(args, "Universal approximation", "Pairs of steep sigmoids, piecewise constants, polynomials and Haar wavelets approach the same function.", Show);

static void Show(Lesson lesson)
{
    int[] counts = [4, 8, 16, 32, 64, 100, 128];
    double[] x = [.. Enumerable.Range(0, 10_001).Select(i => i / 10_000.0)];
    double[] wanted = [.. x.Select(F)];
    List<object[]> rows = [];
    Dictionary<(string Way, int Count), double> errors = [];
    (string Name, Func<int, double[], double[]> Approximate)[] ways =
        [("sigmoids", Sigmoids), ("constants", Constants), ("polynomials", Polynomials), ("wavelets", Wavelets)];
    foreach (int count in lesson.Steps("approximating", counts.Length).Select(index => counts[index]))
    {
        foreach ((string name, Func<int, double[], double[]> approximate) in ways)
        {
            // Haar's basis is complete at powers of 2 only.
            errors[(name, count)] = name == "wavelets" && !int.IsPow2(count)
                ? double.NaN
                : approximate(count, x).Zip(wanted, (a, b) => Math.Abs(a - b)).Max();
        }

        rows.Add([count, .. ways.Select(object (way) => double.IsNaN(errors[(way.Name, count)]) ? "" : errors[(way.Name, count)])]);
    }

    lesson.Text("The greatest error on [0, 1] for f(x) = sin(2 pi x) + x / 2");
    lesson.Table(["n", "pairs of sigmoids", "piecewise constants", "polynomials", "Haar wavelets"], rows);
    lesson.Report?.Lines(
        "The greatest error",
        [.. ways.Select(way => new Series(way.Name, [.. counts.Select(count => (double)count)], [.. counts.Select(count => errors[(way.Name, count)])]) { Style = SeriesStyle.LineAndPoints })],
        "n",
        "error",
        logX: true,
        logY: true);
    double[] coarse = Grid.Evenly(0.0, 1.0, 501);
    foreach (int count in (int[])[4, 16])
    {
        lesson.Report?.Lines($"n = {count}", [new("f", coarse, [.. coarse.Select(F)]), .. ways.Select(way => new Series(way.Name, coarse, way.Approximate(count, coarse)))], "x");
    }

    lesson.Report?.Lines("A pair of sigmoids becomes a box", [.. new[] { 10.0, 50.0, 500.0 }.Select(steep => new Series($"steepness {steep}", coarse, [.. coarse.Select(at => Box(at, steep))]))], "x");
    foreach ((string name, _) in ways)
    {
        int last = name == "wavelets" ? 128 : 100;
        lesson.Figures.AtLeast($"{name}: error at 4 against the one at {last}", errors[(name, 4)] / errors[(name, last)], 20.0);
    }
}

static double F(double x) => Math.Sin(2.0 * Math.PI * x) + (0.5 * x);

// Box k is sigmoid(s (x - left)) - sigmoid(s (x - right)), as high as f in its middle: 2 n hidden units. The outermost edges lie outside of
// [0, 1], where they do not matter.
static double[] Sigmoids(int n, double[] x)
{
    double steepness = 400.0 * n;
    double[] bias = new double[2 * n];
    double[] height = new double[2 * n];
    for (int k = 0; k < n; k++)
    {
        double left = k == 0 ? -1.0 : (double)k / n;
        double right = k == n - 1 ? 2.0 : (k + 1.0) / n;
        (bias[2 * k], bias[(2 * k) + 1]) = (-steepness * left, -steepness * right);
        height[2 * k] = F((k + 0.5) / n);
        height[(2 * k) + 1] = -height[2 * k];
    }

    Linear<double> hidden = new(Parameter<double>.Filled("W1", [1, 2 * n], steepness), new("b1", bias, [2 * n]), Activation.Sigmoid);
    Linear<double> output = new(new("W2", height, [2 * n, 1]), null);
    return new Sequential<double>(hidden, output).Predict(x, [x.Length, 1]);
}

static double Box(double x, double steepness) => Sigmoid(steepness * (x - 0.4)) - Sigmoid(steepness * (x - 0.6));

static double Sigmoid(double z) => 1.0 / (1.0 + Math.Exp(-z));

static double[] Constants(int n, double[] x) => [.. x.Select(at => F((Math.Min(n - 1, Math.Floor(at * n)) + 0.5) / n))];

// The polynomial through n Chebyshev points, by the barycentric formula.
static double[] Polynomials(int n, double[] x)
{
    double[] node = [.. Enumerable.Range(0, n).Select(k => 0.5 - (0.5 * Math.Cos(Math.PI * ((2 * k) + 1) / (2.0 * n))))];
    double[] weight = [.. Enumerable.Range(0, n).Select(k => (k % 2 == 0 ? 1.0 : -1.0) * Math.Sin(Math.PI * ((2 * k) + 1) / (2.0 * n)))];
    return [.. x.Select(at =>
    {
        int hit = Array.IndexOf(node, at);
        double[] share = hit >= 0 ? [.. node.Select((_, k) => k == hit ? 1.0 : 0.0)] : [.. node.Select((place, k) => weight[k] / (at - place))];
        return share.Zip(node, (s, place) => s * F(place)).Sum() / share.Sum();
    })];
}

// The mean of f and n - 1 wavelets psi_jk(x) = psi(2^j x - k), psi = 1 on the left half of [0, 1) and -1 on the right; each coefficient
// is the mean of f psi_jk over the wavelet's own interval.
static double[] Wavelets(int n, double[] x)
{
    double mean = Mean(0.0, 1.0);
    double[] sum = [.. x.Select(_ => mean)];
    for (int scale = 1; scale < n; scale *= 2)
    {
        for (int k = 0; k < scale; k++)
        {
            (double left, double middle, double right) = ((double)k / scale, (k + 0.5) / scale, (k + 1.0) / scale);
            double coefficient = 0.5 * (Mean(left, middle) - Mean(middle, right));
            for (int i = 0; i < x.Length; i++)
            {
                bool inside = x[i] >= left && (x[i] < right || (x[i] == 1.0 && right == 1.0));
                sum[i] += !inside ? 0.0 : x[i] < middle ? coefficient : -coefficient;
            }
        }
    }

    return sum;
}

// The mean of f between two points, by midpoints.
static double Mean(double from, double to) => Enumerable.Range(0, 64).Average(i => F(from + ((to - from) * (i + 0.5) / 64.0)));
