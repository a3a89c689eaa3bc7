#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 8. Three functions that make bad activations: the gradient of max(0, z - 100) vanishes wherever z is, that of the step 1[z > 0]
// does not exist or is 0, and that of sin(100 z) points anywhere.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Bad activations", "Gradients that vanish, do not exist, or mislead.", Show);

static void Show(Lesson lesson)
{
    // Where the weighted sums of a layer usually are.
    double[] z = lesson.Random.NextNormals(lesson.IsQuick ? 20_000 : 200_000);
    lesson.Heading("1. Where the gradient vanishes, and where it misleads");
    Summary far = Measure<Far>(z);
    Summary step = Measure<Step>(z);
    Summary wave = Measure<Wave>(z);
    Summary tanh = Measure<TanhFunction>(z);
    lesson.Table(
        ["g(z)", "g' = 0, %", "g' has the sign of g(z + 0.1) - g(z), %"],
        ["max(0, z - 100)", far.Zero, "none to have"],
        ["1[z > 0]", step.Zero, "none to have"],
        ["sin(100 z)", wave.Zero, wave.Agreement],
        ["tanh z", tanh.Zero, tanh.Agreement]);

    double[] near = Grid.Evenly(-0.3, 0.3, 601);
    lesson.Report?.Lines("Around 0", [Curve<Far>("max(0, z - 100)", near), Curve<Step>("1[z > 0]", near), Curve<Wave>("sin(100 z)", near), Curve<TanhFunction>("tanh z", near)], "z", "g(z)");

    // g(z + 0.1) - g(z) = 2 sin(5) cos(100 z + 5) and g' = 100 cos(100 z): as sin(5) < 0 they agree on (2 pi - 5) / pi of a period.
    lesson.Text($"For sin(100 z) the share follows from a period: (2 pi - 5) / pi = {100.0 * ((2.0 * Math.PI) - 5.0) / Math.PI:F2} %.");
    lesson.Figures.Equal("zero gradients of max(0, z - 100), %", far.Zero, 100.0);
    lesson.Figures.Equal("zero gradients of 1[z > 0], %", step.Zero, 100.0);
    lesson.Figures.Between("signs that agree for sin(100 z), %", wave.Agreement, 40.0, 42.0);
    lesson.Figures.Equal("signs that agree for tanh, %", tanh.Agreement, 100.0);

    lesson.Heading("2. What a network learns with them");
    Points moons = Points.Moons(new Random(lesson.Seed), 200, noise: 0.1);
    (string Name, Activation Of)[] activations =
        [("max(0, z - 100)", Activation.Of<Far>()), ("1[z > 0]", Activation.Of<Step>()), ("sin(100 z)", Activation.Of<Wave>()), ("tanh", Activation.Tanh)];
    List<double[]> losses = [.. activations.Select(activation => Train(activation.Of, moons, lesson.Seed))];
    lesson.Table(["activation", "loss before", "loss after 200 steps"], activations.Select(object[] (activation, i) => [activation.Name, losses[i][0], losses[i][^1]]));
    lesson.Report?.Lines("Learning two moons", [.. activations.Select((activation, i) => new Series(activation.Name, losses[i]))], "step", "cross-entropy", logY: true);
    lesson.Figures.Below("loss with tanh against the best of the others", losses[3][^1] / losses.Take(3).Min(series => series[^1]), 1.0);
}

static Summary Measure<F>(double[] z)
    where F : unmanaged, IPointwise
{
    double[] slope = Differentiate.Gradient<double>(x => x.Map<F>().Sum(), z);
    Tape<double> tape = new();
    Variable<double> at = tape.Constant(z);
    double[] rise = ((at + 0.1).Map<F>() - at.Map<F>()).ToArray();
    return new Summary(
        100.0 * slope.Count(s => s == 0.0) / z.Length,
        100.0 * slope.Zip(rise, (s, r) => Math.Sign(s) == Math.Sign(r)).Count(agree => agree) / z.Length);
}

static Series Curve<F>(string name, double[] z)
    where F : unmanaged, IPointwise => new(name, z, new Tape<double>().Constant(z).Map<F>().ToArray());

static double[] Train(Activation activation, Points points, int seed)
{
    Mlp<double> model = new([2, 16, 1], activation, seed: seed, initializer: Initializer.XavierUniform);
    Adam<double> optimizer = new(model.Parameters, learningRate: 0.02);
    Tape<double> tape = new();
    List<double> losses = [];
    for (int step = 0; step < 200; step++)
    {
        tape.Reset();
        Variable<double> logits = model.Forward(tape.Constant(points.Inputs, [points.Count, 2]));
        Variable<double> loss = Loss.BinaryCrossEntropyWithLogits(logits, tape.Constant(points.Targets, [points.Count, 1]));
        losses.Add(loss.Item());
        optimizer.Step(loss.Gradients());
    }

    return [.. losses];
}

internal sealed record Summary(double Zero, double Agreement);

internal readonly struct Far : IPointwise
{
    public N Value<N>(N z)
        where N : struct, IReal<N> => N.Max(0.0, z - 100.0);
}

internal readonly struct Step : IPointwise
{
    public N Value<N>(N z)
        where N : struct, IReal<N> => N.Select(z > 0.0, 1.0, 0.0);
}

internal readonly struct Wave : IPointwise
{
    public N Value<N>(N z)
        where N : struct, IReal<N> => N.Sin(100.0 * z);
}
