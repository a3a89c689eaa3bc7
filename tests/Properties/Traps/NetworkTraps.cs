using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>More about layers: batches of every size through several of them, and sums that repeat.</summary>
public class NetworkTraps
{
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
