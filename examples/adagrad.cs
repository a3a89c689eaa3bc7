#:project Lessons
#:project ../src/Optim

// Row 26. Adagrad: r += g^2, and a step of alpha g / (delta + sqrt r). A weight whose feature is rare has seen few gradients and keeps
// a high rate, so that it learns fast when its feature comes at last.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Adagrad", "Each weight has a rate of its own, and those of rare features stay high.", Show);

static void Show(Lesson lesson)
{
    // The lecture's examples: phi1 is frequent and irrelevant, phi2 and phi3 are rare and tell the class.
    (double Y, double[] Phi)[] examples =
    [
        (1.0, [1.0, 0.0, 0.0]),
        (-1.0, [0.5, 0.0, 1.0]),
        (1.0, [-0.5, 1.0, 0.0]),
        (-1.0, [0.0, 0.0, 0.0]),
        (1.0, [0.5, 0.0, 0.0]),
        (-1.0, [1.0, 0.0, 0.0]),
        (1.0, [-1.0, 1.0, 0.0]),
        (-1.0, [-0.5, 0.0, 1.0]),
    ];
    const double Alpha = 0.1, Delta = 1e-7;

    lesson.Heading("1. One pass: logistic loss log(1 + exp(-y w'phi)), alpha 0.1, one example at a time");
    Parameter<double> w = Parameter<double>.Zeros("w", [3]);
    Adagrad<double> adagrad = new([w], Alpha, Delta);
    Tape<double> tape = new();
    double[] r = new double[3];
    double[] byHand = new double[3];
    double apart = 0.0;
    List<double[]> rates = [];
    List<object[]> rows = [];
    foreach ((double y, double[] phi) in examples)
    {
        tape.Reset();
        Variable<double> loss = (-y * (tape.Variable(w) * tape.Constant(phi)).Sum()).Softplus();
        Gradients<double> gradients = loss.Gradients();
        double[] g = gradients[w].ToArray();
        adagrad.Step(gradients);
        for (int i = 0; i < 3; i++)
        {
            r[i] += g[i] * g[i];
            byHand[i] -= Alpha * g[i] / (Delta + Math.Sqrt(r[i]));
            apart = Math.Max(apart, Math.Abs(byHand[i] - w.Values[i]));
        }

        // What a gradient is multiplied by; a weight that has seen none has no rate yet.
        rates.Add([.. r.Select(sum => sum == 0.0 ? double.NaN : Alpha / (Delta + Math.Sqrt(sum)))]);
        rows.Add([y, string.Join(", ", phi), .. rates[^1].Select(rate => double.IsNaN(rate) ? "-" : rate.ToString("F3")), .. w.Values.ToArray().Select(object (weight) => weight)]);
    }

    lesson.Table(["y", "phi", "rate 1", "rate 2", "rate 3", "w1", "w2", "w3"], rows);
    double[] last = rates[^1];
    lesson.Report?.Lines("alpha / (delta + sqrt r) by example", [.. Enumerable.Range(0, 3).Select(i => new Series($"phi{i + 1}", [.. rates.Select(rate => rate[i])]))], "example", "rate");
    lesson.Figures.AtMost("the optimizer against the formula by hand", apart, 1e-12);
    lesson.Figures.Near("rate of phi1", last[0], 0.101, 5e-4);
    lesson.Figures.Near("rate of phi2", last[1], 0.144, 5e-4);
    lesson.Figures.Near("rate of phi3", last[2], 0.142, 5e-4);
    lesson.Figures.AtLeast("rate of phi2 against phi1's", last[1] / last[0], 1.3);
    lesson.Figures.AtLeast("rate of phi3 against phi1's", last[2] / last[0], 1.3);

    lesson.Heading("2. What the weights are worth");
    int right = examples.Count(example => example.Y * example.Phi.Zip(byHand, (phi, weight) => phi * weight).Sum() > 0.0);
    double[] plain = Plain(examples, Alpha);
    lesson.Table(["after one pass", "|w1|", "|w2|", "|w3|"], ["Adagrad", .. byHand.Select(object (weight) => Math.Abs(weight))], ["gradient descent", .. plain.Select(object (weight) => Math.Abs(weight))]);
    lesson.Text($"Adagrad has {right} of 8 right; of the others one is all zeros, and the rest have phi1 alone.");
    lesson.Figures.Above("|w2| / |w1|, Adagrad against gradient descent", Math.Abs(byHand[1] / byHand[0]), Math.Abs(plain[1] / plain[0]));
    Surface valley = (x, y) => 0.5 * (x.Square() + (20.0 * y.Square()));
    Descent[] paths =
    [
        Descent.Along("gradient descent", valley, (5.0, 1.0), parameters => new GradientDescent<double>(parameters, 0.09), steps: 60),
        Descent.Along("Adagrad", valley, (5.0, 1.0), parameters => new Adagrad<double>(parameters, 1.0), steps: 60),
    ];
    lesson.Report?.Contours("A steep direction and a flat one: Adagrad divides each by its own gradients", Descent.Map(valley, (-4.0, 6.0), (-1.5, 1.5)), [.. paths.Select(path => path.Path)], logLevels: true, "x", "y");
    lesson.Figures.Below("length of Adagrad's path in y against plain descent's", paths[1].LengthInY / paths[0].LengthInY, 0.5);
}

static double[] Plain((double Y, double[] Phi)[] examples, double alpha)
{
    Parameter<double> w = Parameter<double>.Zeros("w", [3]);
    GradientDescent<double> descent = new([w], alpha);
    Tape<double> tape = new();
    foreach ((double y, double[] phi) in examples)
    {
        tape.Reset();
        descent.Step((-y * (tape.Variable(w) * tape.Constant(phi)).Sum()).Softplus().Gradients());
    }

    return w.Values.ToArray();
}
