#:project Lessons
#:project ../src/Nn

// Row 31. Each layer multiplies the gradient by W and by g'(z). Where that is less than 1 on average the first layers learn nothing, where
// it is more their gradient explodes; and a recurrent network multiplies by the same W at every step.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Viz;

return Lesson.Run(args, "Vanishing gradients", "The first layer's gradient by depth, activation and initialization, and through time.", Show);

static void Show(Lesson lesson)
{
    const int Width = 64, Examples = 64, Depth = 20;
    int seeds = lesson.IsQuick ? 1 : 5;
    double[] inputs = lesson.Random.NextNormals(Examples * Width);
    double[] targets = lesson.Random.NextNormals(Examples);

    lesson.Heading($"1. |dE/dW1| of networks of 1 to {Depth} hidden layers of {Width} units");
    (string Name, Activation Activation, Initializer Initializer)[] kinds =
    [
        ("sigmoid, Xavier", Activation.Sigmoid, Initializer.XavierNormal),
        ("sigmoid, He", Activation.Sigmoid, Initializer.HeNormal),
        ("tanh, Xavier", Activation.Tanh, Initializer.XavierNormal),
        ("tanh, N(0, 0.05^2)", Activation.Tanh, Initializer.Normal(0.05)),
        ("ReLU, Xavier", Activation.Relu, Initializer.XavierNormal),
        ("ReLU, He", Activation.Relu, Initializer.HeNormal),
        ("ReLU, N(0, 0.3^2)", Activation.Relu, Initializer.Normal(0.3)),
    ];
    Dictionary<string, double[]> norms = kinds.ToDictionary(kind => kind.Name, _ => new double[Depth]);
    Tape<double> tape = new();
    foreach (int depth in lesson.Steps("differentiating", Depth).Select(index => index + 1))
    {
        foreach ((string name, Activation activation, Initializer initializer) in kinds)
        {
            // The geometric mean over the seeds.
            norms[name][depth - 1] = Math.Exp(Enumerable.Range(0, seeds).Average(seed =>
            {
                int[] sizes = [.. Enumerable.Repeat(Width, depth + 1), 1];
                Mlp<double> model = new(sizes, activation, (100 * lesson.Seed) + seed, initializer: initializer);
                tape.Reset();
                Variable<double> z = model.Forward(tape.Constant(inputs, [Examples, Width]));
                Variable<double> error = (z - tape.Constant(targets, [Examples, 1])).Square().Mean();
                return Math.Log(Norm(error.Gradients()[model.Layers[0].Weight]));
            }));
        }
    }

    int[] shown = [1, 2, 5, 10, 15, 20];
    lesson.Table(["", .. shown.Select(depth => $"{depth} layers")], kinds.Select(object[] (kind) => [kind.Name, .. shown.Select(object (depth) => norms[kind.Name][depth - 1].ToString("G3"))]));
    double[] depths = [.. Enumerable.Range(1, Depth).Select(depth => (double)depth)];
    lesson.Report?.Lines("Gradient of the first layer by depth", [.. kinds.Select(kind => new Series(kind.Name, depths, norms[kind.Name]))], "hidden layers", "|dE/dW1|", logY: true);

    double[] sigmoid = norms["sigmoid, Xavier"];
    double[] relu = norms["ReLU, He"];
    const int Few = 3;
    lesson.Figures.Above("least fall of sigmoid's gradient over three more layers", Enumerable.Range(0, Depth - Few).Min(depth => sigmoid[depth] / sigmoid[depth + Few]), 10.0);
    lesson.Figures.AtMost($"greatest of He-ReLU's gradients over the least, 1 to {Depth} layers", relu.Max() / relu.Min(), 10.0);

    lesson.Heading("2. Layer by layer, in one network of 20");
    string[] pair = ["sigmoid, Xavier", "ReLU, He"];
    double[][] byLayer = [.. kinds.Where(kind => pair.Contains(kind.Name)).Select(kind =>
    {
        Mlp<double> model = new([.. Enumerable.Repeat(Width, Depth + 1), 1], kind.Activation, 100 * lesson.Seed, initializer: kind.Initializer);
        tape.Reset();
        Gradients<double> gradients = (model.Forward(tape.Constant(inputs, [Examples, Width])) - tape.Constant(targets, [Examples, 1])).Square().Mean().Gradients();
        return model.Layers.Select(layer => Norm(gradients[layer.Weight])).ToArray();
    })];
    lesson.Report?.Lines("Gradient of each layer", [.. byLayer.Select((norm, i) => new Series(pair[i], [.. Enumerable.Range(1, norm.Length).Select(layer => (double)layer)], norm))], "layer", "|dE/dW|", logY: true);
    lesson.Table(["layer", .. pair], new[] { 0, 4, 9, 14, 19 }.Select(object[] (layer) => [layer + 1, byLayer[0][layer].ToString("G3"), byLayer[1][layer].ToString("G3")]));

    Recurrent(lesson);
}

