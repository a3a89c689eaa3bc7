using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Tests.Unit.Autodiff;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class LayersTests
{
    [Fact]
    public void A_convolution_is_that_of_its_parameters()
    {
        Convolution2d<double> layer = new(4, 6, (3, 2), seed: 1, stride: 2, padding: (1, 0), groups: 2, activation: Activation.Relu);
        Assert.Equal([6, 2, 3, 2], layer.Weight.Shape.ToArray());
        Assert.Equal([layer.Weight, layer.Bias!], layer.Parameters);
        double limit = Math.Sqrt(6.0 / (2 * 3 * 2));
        Assert.All(layer.Weight.Values.ToArray(), weight => Assert.InRange(weight, -limit, limit));
        Assert.True(layer.Weight.Values.ToArray().Max(Math.Abs) > 0.8 * limit);
        layer.Bias!.Update().Fill(0.1);
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([.. Enumerable.Range(0, 4 * 5 * 5).Select(index => Math.Sin(index))], [1, 4, 5, 5]);
        Variable<double> expected = x.Convolve2d(layer.Weight, layer.Bias, 2, (1, 0), groups: 2).Relu();
        Assert.Equal(expected.ToArray(), layer.Forward(x).ToArray());
        Assert.Equal("Convolution2d(4, 6, (3, 2), Relu)", layer.ToString());
        Assert.Single(new Convolution2d<float>(1, 2, 3, seed: 1, bias: false).Parameters);
        Assert.Equal([2, 2, 3, 3], new Convolution2d<float>(1, 2, 3, seed: 1, bias: false).Forward(new Tape<float>().Constant(new float[50], [2, 1, 5, 5])).Shape.ToArray());
        Refusal.Of<ArgumentOutOfRangeException>(["Convolution2d", "groups", "divide 4 channels and 3 outputs"], () => new Convolution2d<float>(4, 3, 1, seed: 1, groups: 2));
        Refusal.Of<ArgumentOutOfRangeException>(["Convolution2d", "kernel"], () => new Convolution2d<float>(4, 3, (1, 0), seed: 1));
    }

    [Fact]
    public void Pooling_and_flattening()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal([4.0, 8.0], new MaxPool2d<double>(2).Predict(x, [1, 2, 2, 2]));
        Assert.Equal([2.5, 6.5], new AveragePool2d<double>(2).Predict(x, [1, 2, 2, 2]));
        Tape<double> tape = new();
        Assert.Equal([2, 4], new Flatten<double>().Forward(tape.Constant(x, [2, 1, 2, 2])).Shape.ToArray());
        Assert.Equal([0, 6], new Flatten<double>().Forward(tape.Constant([], [0, 2, 3])).Shape.ToArray());
        Assert.Equal([8, 1], new Flatten<double>().Forward(tape.Constant(x, [8])).Shape.ToArray());
        Refusal.Of<ShapeException>(["Flatten"], () => new Flatten<double>().Forward(tape.Constant(1.0)));
    }

    [Fact]
    public void Dropout_drops_in_training_and_predicts_without()
    {
        Dropout<double> layer = new(0.5, seed: 3);
        double[] ones = new double[64];
        Array.Fill(ones, 1.0);
        Tape<double> tape = new();
        double[] first = layer.Forward(tape.Constant(ones, [64])).ToArray();
        Assert.Equal([0.0, 2.0], first.Distinct().Order());
        Assert.NotEqual(first, layer.Forward(tape.Constant(ones, [64])).ToArray());
        Assert.Equal(first, new Dropout<double>(0.5, seed: 3).Forward(tape.Constant(ones, [64])).ToArray());
        Assert.Equal(ones, layer.Predict(ones, [64]));
        Assert.Equal("Dropout(0.5)", layer.ToString());
        Refusal.Of<ArgumentOutOfRangeException>(["Dropout", "probability", "1"], () => new Dropout<double>(1.0, seed: 1));
    }

    [Fact]
    public void Layer_norm_starts_as_the_plain_normalisation()
    {
        LayerNorm<double> layer = new([2, 2]);
        Assert.Equal(2, layer.Parameters.Count);
        double[] x = [1, 2, 3, 5, -1, 0, 0, 2];
        Tape<double> tape = new();
        double[] expected = tape.Constant(x, [2, 2, 2]).LayerNorm(axes: 2).ToArray();
        Assert.Equal(expected, layer.Predict(x, [2, 2, 2]));
        Assert.Equal(expected, new LayerNorm<double>([2, 2], affine: false).Predict(x, [2, 2, 2]));
        Refusal.Of<ArgumentOutOfRangeException>(["LayerNorm", "shape"], () => new LayerNorm<double>(Shape.Scalar));
    }

    [Fact]
    public void Running_statistics_are_buffers_of_every_module_around()
    {
        BatchNorm<double> norm = new(2);
        Sequential<double> model = new(new Linear<double>(3, 2, seed: 1), norm, new Dropout<double>(0.1, 1));
        Assert.Equal([norm.Statistics.Mean, norm.Statistics.Variance], norm.Buffers);
        Assert.Equal(norm.Buffers, new Sequential<double>(model, model).Buffers);
        Assert.DoesNotContain(norm.Statistics.Mean, model.Parameters);
        Assert.Equal(4, model.Parameters.Count);
        Assert.Empty(new BatchNorm<double>(2, affine: false).Parameters);
    }

    [Fact]
    public void Batch_norm_learns_statistics_and_predicts_by_them()
    {
        BatchNorm<double> norm = new(1, momentum: 0.5);
        Tape<double> tape = new();
        norm.Forward(tape.Variable([2.0, 4.0], [2, 1]));
        Assert.Equal(1.5, norm.Statistics.Mean.Values[0], 1e-14);
        Assert.Equal(1.5, norm.Statistics.Variance.Values[0], 1e-14);

        // The last batch of an epoch may be smaller.
        norm.Forward(tape.Variable([2.0, 4.0, 6.0], [3, 1]));
        Assert.Equal(2.75, norm.Statistics.Mean.Values[0], 1e-14);
        Assert.Equal(2.75, norm.Statistics.Variance.Values[0], 1e-14);
        double[] values = norm.Predict([2.75, 3.75], [2, 1]);
        Numbers.Equal<double>([0.0, 1.0 / Math.Sqrt(2.75 + 1e-5)], values);
        Assert.Equal(values[1], norm.Predict([3.75], [1, 1])[0]);
        Parallel.For(0, 50, _ => Assert.Equal(values, norm.Predict([2.75, 3.75], [2, 1])));
        Refusal.Of<ShapeException>(["BatchNorm", "one value"], () => norm.Forward(tape.Variable([2.0], [1, 1])));
        Assert.Equal(2.75, norm.Statistics.Mean.Values[0], 1e-14);
    }

    [Fact]
    public void A_small_network_of_all_of_them_learns()
    {
        Sequential<float> model = new(
            new Convolution2d<float>(1, 4, 3, seed: 1, padding: 1), new BatchNorm<float>(4), new MaxPool2d<float>(2), new Flatten<float>(),
            new LayerNorm<float>([16]), new Dropout<float>(0.1, 2), new Linear<float>(16, 2, Activation.Identity, seed: 3));

        // Class 0 has a bright column, class 1 a bright row.
        Random random = new(1);
        float[] images = new float[32 * 16];
        int[] labels = new int[32];
        for (int example = 0; example < 32; example++)
        {
            labels[example] = example % 2;
            int line = random.Next(4);
            for (int at = 0; at < 4; at++)
            {
                images[(example * 16) + (labels[example] == 0 ? (at * 4) + line : (line * 4) + at)] = 1f;
            }
        }

        Adam<float> optimizer = new(model.Parameters, 0.01f);
        Tape<float> tape = new();
        (float first, float last) = (0f, 0f);
        for (int step = 0; step < 80; step++)
        {
            tape.Reset();
            Variable<float> loss = Loss.CrossEntropy(model.Forward(tape.Borrow(images, [32, 1, 4, 4])), labels);
            optimizer.Step(loss.Gradients());
            (first, last) = (step == 0 ? loss.Item() : first, loss.Item());
        }

        Assert.True(last < 0.3f * first, $"{first} to {last}");
        float[] logits = model.Predict(images, [32, 1, 4, 4]);
        Assert.True(labels.Index().Count(each => logits[(2 * each.Index) + each.Item] > logits[(2 * each.Index) + 1 - each.Item]) >= 30);
    }
}
