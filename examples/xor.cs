#:package System.CommandLine
#:project ../src/Nn
#:project ../src/Optim

// XOR: no line separates its four points, so a perceptron never learns it. A network with one hidden layer does, and a
// perceptron on that layer's features succeeds where it failed before.

using System.CommandLine;
using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Optim;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the network's weights.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "Train for fewer steps." };
RootCommand command = new("A perceptron fails at XOR, a network with a hidden layer learns it.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    double[] points = [0, 0, 0, 1, 1, 0, 1, 1];
    double[] classes = [0, 1, 1, 0];

    // 1. The perceptron of the lecture: theta_i += (y - f(x)) x_i for every misclassified point.
    int perceptronCorrect = Perceptron(points, 2, classes, epochs: 1000, out int epochs);
    Console.WriteLine($"perceptron on the inputs:     {perceptronCorrect} of 4 right after {epochs} epochs, it did not stop");

    // 2. The best that any line can do, over a grid of them.
    int best = 0;
    int lines = 0;
    for (int angle = 0; angle < 360; angle += 2)
    {
        for (int shift = -40; shift <= 40; shift++, lines++)
        {
            double offset = 0.05 * shift;
            double a = Math.Cos(angle * Math.PI / 180.0);
            double b = Math.Sin(angle * Math.PI / 180.0);
            int correct = Enumerable.Range(0, 4).Count(i => ((a * points[2 * i]) + (b * points[(2 * i) + 1]) + offset > 0.0) == (classes[i] == 1.0));
            best = Math.Max(best, correct);
        }
    }

    Console.WriteLine($"the best of {lines:N0} lines:     {best} of 4 right ({25 * best} %)");

    // 3. A network: one hidden layer, written only as a forward pass.
    Mlp<double> model = new([2, 8, 1], Activation.Tanh, seed: seed);
    Adam<double> optimizer = new(model.Parameters, learningRate: 0.05);
    Tape<double> tape = new();
    int steps = quick ? 400 : 1000;
    double loss = 0.0;
    for (int step = 1; step <= steps; step++)
    {
        tape.Reset();
        Variable<double> logits = model.Forward(tape.Constant(points, [4, 2]));
        Variable<double> cost = Loss.BinaryCrossEntropyWithLogits(logits, tape.Constant(classes, [4, 1]));
        loss = cost.Item();
        optimizer.Step(cost.Gradients());
        if (step % (steps / 4) == 0)
        {
            Console.WriteLine($"  step {step,4}: loss {loss:F5}");
        }
    }

    double[] outputs = model.Predict(points, [4, 2]);
    int networkCorrect = Enumerable.Range(0, 4).Count(i => (outputs[i] > 0.0) == (classes[i] == 1.0));
    Console.WriteLine($"network 2-8-1:                {networkCorrect} of 4 right");

    // 4. The perceptron again, on what the hidden layer makes of the points.
    double[] features = model.Layers[0].Predict(points, [4, 2]);
    int featureCorrect = Perceptron(features, 8, classes, epochs: 10000, out epochs);
    Console.WriteLine($"perceptron on hidden layer:   {featureCorrect} of 4 right, {(featureCorrect == 4 ? "stopped" : "did not stop")} after {epochs} epochs");
    return perceptronCorrect < 4 && best == 3 && networkCorrect == 4 && featureCorrect == 4 ? 0 : 1;
}

static int Perceptron(double[] inputs, int width, double[] classes, int epochs, out int used)
{
    // theta[0] belongs to the constant input 1.
    double[] theta = new double[width + 1];
    double Output(int row) => theta[0] + Enumerable.Range(0, width).Sum(i => theta[i + 1] * inputs[(row * width) + i]) > 0.0 ? 1.0 : 0.0;
    bool changed = true;
    for (used = 0; changed && used < epochs; used++)
    {
        changed = false;
        for (int row = 0; row < classes.Length; row++)
        {
            double error = classes[row] - Output(row);
            changed |= error != 0.0;
            theta[0] += error;
            for (int i = 0; i < width; i++)
            {
                theta[i + 1] += error * inputs[(row * width) + i];
            }
        }
    }

    return Enumerable.Range(0, classes.Length).Count(row => Output(row) == classes[row]);
}
