#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 6. Without an activation between them, layers add nothing: 2-2-1 units with weights w1 ... w10 and biases are one affine map, and
// so is any depth.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;

return Lesson.Run(args, "No activation, no depth", "Layers without an activation collapse to one affine map.", Show);

static void Show(Lesson lesson)
{
    lesson.Heading("1. Two hidden units");
    Random random = lesson.Random;
    double[] w1 = random.NextNormals(2);
    double[] w2 = random.NextNormals(2);
    double b1 = random.NextNormal(), b2 = random.NextNormal(), b3 = random.NextNormal();
    double w9 = random.NextNormal(), w10 = random.NextNormal();

    // w = w9 w(1) + w10 w(2), b = w9 b1 + w10 b2 + b3
    double[] w = [(w9 * w1[0]) + (w10 * w2[0]), (w9 * w1[1]) + (w10 * w2[1])];
    double b = (w9 * b1) + (w10 * b2) + b3;
    double difference = 0.0;
    for (int point = 0; point < 1000; point++)
    {
        double[] x = random.NextNormals(2);
        double network = (w9 * ((w1[0] * x[0]) + (w1[1] * x[1]) + b1)) + (w10 * ((w2[0] * x[0]) + (w2[1] * x[1]) + b2)) + b3;
        difference = Math.Max(difference, Math.Abs(network - ((w[0] * x[0]) + (w[1] * x[1]) + b)));
    }

    lesson.Text($"z = w9 z1 + w10 z2 + b3 is w'x + b with w = ({w[0]:F4}, {w[1]:F4}), b = {b:F4}.");
    lesson.Figures.AtMost("2-2-1 against w'x + b", difference, 1e-12);

    lesson.Heading("2. Any depth");
    double[] inputs = random.NextNormals(100 * 5);
    List<object[]> rows = [];
    foreach (int depth in (int[])[2, 4, 8, 16])
    {
        Mlp<double> deep = new([5, .. Enumerable.Repeat(6, depth - 1), 3], Activation.Identity, seed: lesson.Seed + depth);
        foreach (Linear<double> layer in deep.Layers)
        {
            layer.Bias!.Assign(random.NextNormals(layer.Outputs));
        }

        (Parameter<double> weight, Parameter<double> bias) = Collapse(deep);
        double[] one = new Linear<double>(weight, bias).Predict(inputs, [100, 5]);
        double[] many = deep.Predict(inputs, [100, 5]);
        double apart = one.Zip(many, (p, q) => Math.Abs(p - q)).Max();
        rows.Add([depth, deep.Parameters.Sum(parameter => parameter.Length), weight.Length + bias.Length, apart]);
        lesson.Figures.AtMost($"{depth} layers against one", apart, 1e-12);
    }

    lesson.Table(["layers", "parameters", "of the one layer", "greatest difference"], rows);

    lesson.Heading("3. What depth is for");
    Points moons = Points.Moons(random, 200, noise: 0.1);
    Mlp<double> linear = new([2, 16, 16, 1], Activation.Identity, seed: lesson.Seed);
    Mlp<double> tanh = new([2, 16, 16, 1], Activation.Tanh, seed: lesson.Seed);
    double linearErrors = Train(linear, moons);
    double tanhErrors = Train(tanh, moons);
    lesson.Report?.Scatter("Three layers without an activation", moons.Series, "x1", "x2", moons.Plane(x => linear.Predict(x, [x.Length / 2, 2])));
    lesson.Report?.Scatter("The same layers with tanh", moons.Series, "x1", "x2", moons.Plane(x => tanh.Predict(x, [x.Length / 2, 2])));
    lesson.Table(["activation", "errors of 200"], ["none", linearErrors], ["tanh", tanhErrors]);
    lesson.Figures.AtLeast("errors on two moons without an activation", linearErrors, 10);
    lesson.Figures.AtMost("errors with tanh", tanhErrors, 1);
}

// W1 W2 ... and b1 W2 W3 ... + b2 W3 ... + ...
static (Parameter<double> Weight, Parameter<double> Bias) Collapse(Mlp<double> model)
{
    Tape<double> tape = new();
    Variable<double> weight = tape.Variable(model.Layers[0].Weight);
    Variable<double> bias = tape.Variable(model.Layers[0].Bias!);
    foreach (Linear<double> layer in model.Layers.Skip(1))
    {
        weight = weight.MatMul(layer.Weight);
        bias = bias.MatMul(layer.Weight) + layer.Bias!;
    }

    return (new("W", weight.Values, weight.Shape), new("b", bias.Values, bias.Shape));
}

static int Train(Mlp<double> model, Points points)
{
    Adam<double> optimizer = new(model.Parameters, learningRate: 0.02);
    Tape<double> tape = new();
    for (int step = 0; step < 400; step++)
    {
        tape.Reset();
        Variable<double> logits = model.Forward(tape.Constant(points.Inputs, [points.Count, 2]));
        optimizer.Step(Loss.BinaryCrossEntropyWithLogits(logits, tape.Constant(points.Targets, [points.Count, 1])).Gradients());
    }

    double[] z = model.Predict(points.Inputs, [points.Count, 2]);
    return Enumerable.Range(0, points.Count).Count(row => (z[row] > 0.0 ? 1 : 0) != points.Labels[row]);
}
