using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

/// <summary>x + f(x): a layer of a user's.</summary>
internal sealed class Residual<T>(Module<T> inner) : Module<T>(inner)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override Variable<T> Forward(Variable<T> x) => x + inner.Forward(x);
}

/// <summary>A layer of a user's with a parameter of its own.</summary>
internal sealed class Scale<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T> _gain;

    public Scale(int size) => _gain = Register(Parameter<T>.Ones("gain", [size]));

    public override Variable<T> Forward(Variable<T> x) => x * _gain;
}

/// <summary>Rows of numbers as images of one channel and one line.</summary>
internal sealed class Lines<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override Variable<T> Forward(Variable<T> x) => x.Reshape(x.Shape[0], 1, 1, x.Shape[1]);
}

/// <summary>Sets a dropout back to its first mask, so that every pass is the same function.</summary>
internal sealed class Rewind<T>(Dropout<T> dropout) : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override Variable<T> Forward(Variable<T> x)
    {
        dropout.Stream.State = 1;
        return x;
    }
}

internal enum ModelKind
{
    Mlp,
    LinearLayers,
    Residual,
    TiedWeights,
    Convolutional,
}

internal enum LossKind
{
    MeanSquaredError,
    MeanAbsoluteError,
    SmoothL1,
    Huber,
    CrossEntropy,
    NegativeLogLikelihood,
    KullbackLeibler,
    BinaryCrossEntropyWithLogits,
    BinaryCrossEntropy,
    Hinge,
    SquaredHinge,
    Logistic,
    Perceptron,
}

/// <summary>A model with a loss and a batch; everything else, parameters included, follows from the seed.</summary>
internal sealed record Model(ModelKind Kind, int[] Sizes, int Hidden, LossKind Loss, int Rows, int Seed)
{
    private const double KinkDistance = 0.03;

    // The smooth ones first.
    private static readonly Activation[] _activations =
    [
        Activation.Identity, Activation.Tanh, Activation.Sigmoid, Activation.Softplus, Activation.Softmax, Activation.Of<Mish>(),
        Activation.Relu, Activation.LeakyRelu(0.1),
    ];

    public static Model Generate(Random random, int size)
    {
        int layers = 1 + random.Next(1 + (size / 30));
        return new(
            (ModelKind)random.Next(Enum.GetValues<ModelKind>().Length),
            [.. Enumerable.Range(0, layers + 1).Select(_ => random.Next(1, 5))],
            random.Next(_activations.Length),
            (LossKind)random.Next(Enum.GetValues<LossKind>().Length),
            random.Next(1, 5),
            random.Next(1, 1000));
    }

    public static IEnumerable<Model> Shrink(Model model)
    {
        if (model.Sizes.Length > 2)
        {
            yield return model with { Sizes = model.Sizes[1..] };
            yield return model with { Sizes = model.Sizes[..^1] };
        }

        for (int layer = 0; layer < model.Sizes.Length; layer++)
        {
            if (model.Sizes[layer] > 1)
            {
                yield return model with { Sizes = [.. model.Sizes.Select((size, at) => at == layer ? size - 1 : size)] };
            }
        }

        if (model.Rows > 1)
        {
            yield return model with { Rows = model.Rows - 1 };
        }

        if (model.Hidden > 0)
        {
            yield return model with { Hidden = 0 };
        }

        if (model.Loss != LossKind.MeanSquaredError)
        {
            yield return model with { Loss = LossKind.MeanSquaredError };
        }
    }

    /// <summary>The module, with numbers in all parameters, biases too.</summary>
    public Module<double> Build()
    {
        Activation hidden = Kind is ModelKind.Mlp or ModelKind.LinearLayers ? _activations[Hidden] : _activations[Hidden % 6];
        Activation output = Loss == LossKind.BinaryCrossEntropy ? Activation.Sigmoid : Activation.Identity;
        int inputs = Sizes[0];
        Linear<double> square = new(inputs, inputs, hidden, Seed);
        Linear<double> last = new(inputs, Sizes[^1], output, Seed + 1);
        Dropout<double> dropout = new(0.3, Seed);
        Module<double> module = Kind switch
        {
            ModelKind.Mlp => new Mlp<double>(Sizes, hidden, Seed, output),
            ModelKind.LinearLayers => new Sequential<double>([.. Sizes.Zip(Sizes.Skip(1)).Select((pair, layer) =>
                (Module<double>)new Linear<double>(pair.First, pair.Second, layer < Sizes.Length - 2 ? hidden : output, Seed + layer, bias: layer % 2 == 0))]),
            ModelKind.Residual => new Sequential<double>(
                new Residual<double>(new Mlp<double>([inputs, 3, inputs], hidden, Seed)), new Scale<double>(inputs), last),
            ModelKind.Convolutional => new Sequential<double>(
                new Lines<double>(), new Convolution2d<double>(1, 2, (1, 2), Seed, padding: (0, 1), activation: hidden),
                new BatchNorm<double>(2, epsilon: 0.5), new MaxPool2d<double>(1), new AveragePool2d<double>((1, 2), 1), new Flatten<double>(),
                new LayerNorm<double>([2 * inputs], epsilon: 0.5), new Rewind<double>(dropout), dropout,
                new Linear<double>(2 * inputs, Sizes[^1], output, Seed + 1)),
            _ => new Sequential<double>(square, new Sequential<double>(square, square), last),
        };
        Random random = new(Seed);
        foreach (Parameter<double> parameter in module.Parameters)
        {
            foreach (ref double value in parameter.Update())
            {
                value = (2.4 * random.NextDouble()) - 1.2;
            }
        }

        return module;
    }

