#:package System.CommandLine
#:project ../src/Autodiff

// A network of single neurons, each a weighted sum and tanh of plain numbers, learns two moons. No arrays, no layers of the library:
// the neurons are generic-math records, which compute with double when they predict and with Scalar<double> when they learn.

using System.CommandLine;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the points and of the initial weights.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "Fewer steps." };
RootCommand command = new("Trains a network of scalar neurons on two moons.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    Random random = new(seed);
    (double X, double Y, double Target)[] points = [.. Moons(random, count: 100)];
    int[] sizes = [2, 16, 16, 1];
    double[] weights = [.. Enumerable.Range(0, Mlp.CountWeights(sizes)).Select(_ => (2.0 * random.NextDouble()) - 1.0)];
    Console.WriteLine($"{points.Length} points, {weights.Length} weights");
    Console.WriteLine("  step     loss   accuracy");

    // Descent: record the loss of all points, ask for the gradient, take a step against it.
    Tape<double> tape = new();
    Scalar<double>[] leaves = new Scalar<double>[weights.Length];
    double[] gradient = new double[weights.Length];
    int steps = quick ? 200 : 400;
    int correct = 0;
    for (int step = 0; step <= steps; step++)
    {
        tape.Reset();
        tape.Scalars(weights, leaves);
        Mlp<Scalar<double>> model = Mlp.Of<Scalar<double>>(leaves, sizes);
        Scalar<double> loss = 0.0;
        correct = 0;
        foreach ((double x, double y, double target) in points)
        {
            // The lecture's loss with a margin: nothing to learn from a point that is right by 1 or more.
            Scalar<double> output = model.Forward([x, y])[0];
            loss += Scalar<double>.Max(0.0, 1.0 - (output * target));
            correct += output.Value * target > 0.0 ? 1 : 0;
        }

        loss /= points.Length;
        if (step % (steps / 10) == 0)
        {
            Console.WriteLine($"  {step,4}  {loss.Value,7:F4}  {100.0 * correct / points.Length,7:F1} %");
        }

        loss.Gradients().CopyTo(leaves, gradient);
        double rate = 0.4 * (1.0 - (0.9 * step / steps));
        for (int index = 0; index < weights.Length; index++)
        {
            weights[index] -= rate * gradient[index];
        }
    }

    // The same records compute with plain numbers.
    Draw(Mlp.Of<double>(weights, sizes), points);
    if (correct < points.Length)
    {
        Console.Error.WriteLine($"{correct} of {points.Length} points are right; expected {points.Length}");
        return 1;
    }

    return 0;
}

static IEnumerable<(double X, double Y, double Target)> Moons(Random random, int count)
{
    for (int index = 0; index < count; index++)
    {
        bool isUpper = index % 2 == 0;
        double angle = Math.PI * random.NextDouble();
        double x = Math.Cos(angle) + (0.2 * (random.NextDouble() - 0.5));
        double y = Math.Sin(angle) + (0.2 * (random.NextDouble() - 0.5));
        yield return isUpper ? (x, y, 1.0) : (1.0 - x, 0.5 - y, -1.0);
    }
}

// What the network makes of the plane (+ and .), and the points in it (O and x).
static void Draw(Mlp<double> model, (double X, double Y, double Target)[] points)
{
    const int Columns = 64;
    const int Rows = 20;
    Console.WriteLine();
    for (int row = 0; row < Rows; row++)
    {
        char[] line = new char[Columns];
        for (int column = 0; column < Columns; column++)
        {
            (double left, double top) = (-1.5 + (4.0 * column / Columns), 1.4 - (2.4 * row / Rows));
            (double right, double bottom) = (left + (4.0 / Columns), top - (2.4 / Rows));
            int inside = Array.FindIndex(points, point => point.X >= left && point.X < right && point.Y <= top && point.Y > bottom);
            bool isUpper = inside < 0 ? model.Forward([left, top])[0] > 0.0 : points[inside].Target > 0.0;
            line[column] = inside < 0 ? (isUpper ? '+' : '.') : (isUpper ? 'O' : 'x');
        }

        Console.WriteLine($"  {new string(line)}");
    }
}

/// <summary>a = tanh(w . inputs + b), or the weighted sum alone.</summary>
internal sealed record Neuron<T>(T[] Weights, T Bias, bool IsLinear)
    where T : INumber<T>, IHyperbolicFunctions<T>
{
    public T Forward(T[] inputs)
    {
        T sum = Bias;
        for (int index = 0; index < Weights.Length; index++)
        {
            sum += Weights[index] * inputs[index];
        }

        return IsLinear ? sum : T.Tanh(sum);
    }
}

/// <summary>Neurons side by side, which see the same inputs.</summary>
internal sealed record Layer<T>(Neuron<T>[] Neurons)
    where T : INumber<T>, IHyperbolicFunctions<T>
{
    public T[] Forward(T[] inputs) => [.. Neurons.Select(neuron => neuron.Forward(inputs))];
}

/// <summary>Layers one after the other.</summary>
internal sealed record Mlp<T>(Layer<T>[] Layers)
    where T : INumber<T>, IHyperbolicFunctions<T>
{
    public T[] Forward(T[] inputs) => Layers.Aggregate(inputs, (activations, layer) => layer.Forward(activations));
}

/// <summary>Networks from numbers in a row.</summary>
internal static class Mlp
{
    /// <summary>A weight for each pair of neurons in neighbouring layers, and a bias for each neuron.</summary>
    public static int CountWeights(int[] sizes) => Enumerable.Range(1, sizes.Length - 1).Sum(layer => (sizes[layer - 1] + 1) * sizes[layer]);

    /// <summary>The network with these weights, neuron by neuron; its last layer is linear.</summary>
    public static Mlp<T> Of<T>(ReadOnlySpan<T> weights, int[] sizes)
        where T : INumber<T>, IHyperbolicFunctions<T>
    {
        Layer<T>[] layers = new Layer<T>[sizes.Length - 1];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            Neuron<T>[] neurons = new Neuron<T>[sizes[layer + 1]];
            for (int neuron = 0; neuron < neurons.Length; neuron++)
            {
                int inputs = sizes[layer];
                neurons[neuron] = new(weights[..inputs].ToArray(), weights[inputs], IsLinear: layer == layers.Length - 1);
                weights = weights[(inputs + 1)..];
            }

            layers[layer] = new(neurons);
        }

        return new(layers);
    }
}
