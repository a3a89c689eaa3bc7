#:project Lessons
#:project ../src/Optim

// Row 23. One update an epoch, an example or m examples. The gradient of a few examples is the whole one plus noise, whose variance falls
// like 1 / m: cheaper updates, that can leave a local minimum, and that only come to rest when the rate falls.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Batch, stochastic, mini-batch", "How many examples an update should see, and the noise of seeing few.", Show);

static void Show(Lesson lesson)
{
    const int N = 200;
    Random random = lesson.Random;
    double[] x = random.NextNormals(N);
    double[] y = [.. x.Select(input => (1.5 * input) - 0.5 + (0.5 * random.NextNormal()))];
    int[] all = [.. Enumerable.Range(0, N)];

    lesson.Heading("1. Ten epochs of linear regression, L = mean (w x + b - y)^2");
    List<object[]> rows = [];
    List<Series> curves = [];
    foreach ((string name, int size) in new[] { ("batch", N), ("mini-batch, m = 10", 10), ("stochastic", 1) })
    {
        Line line = new(x, y, w: -2.0, b: 2.0);
        GradientDescent<double> descent = new(line.Parameters, 0.05);
        List<double> losses = [line.Loss(all)];
        for (int epoch = 0; epoch < 10; epoch++)
        {
            random.Shuffle(all);
            foreach (int[] batch in all.Chunk(size))
            {
                line.Step(descent, batch);
            }

            losses.Add(line.Loss(all));
        }

        rows.Add([name, descent.Steps / 10, losses[1], losses[^1]]);
        curves.Add(new(name, losses));
    }

    lesson.Table(["", "updates an epoch", "loss after 1 epoch", "after 10"], rows);
    lesson.Report?.Lines("Loss by epoch at one rate", curves, "epoch", "loss", logY: true);

    lesson.Heading("2. The sum with alpha is the mean with m alpha");
    (Line summed, Line averaged) = (new(x, y, 0.3, 0.1), new(x, y, 0.3, 0.1));
    (GradientDescent<double> alpha, GradientDescent<double> mAlpha) = (new(summed.Parameters, 0.004), new(averaged.Parameters, 10 * 0.004));
    foreach (int[] batch in all.Chunk(10))
    {
        summed.Step(alpha, batch, isMean: false);
        averaged.Step(mAlpha, batch);
    }

    double apart = Math.Max(Math.Abs(summed.W - averaged.W), Math.Abs(summed.B - averaged.B));
    lesson.Text($"After an epoch in steps of 10: w = {summed.W:R} and {averaged.W:R}");
    lesson.Figures.AtMost("w and b of the sum against those of the mean", apart, 1e-12);

    lesson.Heading("3. The variance of the gradient, of m examples drawn with replacement");
    int draws = lesson.IsQuick ? 20_000 : 50_000;
    int[] sizes = [1, 2, 4, 8];
    (double Variance, double Error)[] noise = [.. lesson.Steps("drawing", sizes.Length).Select(index => new Line(x, y, 0.3, 0.1).Noise(random, sizes[index], draws))];
    lesson.Table(["m", "variance", "against m = 1", "sampling error"], sizes.Select(object[] (m, i) => [m, noise[i].Variance, noise[i].Variance / noise[0].Variance, noise[i].Error]));
    lesson.Report?.Lines("Variance of the gradient over m", [new("variance", [.. sizes.Select(m => (double)m)], [.. noise.Select(v => v.Variance)]) { Style = SeriesStyle.LineAndPoints }], "m", "variance", logX: true, logY: true);
    double ratio = noise[1].Variance / noise[0].Variance;
    double error = ratio * double.Hypot(noise[0].Error / noise[0].Variance, noise[1].Error / noise[1].Variance);
    lesson.Figures.Near("variance at m = 2 against m = 1 (within four sampling errors)", ratio, 0.5, 4.0 * error);
    lesson.Figures.Below("that sampling error", error, 0.02);

    lesson.Heading("4. Noise can leave a local minimum: E_i = (theta^2 - 1)^2 + (0.3 + xi_i) theta, the mean of xi is 0");
    const int Runs = 40;
    int left = Enumerable.Range(0, Runs).Count(_ => Leave(random, isStochastic: true) < 0.0);
    double stays = Leave(random, isStochastic: false);
    lesson.Text($"From theta = 1.2 the batch goes to {stays:F3}, the local minimum; {left} of {Runs} stochastic runs end at the global one near -1.");
    double[] theta = Grid.Evenly(-1.6, 1.6, 161);
    lesson.Report?.Lines("The mean of E_i", [new("E", theta, [.. theta.Select(at => Square(Square(at) - 1.0) + (0.3 * at))])], "theta", "E");
    lesson.Figures.Above("where the batch ends: the local minimum", stays, 0.5);
    lesson.Figures.AtLeast("share of stochastic runs that leave it", (double)left / Runs, 0.5);

    lesson.Heading("5. A constant rate does not converge, a decayed one does");
    int updates = lesson.IsQuick ? 20_000 : 100_000;
    (double[] constant, double[] decayed) = (Distances(x, y, random, Schedule.Constant(0.05), updates), Distances(x, y, random, Schedule.InverseTime(0.05, 0.01), updates));
    (double before, double after) = (constant[constant.Length / 10], constant[^1]);
    lesson.Table(["rate", "distance after a tenth", "at last"], ["0.05", before, after], ["0.05 / (1 + 0.01 t)", decayed[decayed.Length / 10], decayed[^1]]);
    lesson.Report?.Lines("Distance to the minimum, mean over 1000 updates", [new("constant", constant), new("decayed", decayed)], "1000 updates", "distance", logY: true);
    lesson.Figures.Between("distance at the constant rate, at last against a tenth of the way", after / before, 0.5, 2.0);
    lesson.Figures.Below("distance at the decayed rate against the constant one's", decayed[^1] / after, 0.2);
}