    /// <summary>The batch: rows of inputs.</summary>
    public double[] Inputs()
    {
        Random random = new(Seed + 7);
        return [.. Enumerable.Range(0, Rows * Sizes[0]).Select(_ => (2.0 * random.NextDouble()) - 1.0)];
    }

    public Variable<double> LossOf(Variable<double> prediction)
    {
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => (row + Seed) % Sizes[^1])];
        double[] sides = Sides(prediction.Length);
        double[] probabilities = Probabilities(prediction.Length);
        return Loss switch
        {
            LossKind.MeanAbsoluteError => Nn.Loss.MeanAbsoluteError(prediction, probabilities),
            LossKind.SmoothL1 => Nn.Loss.SmoothL1(prediction, probabilities),
            LossKind.Huber => Nn.Loss.Huber(prediction, probabilities),
            LossKind.CrossEntropy => Nn.Loss.CrossEntropy(prediction, labels),
            LossKind.NegativeLogLikelihood => Nn.Loss.NegativeLogLikelihood(prediction.LogSoftmax(), labels),
            LossKind.KullbackLeibler => Nn.Loss.KullbackLeibler(prediction.LogSoftmax(), probabilities),
            LossKind.BinaryCrossEntropyWithLogits => Nn.Loss.BinaryCrossEntropyWithLogits(prediction, probabilities),
            LossKind.BinaryCrossEntropy => Nn.Loss.BinaryCrossEntropy(prediction, probabilities),
            LossKind.Hinge => Nn.Loss.Hinge(prediction, sides),
            LossKind.SquaredHinge => Nn.Loss.SquaredHinge(prediction, sides),
            LossKind.Logistic => Nn.Loss.Logistic(prediction, sides),
            LossKind.Perceptron => Nn.Loss.Perceptron(prediction, sides),
            _ => Nn.Loss.MeanSquaredError(prediction, probabilities),
        };
    }

    /// <summary>Whether a number that meets a kink is near it: then a difference would see both sides.</summary>
    public bool IsNearKink(Module<double> module)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Constant(Inputs(), [Rows, Sizes[0]]);
        IEnumerable<Module<double>> layers = module is Mlp<double> mlp ? mlp.Layers : ((Sequential<double>)module).Modules;
        foreach (Module<double> layer in layers)
        {
            if (layer is Linear<double> linear && (linear.Activation == _activations[^1] || linear.Activation == _activations[^2]))
            {
                Variable<double> sums = linear.Bias is null ? x.MatMul(linear.Weight) : x.MatMul(linear.Weight) + linear.Bias;
                if (sums.ToArray().Any(sum => Math.Abs(sum) < KinkDistance))
                {
                    return true;
                }
            }

            x = layer.Forward(x);
        }

        double[] targets = Loss is LossKind.MeanAbsoluteError or LossKind.SmoothL1 or LossKind.Huber ? Probabilities(x.Length) : new double[x.Length];
        double kink = Loss is LossKind.MeanAbsoluteError or LossKind.Perceptron ? 0.0 : 1.0;
        return Loss is LossKind.MeanAbsoluteError or LossKind.SmoothL1 or LossKind.Huber or LossKind.Hinge or LossKind.SquaredHinge or LossKind.Perceptron
            && x.ToArray().Zip(targets).Any(pair => Math.Abs(Math.Abs(pair.First - pair.Second) - kink) < KinkDistance);
    }

    private double[] Sides(int length) => [.. Enumerable.Range(0, length).Select(index => (index + Seed) % 3 == 0 ? -1.0 : 1.0)];

    private double[] Probabilities(int length) => [.. Sides(length).Select(side => 0.5 + (0.3 * side))];

    public override string ToString() =>
        $"{Kind} [{string.Join(", ", Sizes)}], {_activations[Hidden]}, {Loss}, {Rows} rows, seed {Seed}";
}
