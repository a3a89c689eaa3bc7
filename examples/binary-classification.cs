#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 19. Two classes: p = sigmoid(z) is the probability of class 1, and the loss is -y log p - (1 - y) log(1 - p), the negative logarithm
// of what the model gives to the class that it was.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Binary classification", "Sigmoid and cross-entropy: the gradients of the lecture, maximum likelihood, and a trained classifier.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. The gradients of one example, by hand and by the tape");
    Random random = lesson.Random;
    double shallow = 0.0, deep = 0.0;
    List<object[]> rows = [];
    for (int draw = 0; draw < 100; draw++)
    {
        double y = draw % 2;
        double[] numbers = random.NextNormals(6);
        (double x1, double w1, double b, double x2, double v, double c) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);

        // z = w1 x1 + b, p = sigmoid(z)
        Tape<double> tape = new();
        Variable<double> weight = tape.Variable(w1), z = (weight * x1) + b, p = z.Sigmoid();
        Variable<double> loss = (-y * p.Log()) - ((1.0 - y) * (1.0 - p).Log());
        Gradients<double> g = loss.Gradients([p, z, weight]);
        double at = p.Item();
        (double dp, double dz, double dw) = (((1.0 - y) / (1.0 - at)) - (y / at), at - y, (at - y) * x1);
        shallow = Math.Max(shallow, Math.Max(Relative(g[p][0], dp), Math.Max(Relative(g[z][0], dz), Relative(g[weight][0], dw))));
        if (draw < 2)
        {
            rows.AddRange([[$"y = {y}: dl/dp", dp, g[p][0]], ["dl/dz = p - y", dz, g[z][0]], ["dl/dw1 = (p - y) x1", dw, g[weight][0]]]);
        }

        // One layer deeper: a = sigmoid(w1 x1 + c x2 + b), z = w(2) a
        Variable<double> first = tape.Variable(w1), a = ((first * x1) + (c * x2) + b).Sigmoid(), q = (v * a).Sigmoid();
        Variable<double> deeper = (-y * q.Log()) - ((1.0 - y) * (1.0 - q).Log());
        double byHand = (q.Item() - y) * v * a.Item() * (1.0 - a.Item()) * x1;
        double byTape = deeper.Gradients()[first][0];
        deep = Math.Max(deep, Relative(byTape, byHand));
        if (draw < 2)
        {
            rows.Add(["(p - y) w(2) a (1 - a) x1", byHand, byTape]);
        }
    }

    lesson.Table(["", "by hand", "by the tape"], rows);
    lesson.Figures.AtMost("dl/dp, dl/dz, dl/dw1 against the formulas, 100 examples", shallow, 1e-12);
    lesson.Figures.AtMost("(p - y) w(2) a (1 - a) x1, 100 examples", deep, 1e-12);

    lesson.Heading("2. Minimizing it is maximum likelihood");
    int[] tosses = [1, 0, 1, 1, 0, 1, 1, 1, 0, 1];
    double heads = tosses.Average();
    double[] ps = Grid.Evenly(0.01, 0.99, 99);
    double[] likelihoods = Array.ConvertAll(ps, p => tosses.Aggregate(1.0, (product, y) => product * (y == 1 ? p : 1.0 - p)));
    double[] targets = Array.ConvertAll(tosses, y => (double)y);
    double[] losses = Array.ConvertAll(ps, p =>
    {
        Tape<double> tape = new();
        return Loss.BinaryCrossEntropy(tape.Constant([.. tosses.Select(_ => p)]), tape.Constant(targets), Reduction.Sum).Item();
    });
    double apart = likelihoods.Zip(losses, (likelihood, loss) => Math.Abs(loss + Math.Log(likelihood))).Max();
    lesson.Text($"Ten tosses with {10.0 * heads:F0} heads: the likelihood is greatest, and the loss least, at p = {ps[Array.IndexOf(losses, losses.Min())]:F2}.");
    lesson.Report?.Lines("Loss and likelihood of ten tosses", [new("loss", ps, losses), new("1000 x likelihood", ps, [.. likelihoods.Select(likelihood => 1000.0 * likelihood)])], "p");
    lesson.Figures.AtMost("loss against -log of the likelihood", apart, 1e-12);
    lesson.Figures.Near("p of the least loss: the share of heads", ps[Array.IndexOf(losses, losses.Min())], heads, 1e-12);
    lesson.Figures.Equal("where the likelihood is greatest", Array.IndexOf(likelihoods, likelihoods.Max()), Array.IndexOf(losses, losses.Min()));

    lesson.Heading("3. Two moons: a network with sigmoid output");
    int steps = lesson.IsQuick ? 500 : 2000;
    Points train = Points.Moons(random, 400, noise: 0.15);
    Points test = Points.Moons(random, 2000, noise: 0.15);
    Mlp<double> model = new([2, 16, 1], Activation.Tanh, lesson.Seed);
    Adam<double> adam = new(model.Parameters, learningRate: 0.02);
    Tape<double> recording = new();
    List<double> curve = [];
    foreach (int step in lesson.Steps("training", steps))
    {
        recording.Reset();
        Variable<double> z = model.Forward(recording.Constant(train.Inputs, [train.Count, 2]));
        Variable<double> loss = Loss.BinaryCrossEntropyWithLogits(z, recording.Constant(train.Targets, [train.Count, 1]));
        curve.Add(loss.Item());
        adam.Step(loss.Gradients());
    }

    (double onTrain, double onTest) = (Accuracy(model, train), Accuracy(model, test));
    lesson.Table(["", "accuracy, %"], ["training", onTrain], ["test", onTest]);
    lesson.Report?.Scatter("Where p = 1/2", test.Series, "x1", "x2", test.Plane(x => model.Predict(x, [x.Length / 2, 2])));
    lesson.Report?.Lines("Loss", [new("cross-entropy", curve)], "step", "loss", logY: true);
    lesson.Figures.AtLeast("test accuracy, %", onTest, 97.0);
}

static double Relative(double reached, double wanted) => Math.Abs(reached - wanted) / Math.Max(1.0, Math.Abs(wanted));

static double Accuracy(Mlp<double> model, Points points) =>
    100.0 * model.Predict(points.Inputs, [points.Count, 2]).Zip(points.Labels, (z, label) => (z > 0.0 ? 1 : 0) == label).Count(right => right) / points.Count;
