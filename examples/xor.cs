#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 5. XOR: no line separates its four points, so a perceptron never learns it. A feature made by hand does it, and a network with
// one hidden layer finds features of its own, on which the perceptron succeeds.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;

return Lesson.Run(args, "XOR", "A perceptron fails at XOR; a feature made by hand or a hidden layer makes it easy.", Show);

static void Show(Lesson lesson)
{
    double[] points = [0, 0, 0, 1, 1, 0, 1, 1];
    int[] classes = [0, 1, 1, 0];
    Points xor = new(points, classes);

    lesson.Heading("1. No line will do");
    (int best, int lines) = BestLine(points, classes);
    lesson.Text($"The best of {lines:N0} lines has {best} of the 4 points right.");
    lesson.Figures.Equal("best of all lines, %", 25.0 * best, 75.0);

    // The perceptron's weights are whole numbers here. Once they return to what they were after an earlier epoch, they go round for ever.
    Perceptron perceptron = new(2);
    HashSet<string> seen = [];
    int epoch = 0;
    for (; epoch < 1000 && seen.Add(string.Join(' ', perceptron.Theta.ToArray())); epoch++)
    {
        perceptron.Train(points, classes, epochs: 1);
    }

    lesson.Text($"After {epoch} epochs the perceptron's weights ({string.Join(", ", perceptron.Theta.ToArray())}) are those of an earlier epoch: it never stops.");
    lesson.Figures.True("the perceptron goes round for ever", epoch < 1000 && perceptron.Errors(points, classes) > 0);

    lesson.Heading("2. A feature made by hand: |x1 - x2|");
    double[] feature = [.. Enumerable.Range(0, 4).Select(row => Math.Abs(points[2 * row] - points[(2 * row) + 1]))];
    Perceptron onFeature = new(1);
    int epochs = onFeature.Train(feature, classes, epochs: 1000);
    lesson.Text($"On this feature alone it stops after {epochs} epochs.");
    lesson.Figures.Equal("perceptron on |x1 - x2|, %", Accuracy(onFeature, feature, classes), 100.0);

    lesson.Heading("3. A network learns features of its own");
    (Mlp<double> model, List<double> losses, int starts) = Learn(lesson.Seed, points, classes);
    double[] outputs = model.Predict(points, [4, 2]);
    double accuracy = 25.0 * Enumerable.Range(0, 4).Count(row => (outputs[row] > 0.0 ? 1 : 0) == classes[row]);
    double[] hidden = model.Layers[0].Predict(points, [4, 2]);
    Perceptron onHidden = new(2);
    epochs = onHidden.Train(hidden, classes, epochs: 100000);
    lesson.Text($"A 2-2-1 network has learned it (start {starts}; from some starts it ends in a local minimum).");
    lesson.Table(
        ["x1", "x2", "class", "hidden a1", "hidden a2", "output z"],
        Enumerable.Range(0, 4).Select(object[] (row) => [points[2 * row], points[(2 * row) + 1], classes[row], hidden[2 * row], hidden[(2 * row) + 1], outputs[row]]));
    lesson.Text($"On its hidden features the perceptron stops after {epochs} epochs.");
    lesson.Report?.Scatter("The plane of the inputs, and where the network draws its boundary", xor.Series, "x1", "x2", xor.Plane(x => model.Predict(x, [x.Length / 2, 2])));
    Points features = new(hidden, classes);
    (double bias, double w1, double w2) = (onHidden.Theta[0], onHidden.Theta[1], onHidden.Theta[2]);
    lesson.Report?.Scatter("The plane of the hidden units, where a line is enough", [.. features.Series, features.Line("perceptron", w1, w2, bias)], "a1", "a2");
    lesson.Report?.Lines("Cross-entropy of the network", [new("loss", losses)], "step", "loss", logY: true);
    lesson.Figures.Equal("network, %", accuracy, 100.0);
    lesson.Figures.Equal("perceptron on the hidden features, %", Accuracy(onHidden, hidden, classes), 100.0);
}

static (int Best, int Lines) BestLine(double[] points, int[] classes)
{
    int best = 0;
    int lines = 0;
    for (int angle = 0; angle < 360; angle++)
    {
        (double sin, double cos) = Math.SinCos(angle * Math.PI / 180.0);
        for (int shift = -80; shift <= 80; shift++, lines++)
        {
            best = Math.Max(best, Enumerable.Range(0, 4).Count(row =>
                ((cos * points[2 * row]) + (sin * points[(2 * row) + 1]) + (0.025 * shift) > 0.0 ? 1 : 0) == classes[row]));
        }
    }

    return (best, lines);
}

// Two hidden units are just enough, and not every start leads there: a start whose loss stays up is given up.
static (Mlp<double> Model, List<double> Losses, int Starts) Learn(int seed, double[] points, int[] classes)
{
    double[] targets = [.. classes.Select(label => (double)label)];
    Tape<double> tape = new();
    for (int start = 1; ; start++)
    {
        Mlp<double> model = new([2, 2, 1], Activation.Tanh, seed: (100 * seed) + start);
        Adam<double> optimizer = new(model.Parameters, learningRate: 0.05);
        List<double> losses = [];
        for (int step = 0; step < 1000; step++)
        {
            tape.Reset();
            Variable<double> logits = model.Forward(tape.Constant(points, [4, 2]));
            Variable<double> loss = Loss.BinaryCrossEntropyWithLogits(logits, tape.Constant(targets, [4, 1]));
            losses.Add(loss.Item());
            optimizer.Step(loss.Gradients());
        }

        if (losses[^1] < 0.05 || start == 20)
        {
            return (model, losses, start);
        }
    }
}

static double Accuracy(Perceptron perceptron, double[] x, int[] classes) => 25.0 * (4 - perceptron.Errors(x, classes));