// At a constant rate first, then at one that falls, so that the run comes to rest.
static double Leave(Random random, bool isStochastic)
{
    Parameter<double> theta = new("theta", [1.2], []);
    GradientDescent<double> descent = new([theta]) { Schedule = new Schedule(t => t < 3000 ? 0.05 : 0.05 / (1.0 + (0.02 * (t - 3000)))) };
    Tape<double> tape = new();
    for (int step = 0; step < 4000; step++)
    {
        tape.Reset();
        Variable<double> at = tape.Variable(theta);
        double xi = !isStochastic ? 0.0 : random.Next(2) == 0 ? 4.0 : -4.0;
        descent.Step(((at.Square() - 1.0).Square() + ((0.3 + xi) * at)).Gradients());
    }

    return theta.Values[0];
}

// How far w and b are from the least squares, averaged over each 1000 updates.
static double[] Distances(double[] x, double[] y, Random random, Schedule schedule, int updates)
{
    double slope = x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum() / x.Sum(a => Square(a - x.Average()));
    double level = y.Average() - (slope * x.Average());
    Line line = new(x, y, 0.0, 0.0);
    GradientDescent<double> descent = new(line.Parameters) { Schedule = schedule };
    double[] distances = new double[updates / 1000];
    for (int update = 0; update < updates; update++)
    {
        line.Step(descent, [random.Next(x.Length)]);
        distances[update / 1000] += double.Hypot(line.W - slope, line.B - level) / 1000.0;
    }

    return distances;
}

static double Square(double x) => x * x;

// w x + b on some of the examples.
internal sealed class Line(double[] x, double[] y, double w, double b)
{
    private readonly Parameter<double> _w = new("w", [w], []);
    private readonly Parameter<double> _b = new("b", [b], []);
    private readonly Tape<double> _tape = new();

    public IReadOnlyList<Parameter<double>> Parameters => [_w, _b];

    public double W => _w.Values[0];

    public double B => _b.Values[0];

    public double Loss(int[] batch) => Record(batch).Mean().Item();

    public void Step(Optimizer<double> optimizer, int[] batch, bool isMean = true)
    {
        Variable<double> errors = Record(batch);
        optimizer.Step((isMean ? errors.Mean() : errors.Sum()).Gradients());
    }

    // The mean of |g - mean g|^2 over many draws of m examples, and its standard error.
    public (double Variance, double Error) Noise(Random random, int m, int draws)
    {
        Gradients<double> whole = Record([.. Enumerable.Range(0, x.Length)]).Mean().Gradients();
        (double meanW, double meanB) = (whole[_w][0], whole[_b][0]);
        double[] squares = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            Gradients<double> g = Record([.. Enumerable.Range(0, m).Select(_ => random.Next(x.Length))]).Mean().Gradients();
            squares[draw] = ((g[_w][0] - meanW) * (g[_w][0] - meanW)) + ((g[_b][0] - meanB) * (g[_b][0] - meanB));
        }

        double variance = squares.Average();
        return (variance, Math.Sqrt(squares.Average(square => (square - variance) * (square - variance)) / draws));
    }

    // (w x + b - y)^2 of each example.
    private Variable<double> Record(int[] batch)
    {
        _tape.Reset();
        Variable<double> inputs = _tape.Constant(Array.ConvertAll(batch, i => x[i]));
        return ((inputs * _w) + _b - _tape.Constant(Array.ConvertAll(batch, i => y[i]))).Square();
    }
}
