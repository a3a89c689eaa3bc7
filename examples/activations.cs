#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 7. The usual activations, their derivatives from the tape against the formulas of the lecture, where they saturate, and a ReLU
// unit that is dead.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Activations", "The curves and derivatives of the activations, saturation, and dead units.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. Curves and derivatives");

    // From -4 to 4, past the kink at 0.
    double[] z = [.. Enumerable.Range(0, 400).Select(i => -3.99 + (0.02 * i))];
    (string Name, Activation Of, Func<double, double> Slope)[] activations =
    [
        ("linear", Activation.Identity, _ => 1.0),
        ("ReLU", Activation.Relu, x => x > 0.0 ? 1.0 : 0.0),
        ("leaky ReLU (0.1)", Activation.LeakyRelu(0.1), x => x > 0.0 ? 1.0 : 0.1),
        ("tanh", Activation.Tanh, x => 1.0 - Square(Math.Tanh(x))),
        ("sigmoid", Activation.Sigmoid, x => Sigmoid(x) * (1.0 - Sigmoid(x))),
    ];
    List<Series> curves = [];
    List<Series> derivatives = [];
    foreach ((string name, Activation activation, Func<double, double> formula) in activations)
    {
        double[] slopes = Differentiate.Gradient<double>(x => activation.Apply(x).Sum(), z);
        curves.Add(new(name, z, activation.Apply(new Tape<double>().Constant(z)).ToArray()));
        derivatives.Add(new(name, z, slopes));
        lesson.Figures.AtMost($"{name}' against its formula", z.Zip(slopes, (x, slope) => Math.Abs(slope - formula(x))).Max(), 1e-12);
    }

    lesson.Report?.Lines("Activations g(z)", curves, "z", "g(z)", yRange: (-2.0, 3.0));
    lesson.Report?.Lines("Their derivatives g'(z), from the tape", derivatives, "z", "g'(z)");

    // Softmax: dp_i / dz_j = p_i ([i = j] - p_j).
    double[] logits = [1.0, -0.5, 2.0];
    double[] p = new Tape<double>().Constant(logits).Softmax().ToArray();
    double[,] jacobian = Differentiate.Jacobian<double>(x => x.Softmax(), logits);
    double apart = 0.0;
    for (int i = 0; i < 3; i++)
    {
        for (int j = 0; j < 3; j++)
        {
            apart = Math.Max(apart, Math.Abs(jacobian[i, j] - (p[i] * ((i == j ? 1.0 : 0.0) - p[j]))));
        }
    }

    lesson.Text($"softmax(1, -0.5, 2) = ({string.Join(", ", p.Select(share => share.ToString("F4")))}), which sum to {p.Sum():F4}.");
    lesson.Figures.AtMost("the Jacobian of softmax against its formula", apart, 1e-12);

    lesson.Heading("2. Saturation: tanh cannot tell 100 from 10000");
    double[] large = [1.0, 10.0, 100.0, 10000.0];
    double[] values = new Tape<double>().Constant(large).Tanh().ToArray();
    double[] gradients = Differentiate.Gradient<double>(x => x.Tanh().Sum(), large);
    lesson.Table(["z", "tanh z", "tanh' z"], large.Select(object[] (x, i) => [x, values[i].ToString("R"), gradients[i]]));
    lesson.Figures.Equal("tanh 10000 - tanh 100", values[3] - values[2], 0.0);
    lesson.Figures.Equal("tanh' 100 + tanh' 10000", gradients[2] + gradients[3], 0.0);

    lesson.Heading("3. A dead unit");

    // A unit a = g(w x + b) with a bias so low that w x + b < 0 on all data: it is to learn y = x on x in [0, 1].
    double[] data = [.. Enumerable.Range(0, 50).Select(_ => lesson.Random.NextDouble())];
    (double deadGradient, double[] deadLosses, int deadActive) = Train(Activation.Relu, data, steps: 2000);
    (_, double[] leakyLosses, int leakyActive) = Train(Activation.LeakyRelu(0.1), data, steps: 2000);
    lesson.Table(
        ["unit", "loss before", "loss after", "data on which it is active"],
        ["ReLU", deadLosses[0], deadLosses[^1], deadActive],
        ["leaky ReLU", leakyLosses[0], leakyLosses[^1], leakyActive]);
    lesson.Report?.Lines("The dead unit and the leaky one", [new("ReLU", deadLosses), new("leaky ReLU", leakyLosses)], "step", "loss", logY: true);
    lesson.Report?.Lines("Softmax of (z, 0, -1)", [.. Enumerable.Range(0, 3).Select(k => new Series($"p{k + 1}", z, [.. z.Select(first => Share(first, k))]))], "z", "p");
    lesson.Figures.Equal("greatest gradient of the dead unit on all data and steps", deadGradient, 0.0);
    lesson.Figures.Equal("data on which the leaky one is active at last, of 50", leakyActive, 50);
    lesson.Figures.Below("its loss against the dead one's", leakyLosses[^1] / deadLosses[^1], 0.01);
}

static (double GreatestGradient, double[] Losses, int Active) Train(Activation activation, double[] data, int steps)
{
    Parameter<double> w = new("w", [1.0], []);
    Parameter<double> b = new("b", [-3.0], []);
    GradientDescent<double> optimizer = new([w, b], learningRate: 0.5);
    Tape<double> tape = new();
    double greatest = 0.0;
    List<double> losses = [];
    for (int step = 0; step < steps; step++)
    {
        tape.Reset();
        Variable<double> x = tape.Constant(data);
        Variable<double> loss = (activation.Apply((x * w) + b) - x).Square().Mean();
        losses.Add(loss.Item());
        Gradients<double> gradients = loss.Gradients();
        greatest = Math.Max(greatest, Math.Max(Math.Abs(gradients[w][0]), Math.Abs(gradients[b][0])));
        optimizer.Step(gradients);
    }

    return (greatest, [.. losses], data.Count(x => (w.Values[0] * x) + b.Values[0] > 0.0));
}

static double Share(double z, int k) => new Tape<double>().Constant([z, 0.0, -1.0]).Softmax().Values[k];

static double Square(double x) => x * x;

static double Sigmoid(double x) => 1.0 / (1.0 + Math.Exp(-x));
