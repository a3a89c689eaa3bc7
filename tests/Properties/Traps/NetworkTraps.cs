using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into: pooling, batch norm, batches of other sizes.</summary>
public class NetworkTraps
{
    [Fact]
    public void Padding_of_maximum_pooling_counts_as_minus_infinity()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([-1.0, -2.0, -3.0, -4.0], [1, 1, 2, 2]);
        Assert.Equal([-1.0, -2.0, -3.0, -4.0], x.MaxPool2d(2, 2, 1).ToArray());
        Assert.Equal([1.0, 1.0, 1.0, 1.0], x.MaxPool2d(2, 2, 1).Sum().Gradients()[x].ToArray());
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Window_of_only_minus_infinity_or_NaN_has_a_place_for_its_gradient(double number)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([number, number, number, number], [2, 2]);
        Variable<double> y = x.MaxPool2d(2, 2, 1);
        Assert.All(y.ToArray(), each => Assert.Equal(number, each));
        Assert.Equal([1.0, 1.0, 1.0, 1.0], y.Gradients([1.0, 1.0, 1.0, 1.0])[x].ToArray());
        Assert.Equal([1.0, 0.0, 0.0, 0.0], x.MaxPool2d(2).Gradients()[x].ToArray());
    }

    [Fact]
    public void Batch_norm_of_one_value_a_channel_is_an_error_and_not_NaN_statistics()
    {
        Tape<double> tape = new();
        BatchNorm<double> norm = new(3);
        ShapeException refused = Assert.Throws<ShapeException>(() => norm.Forward(tape.Variable([1.0, 2.0, 3.0], [1, 3])));
        Attempt.AssertTells(refused, "BatchNorm", "[1, 3]", "one value a channel");
        Assert.Equal([0.0, 0.0, 0.0], norm.Statistics.Mean.Values.ToArray());
        Assert.Equal([1.0, 1.0, 1.0], norm.Statistics.Variance.Values.ToArray());
    }

    [Fact]
    public void Batch_norm_normalises_with_the_biased_and_remembers_the_unbiased_variance()
    {
        Tape<double> tape = new();
        BatchNorm<double> norm = new(1, momentum: 1.0, epsilon: 0.0);
        Variable<double> y = norm.Forward(tape.Variable([1.0, 3.0], [2, 1]));
        Assert.Equal([-1.0, 1.0], y.ToArray());
        Assert.Equal(2.0, norm.Statistics.Mean.Values[0]);
        Assert.Equal(2.0, norm.Statistics.Variance.Values[0]);
    }

    // Layers see batches of 4, 3, 1 and 0 examples: each mean is over its own batch, and nothing crashes.
    [Fact]
    public void Last_batch_smaller_of_one_or_empty()
    {
        Convolution2d<double> convolution = new(1, 2, 2, seed: 1);
        Sequential<double> model = new(convolution, new MaxPool2d<double>(2), new Flatten<double>(), new LayerNorm<double>([2]), new Dropout<double>(0.5, 1));
        BatchNorm<double> norm = new(2);
        Tape<double> tape = new();
        foreach (int examples in new[] { 4, 3, 1, 0 })
        {
            tape.Reset();
            double[] images = [.. Enumerable.Range(0, examples * 9).Select(index => Math.Sin(index))];
            Variable<double> x = tape.Variable(images, [examples, 1, 3, 3]);
            Variable<double> y = model.Forward(x);
            Assert.Equal([examples, 2], y.Shape.ToArray());
            Variable<double> normed = examples == 1 ? y : norm.Forward(y);
            Gradients<double> gradients = normed.Square().Sum().Gradients();
            Assert.Equal(images.Length, gradients[x].Length);
            Assert.All(gradients[convolution.Weight].ToArray(), number => Assert.True(double.IsFinite(number)));
            Assert.Equal(examples == 0, gradients[convolution.Weight].IndexOfAnyExcept(0.0) < 0);
            Assert.Equal(2 * examples, model.Predict(images, [examples, 1, 3, 3]).Length);
        }

        Assert.All(norm.Statistics.Variance.Values.ToArray(), number => Assert.True(double.IsFinite(number)));
        Assert.Equal(7.0, Loss.MeanSquaredError(tape.Constant([1.0, 2.0, 4.0], [3]), tape.Constant([0.0, 0.0, 0.0], [3])).Item(), 1e-15);
        Assert.Equal(4.0, Loss.MeanSquaredError(tape.Constant([2.0], [1]), tape.Constant([0.0], [1])).Item());
    }

    [Fact]
    public void Gradients_of_convolution_weights_repeat_bit_by_bit()
    {
        float[] First()
        {
            Tape<float> tape = new();
            Variable<float> x = tape.Constant([.. Enumerable.Range(0, 8 * 3 * 100).Select(index => MathF.Sin(index))], [8, 3, 10, 10]);
            Variable<float> w = tape.Variable([.. Enumerable.Range(0, 4 * 3 * 9).Select(index => MathF.Cos(index))], [4, 3, 3, 3]);
            return x.Convolve2d(w, padding: 1).Square().Sum().Gradients()[w].ToArray();
        }

        float[] expected = First();
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(expected, First()));
    }
}
