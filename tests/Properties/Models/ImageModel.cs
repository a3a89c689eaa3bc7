using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

/// <summary>A convolutional model with norms, pooling and dropout; everything, parameters included, follows from the seed.</summary>
internal sealed record ImageModel(int Images, int Channels, int Side, int Kernel, int Stride, int Padding, int Groups, bool PoolsMaximum, double Dropped, int Seed)
{
    private const int Classes = 3;

    private MaskStream? _stream;

    public Shape InputShape => [Images, Groups * Channels, Side, Side];

    public static ImageModel Generate(Random random, int size) => new(
        random.Next(2, 4),
        random.Next(1, 3),
        random.Next(4, 6 + (size / 50)),
        random.Next(1, 4),
        random.Next(1, 3),
        random.Next(2),
        random.Next(1, 3),
        random.Next(2) == 0,
        random.Next(3) * 0.25,
        random.Next(1, 1000));

    public static IEnumerable<ImageModel> Shrink(ImageModel model)
    {
        if (model.Dropped > 0.0)
        {
            yield return model with { Dropped = 0.0 };
        }

        if (model.Groups > 1)
        {
            yield return model with { Groups = 1 };
        }

        if (model.Stride > 1)
        {
            yield return model with { Stride = 1 };
        }

        if (model.Padding > 0)
        {
            yield return model with { Padding = 0 };
        }
    }

    /// <summary>The module, with numbers in all parameters. Only the inputs, which lie apart, meet the greatest of a window.</summary>
    public Module<double> Build()
    {
        Module<double> pool = PoolsMaximum ? new MaxPool2d<double>(2, 1) : new AveragePool2d<double>(2, 1, 1);
        int side = PoolsMaximum ? Side - 1 : Side + 1;
        int convolved = ((side + (2 * Padding) - Kernel) / Stride) + 1;
        int outputs = 2 * Groups;
        Dropout<double> dropout = new(Dropped, Seed);
        _stream = dropout.Stream;
        Sequential<double> module = new(
            pool,
            new Convolution2d<double>(Groups * Channels, outputs, Kernel, Seed, Stride, Padding, groups: Groups, activation: Activation.Tanh),
            new BatchNorm<double>(outputs),
            new Flatten<double>(),
            new LayerNorm<double>([outputs * convolved * convolved]),
            dropout,
            new Linear<double>(outputs * convolved * convolved, Classes, Activation.Identity, Seed + 1));
        Random random = new(Seed);
        foreach (Parameter<double> parameter in module.Parameters)
        {
            foreach (ref double value in parameter.Update())
            {
                value = (2.0 * random.NextDouble()) - 1.0;
            }
        }

        return module;
    }

    /// <summary>All numbers apart by more than a difference moves them.</summary>
    public double[] Inputs()
    {
        double[] inputs = [.. Enumerable.Range(0, InputShape.Length).Select(place => -1.0 + (2.0 * place / InputShape.Length))];
        new Random(Seed + 7).Shuffle(inputs);
        return inputs;
    }

    /// <summary>The loss; dropout draws the same masks every time.</summary>
    public Variable<double> LossOf(Module<double> module, Variable<double> x)
    {
        _stream!.State = (ulong)Seed;
        return Loss.CrossEntropy(module.Forward(x), [.. Enumerable.Range(0, Images).Select(image => (image + Seed) % Classes)]);
    }
}
