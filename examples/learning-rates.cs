#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 29. Where the rate alpha comes from: looked for along the gradient at each step, or falling by a schedule: in steps of n epochs or
// whenever the error rises, exponentially alpha0 exp(-k t), or as 1/t: alpha0 / (1 + k t).

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Learning rates", "Line search, step decay, exponential and 1/t decay: their curves, and training with each.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. The schedules against their formulas");
    const double Alpha0 = 1.0, K = 0.01;
    (string Name, Schedule Schedule, Func<long, double> Formula)[] schedules =
    [
        ("halved every 100 steps", Schedule.Step(Alpha0, 0.5, every: 100), t => Alpha0 * Math.Pow(0.5, Math.Floor(t / 100.0))),
        ("alpha0 exp(-k t)", Schedule.ExponentialRate(Alpha0, K), t => Alpha0 * Math.Exp(-K * t)),
        ("alpha0 / (1 + k t)", Schedule.InverseTime(Alpha0, K), t => Alpha0 / (1.0 + (K * t))),
    ];
    long[] shown = [0, 1, 50, 99, 100, 250, 500];
    lesson.Table(["t", .. schedules.Select(schedule => schedule.Name)], shown.Select(object[] (t) => [t, .. schedules.Select(object (schedule) => schedule.Schedule.At(t))]));
    double[] times = [.. Enumerable.Range(0, 501).Select(t => (double)t)];
    lesson.Report?.Lines("Rates", [.. schedules.Select(schedule => new Series(schedule.Name, [.. times.Select(t => schedule.Schedule.At((long)t))]))], "t", "alpha");
    foreach ((string name, Schedule schedule, Func<long, double> formula) in schedules)
    {
        lesson.Figures.AtMost($"{name} against its formula", times.Max(t => Math.Abs(schedule.At((long)t) - formula((long)t))), 1e-12);
    }

    // When the error rises: 3, 2, 2.5 (rises), 1, 1.5 (rises), 0.5.
    Plateau falling = new(Alpha0, factor: 0.5);
    double[] errors = [3.0, 2.0, 2.5, 1.0, 1.5, 0.5];
    double[] rates = Array.ConvertAll(errors, error =>
    {
        falling.Observe(error);
        return falling.Rate;
    });
    lesson.Table(["error", "rate after it, halved when the error rises"], errors.Select(object[] (error, i) => [error, rates[i]]));
    lesson.Figures.True("it is halved at the two rises and only there", rates.SequenceEqual([1.0, 1.0, 0.5, 0.5, 0.25, 0.25]));

    lesson.Heading("2. Training two moons with each, in mini-batches");
    Points train = Points.Moons(lesson.Random, 300, noise: 0.12);
    int epochs = lesson.IsQuick ? 60 : 150;
    Plateau plateau = new(Alpha0, factor: 0.7);
    (string Name, Func<Mlp<double>, Optimizer<double>> Rule, Plateau? Plateau)[] ways =
    [
        ("constant 1", model => new GradientDescent<double>(model.Parameters, Alpha0), null),
        ("0.7 every 20 epochs", model => Scheduled(model, Schedule.Step(Alpha0, 0.7, every: 20).ByEpoch(10)), null),
        ("0.7 when the error rises", model => Scheduled(model, plateau.Schedule), plateau),
        ("exponential", model => Scheduled(model, Schedule.ExponentialRate(Alpha0, 0.02).ByEpoch(10)), null),
        ("1/t", model => Scheduled(model, Schedule.InverseTime(Alpha0, 0.02).ByEpoch(10)), null),
    ];
    List<object[]> rows = [];
    List<Series> losses = [], used = [];
    foreach ((string name, Func<Mlp<double>, Optimizer<double>> rule, Plateau? observer) in lesson.Steps("training", ways.Length).Select(index => ways[index]))
    {
        Record(name, Train(lesson.Seed, train, epochs, rule, observer));
    }

    Record("line search, whole batch", Search(lesson.Seed, train, epochs));
    lesson.Table(["rate", "rate at last", "loss before", "loss at last", "accuracy, %"], rows);
    lesson.Report?.Lines("Loss by epoch", losses, "epoch", "loss", logY: true);
    lesson.Report?.Lines("Rate by epoch", used, "epoch", "alpha", logY: true);

    void Record(string name, (double[] Losses, double[] Rates, double Accuracy) run)
    {
        rows.Add([name, run.Rates[^1], run.Losses[0], run.Losses[^1], run.Accuracy]);
        losses.Add(new(name, run.Losses));
        used.Add(new(name, run.Rates));
        lesson.Figures.Below($"loss at last against the first, {name}", run.Losses[^1] / run.Losses[0], 0.5);
    }
}

static GradientDescent<double> Scheduled(Mlp<double> model, Schedule schedule) => new(model.Parameters) { Schedule = schedule };

static (double[] Losses, double[] Rates, double Accuracy) Train(
    int seed, Points train, int epochs, Func<Mlp<double>, Optimizer<double>> rule, Plateau? plateau)
{
    Mlp<double> model = new([2, 16, 1], Activation.Tanh, seed);
    Tape<double> tape = new();
    Optimizer<double> optimizer = rule(model);
    Random random = new(seed);
    int[] order = [.. Enumerable.Range(0, train.Count)];
    List<double> losses = [Error(tape, model, train, order).Item()], rates = [optimizer.LearningRate];
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        random.Shuffle(order);
        foreach (int[] batch in order.Chunk(30))
        {
            optimizer.Step(Error(tape, model, train, batch).Gradients());
        }

        losses.Add(Error(tape, model, train, order).Item());
        plateau?.Observe(losses[^1]);
        rates.Add(optimizer.LearningRate);
    }

    return ([.. losses], [.. rates], Accuracy(model, train));
}

// At each step the greatest of 4, 2, 1, ... that lowers the loss enough.
static (double[] Losses, double[] Rates, double Accuracy) Search(int seed, Points train, int epochs)
{
    Mlp<double> model = new([2, 16, 1], Activation.Tanh, seed);
    Tape<double> tape = new();
    GradientDescent<double> descent = new(model.Parameters);
    int[] all = [.. Enumerable.Range(0, train.Count)];
    List<double> losses = [Error(tape, model, train, all).Item()], rates = [];
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        descent.LearningRate = LineSearch.Rate(model.Parameters, () => Error(tape, model, train, all), largest: 4.0);
        descent.Step(() => Error(tape, model, train, all));
        losses.Add(Error(tape, model, train, all).Item());
        rates.Add(descent.LearningRate);
    }

    return ([.. losses], [.. rates], Accuracy(model, train));
}

static Variable<double> Error(Tape<double> tape, Mlp<double> model, Points train, int[] batch)
{
    tape.Reset();
    double[] inputs = [.. batch.SelectMany(i => train.Inputs[(2 * i)..((2 * i) + 2)])];
    return Loss.BinaryCrossEntropyWithLogits(model.Forward(tape.Constant(inputs, [batch.Length, 2])), tape.Constant(Array.ConvertAll(batch, i => (double)train.Labels[i]), [batch.Length, 1]));
}

static double Accuracy(Mlp<double> model, Points train) =>
    100.0 * model.Predict(train.Inputs, [train.Count, 2]).Zip(train.Labels, (z, label) => (z > 0.0 ? 1 : 0) == label).Count(right => right) / train.Count;
