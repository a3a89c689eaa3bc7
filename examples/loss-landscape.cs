#:project Lessons
#:project ../src/Nn
#:project ../src/Optim

// Row 32. The loss of a trained network on a plane through its weights: theta + a d1 + b d2. The directions are random, and scaled so that
// each filter (the weights into one unit) of a direction is as long as the network's own: else large weights would make the plane flat.

using AutoGrad.Autodiff;
using AutoGrad.Lessons;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Viz;

return Lesson.Run(args, "Loss landscape", "The loss around a trained network, along two random directions scaled to its filters.", Show);

static void Show(Lesson lesson)
{
    int side = lesson.IsQuick ? 21 : 41;
    Points moons = Points.Moons(lesson.Random, 200, noise: 0.15);
    Mlp<double> model = new([2, 16, 16, 1], Activation.Tanh, lesson.Seed);
    double[][] start = Values(model);
    Tape<double> tape = new();

    lesson.Heading("1. A trained network");

    // The rate falls to 0, so that the weights come to rest in a minimum.
    int steps = lesson.IsQuick ? 1500 : 3000;
    Adam<double> adam = new(model.Parameters) { Schedule = Schedule.Cosine(0.03, steps) };
    double first = Error(tape, model, moons).Item();
    foreach (int step in lesson.Steps("training", steps))
    {
        adam.Step(() => Error(tape, model, moons));
    }

    double centre = Error(tape, model, moons).Item();
    double[][] theta = Values(model);
    lesson.Text($"E = cross-entropy + 1e-3 |theta|^2 / 2: {first:F5} before, {centre:F5} after training");

    lesson.Heading("2. Two directions, scaled to the filters");
    double[][] d1 = Direction(lesson.Random, model), d2 = Direction(lesson.Random, model);
    double greatest = 0.0;
    for (int layer = 0; layer < model.Layers.Count; layer++)
    {
        double[] own = FilterNorms(theta[2 * layer], model.Layers[layer].Outputs), of = FilterNorms(d1[2 * layer], model.Layers[layer].Outputs);
        greatest = Math.Max(greatest, own.Zip(of, (a, b) => Math.Abs(a - b)).Max());
        lesson.Text($"layer {layer + 1}: {own.Length} filters, |w| from {own.Min():F3} to {own.Max():F3}");
    }

    lesson.Figures.AtMost("length of a direction's filters against the network's", greatest, 1e-12);

    lesson.Heading("3. The plane");
    double[] along = Grid.Evenly(-1.0, 1.0, side);
    double[,] heights = new double[side, side];
    foreach (int row in lesson.Steps("evaluating", side))
    {
        for (int column = 0; column < side; column++)
        {
            Move(model, theta, (along[column], d1), (along[row], d2));
            heights[row, column] = Error(tape, model, moons).Item();
        }
    }

    Move(model, theta);
    int middle = side / 2;
    double least = heights.Cast<double>().Min();
    double[] corners = [heights[0, 0], heights[0, side - 1], heights[side - 1, 0], heights[side - 1, side - 1]];
    lesson.Table(["E at the centre", "least on the grid", "greatest on the grid", "least at a corner"], [heights[middle, middle], least, heights.Cast<double>().Max(), corners.Min()]);
    lesson.Report?.Contours("The loss around the network", new Grid(along, along, heights), [new("the network", [0.0], [0.0])], logLevels: true, "along d1", "along d2");
    lesson.Report?.Lines(
        "The loss along each direction",
        [new("d1", along, [.. Enumerable.Range(0, side).Select(column => heights[middle, column])]), new("d2", along, [.. Enumerable.Range(0, side).Select(row => heights[row, middle])])],
        "a",
        "E");

    // From the start to the trained weights along a line.
    double[][] way = [.. theta.Select((values, i) => values.Zip(start[i], (end, begin) => end - begin).ToArray())];
    double[] shares = Grid.Evenly(0.0, 1.4, 57);
    double[] between = Array.ConvertAll(shares, share =>
    {
        Move(model, theta, (share - 1.0, way));
        return Error(tape, model, moons).Item();
    });
    Move(model, theta);
    lesson.Report?.Lines("On the line from the start (0) through the trained network (1)", [new("E", shares, between)], "share of the way", "E");
    lesson.Figures.Near("E at the centre of the grid: the trained network's", heights[middle, middle], centre, 1e-12);
    lesson.Figures.Equal("points of the grid that are not above the centre, beside it", heights.Cast<double>().Count(height => height <= heights[middle, middle]) - 1, 0);
}

static Variable<double> Error(Tape<double> tape, Mlp<double> model, Points data)
{
    tape.Reset();
    Variable<double> z = model.Forward(tape.Constant(data.Inputs, [data.Count, 2]));
    return Loss.BinaryCrossEntropyWithLogits(z, tape.Constant(data.Targets, [data.Count, 1])) + (1e-3 * Penalty.L2(tape, model.Parameters));
}

static double[][] Values(Mlp<double> model) => [.. model.Parameters.Select(parameter => parameter.Values.ToArray())];

// Normal numbers, each filter stretched to the length of the network's; the biases stay.
static double[][] Direction(Random random, Mlp<double> model)
{
    List<double[]> direction = [];
    foreach (Linear<double> layer in model.Layers)
    {
        double[] weights = random.NextNormals(layer.Weight.Length);
        double[] wanted = FilterNorms(layer.Weight.Values, layer.Outputs), drawn = FilterNorms(weights, layer.Outputs);
        direction.Add([.. weights.Select((weight, i) => weight * wanted[i % layer.Outputs] / drawn[i % layer.Outputs])]);
        direction.Add(new double[layer.Outputs]);
    }

    return [.. direction];
}

// The weights are inputs x outputs: a column is what leads into one unit.
static double[] FilterNorms(ReadOnlySpan<double> weights, int outputs)
{
    double[] squares = new double[outputs];
    for (int i = 0; i < weights.Length; i++)
    {
        squares[i % outputs] += weights[i] * weights[i];
    }

    return Array.ConvertAll(squares, Math.Sqrt);
}

// theta + a d1 + b d2
static void Move(Mlp<double> model, double[][] theta, params (double Distance, double[][] Direction)[] moves)
{
    for (int index = 0; index < theta.Length; index++)
    {
        double[] values = [.. theta[index]];
        foreach ((double distance, double[][] direction) in moves)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += distance * direction[index][i];
            }
        }

        model.Parameters[index].Assign(values);
    }
}
