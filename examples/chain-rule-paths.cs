#:project Lessons
#:project ../src/Nn

// Row 14. The chain rule is a sum over all paths from a unit to the error, and there are m^L of them through L layers of m units. Factored,
// layer by layer from the back, the same sum costs L m^2 multiplications: that is backpropagation.

using System.Diagnostics;
using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Viz;

return Lesson.Run(args, "The chain rule over paths", "Enumerating all paths costs m^L, the factored sum L m^2.", Show);

static void Show(Lesson lesson)
{
    const int M = 4;
    int deepest = lesson.IsQuick ? 8 : 11;
    List<object[]> rows = [];
    List<(double Paths, double Factored, double Tape)> times = [];
    double apart = 0.0;
    int exact = 0;
    foreach (int depth in lesson.Steps("layers", deepest).Select(index => index + 1))
    {
        // E is the sum of the last layer's units: delta = 1 there.
        (double[][,] slopes, double[] byTape, double tapeTime) = Record(M, depth, lesson.Seed);

        long start = Stopwatch.GetTimestamp();
        long paths = 0;
        double byPaths = Paths(slopes, 0, 0, 1.0, ref paths);
        double pathTime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        start = Stopwatch.GetTimestamp();
        (double[] factored, long multiplications) = Factored(slopes);
        double factoredTime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        apart = Math.Max(apart, Math.Max(Math.Abs(byPaths - byTape[0]), factored.Zip(byTape, (a, b) => Math.Abs(a - b)).Max()));
        times.Add((pathTime, factoredTime, tapeTime));
        rows.Add([depth, paths, multiplications, pathTime, factoredTime, tapeTime]);
        exact += paths == (long)Math.Pow(M, depth) && multiplications == depth * M * M ? 1 : 0;
    }

    lesson.Table(["layers L", "paths", "multiplications, factored", "paths, ms", "factored, ms", "tape, ms"], rows);
    double[] layers = [.. Enumerable.Range(1, deepest).Select(depth => (double)depth)];
    lesson.Report?.Lines(
        "What each costs",
        [new Series("paths: 4^L", layers, [.. rows.Select(row => Convert.ToDouble(row[1]))]), new Series("multiplications, factored: 16 L", layers, [.. rows.Select(row => Convert.ToDouble(row[2]))])],
        "layers L",
        "operations",
        logY: true);
    lesson.Report?.Lines(
        "How long each takes",
        [new Series("paths", layers, [.. times.Select(time => time.Paths)]), new Series("factored", layers, [.. times.Select(time => time.Factored)]), new Series("tape", layers, [.. times.Select(time => time.Tape)])],
        "layers L",
        "ms",
        logY: true);
    lesson.Text("The paths start at one unit; the factored sum has the derivatives for all of them.");
    lesson.Figures.Equal("depths at which there are m^L paths and L m^2 multiplications", exact, deepest);
    lesson.Figures.Equal($"paths through {deepest} layers of {M}", (long)rows[^1][1], Math.Pow(M, deepest));
    lesson.Figures.Equal("multiplications of the factored sum there", (long)rows[^1][2], deepest * M * M);
    lesson.Figures.AtMost("dE/da by paths, factored and by the tape, apart", apart, 1e-12);
}

// da_k / da_j = w_jk g'(z_k) from each unit j of a layer to each unit k of the next, and dE/da of the first layer, from the tape.
static (double[][,] Slopes, double[] Gradient, double Milliseconds) Record(int m, int depth, int seed)
{
    Mlp<double> model = new([m, .. Enumerable.Repeat(m, depth)], Activation.Tanh, seed: seed, output: Activation.Tanh);
    Tape<double> tape = new();
    double[] inputs = [.. Enumerable.Range(0, m).Select(j => Math.Cos(j + 1.0))];
    double[][,] slopes = new double[depth][,];
    double[] a = inputs;
    for (int layer = 0; layer < depth; layer++)
    {
        double[] weights = model.Layers[layer].Weight.Values.ToArray();
        a = model.Layers[layer].Predict(a, [1, m]);
        slopes[layer] = new double[m, m];
        for (int j = 0; j < m; j++)
        {
            for (int k = 0; k < m; k++)
            {
                slopes[layer][j, k] = weights[(j * m) + k] * (1.0 - (a[k] * a[k]));
            }
        }
    }

    Variable<double> Forward(out Variable<double> x)
    {
        tape.Reset();
        x = tape.Variable(inputs, [1, m]);
        return model.Forward(x).Sum();
    }

    Forward(out _).Gradients();
    Variable<double> e = Forward(out Variable<double> first);
    long start = Stopwatch.GetTimestamp();
    double[] gradient = e.Gradients()[first].ToArray();
    return (slopes, gradient, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
}

// The sum over all paths of the product of the slopes along each.
static double Paths(double[][,] slopes, int layer, int unit, double product, ref long paths)
{
    if (layer == slopes.Length)
    {
        paths++;
        return product;
    }

    double sum = 0.0;
    for (int next = 0; next < slopes[layer].GetLength(1); next++)
    {
        sum += Paths(slopes, layer + 1, next, product * slopes[layer][unit, next], ref paths);
    }

    return sum;
}

// delta_j = sum over k of (da_k / da_j) delta_k, from the last layer to the first: each delta is computed once.
static (double[] Delta, long Multiplications) Factored(double[][,] slopes)
{
    int m = slopes[0].GetLength(0);
    long multiplications = 0;
    double[] delta = [.. Enumerable.Repeat(1.0, m)];
    for (int layer = slopes.Length - 1; layer >= 0; layer--)
    {
        double[] before = new double[m];
        for (int j = 0; j < m; j++)
        {
            for (int k = 0; k < m; k++, multiplications++)
            {
                before[j] += slopes[layer][j, k] * delta[k];
            }
        }

        delta = before;
    }

    return (delta, multiplications);
}