// h_t = g(rho Q h_{t-1}) with a rotation Q: the same weights at each of T steps.
static void Recurrent(Lesson lesson)
{
    lesson.Heading("3. Through time: h(t) = g(rho Q h(t-1)), Q a rotation, |dE/dh(0)| for E = v'h(T)");
    int[] times = [1, 5, 10, 20, 50];
    double[] scales = [0.8, 1.0, 1.2];
    double[] all = [.. Enumerable.Range(1, 50).Select(t => (double)t)];
    List<object[]> rows = [];
    List<Series> curves = [];
    double apart = 0.0, shared = 0.0;
    foreach ((string name, Activation activation) in new[] { ("linear", Activation.Identity), ("tanh", Activation.Tanh) })
    {
        foreach (double rho in scales)
        {
            (double Start, double Shared, double Parts)[] runs = [.. all.Select(t => Unroll(activation, rho, (int)t))];
            rows.Add([$"{name}, rho {rho}", .. times.Select(object (t) => runs[t - 1].Start.ToString("G3"))]);
            curves.Add(new($"{name}, rho {rho}", all, [.. runs.Select(run => run.Start)]));
            apart = name == "linear" ? Math.Max(apart, all.Max(t => Math.Abs((runs[(int)t - 1].Start / Math.Pow(rho, t)) - 1.0))) : apart;
            shared = Math.Max(shared, runs.Max(run => Math.Abs(run.Shared - run.Parts)));
        }
    }

    lesson.Table(["", .. times.Select(t => $"T = {t}")], rows);
    lesson.Report?.Lines("Gradient of the first state by time", curves, "T", "|dE/dh(0)|", logY: true);
    lesson.Figures.AtMost("linear: |dE/dh(0)| against rho^T, relative", apart, 1e-12);
    lesson.Figures.AtMost("dE/dW against the sum over the steps", shared, 1e-9);
}

// Besides the gradient of the shared W, the sum of those of T weights of equal value, one a step.
static (double Start, double Shared, double Parts) Unroll(Activation activation, double rho, int steps)
{
    double[] rotation = [rho * Math.Cos(0.7), -rho * Math.Sin(0.7), rho * Math.Sin(0.7), rho * Math.Cos(0.7)];
    Tape<double> tape = new();
    Variable<double> w = tape.Variable(rotation, [2, 2]), start = tape.Variable([0.6, 0.8]), v = tape.Constant([0.8, -0.6]);
    Variable<double>[] own = [.. Enumerable.Range(0, steps).Select(_ => tape.Variable(rotation, [2, 2]))];
    (Variable<double> h, Variable<double> unshared) = (start, tape.Constant([0.6, 0.8]));
    foreach (Variable<double> weight in own)
    {
        h = activation.Apply(w.MatMul(h));
        unshared = activation.Apply(weight.MatMul(unshared));
    }

    Gradients<double> gradients = (h * v).Sum().Gradients();
    (double atStart, double entry) = (Norm(gradients[start]), gradients[w][0]);
    Gradients<double> parts = (unshared * v).Sum().Gradients();
    double sum = 0.0;
    foreach (Variable<double> weight in own)
    {
        sum += parts[weight][0];
    }

    // Relative to the greatest that there can be, rho^T T.
    double scale = Math.Max(1.0, Math.Pow(rho, steps) * steps);
    return (atStart, entry / scale, sum / scale);
}

static double Norm(ReadOnlySpan<double> values) => Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares(values));
