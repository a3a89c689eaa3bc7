using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Tests.Unit.Nn;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public sealed class Convolve2dTests
{
    [Theory]
    [InlineData(1e-12, typeof(double))]
    [InlineData(1e-4, typeof(float))]
    [InlineData(0.06, typeof(Half))]
    public void Value_and_gradients_are_those_of_naive_loops(double tolerance, Type type)
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Action<int, double> check = type == typeof(double) ? Against<double> : type == typeof(float) ? Against<float> : Against<Half>;
            check(seed, tolerance);
        }
    }

    [Fact]
    public void Convolutions_of_convolutions_have_third_derivatives()
    {
        // x * x with one weight is a x^2: with s = sum(y^2) = a^2 x^2 (one number), s''' with respect to x, x, a is 4a, to a, a, x is 4x.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([3.0], [1, 1, 1, 1]);
        Variable<double> a = tape.Variable([5.0], [1, 1, 1, 1]);
        Variable<double> s = x.Convolve2d(a).Square().Sum();
        Assert.Equal(4.0 * 5.0, s.Derivative(x).Sum().Derivative(x).Sum().Derivative(a).Item(), 1e-12);
        Assert.Equal(4.0 * 3.0, s.Derivative(a).Sum().Derivative(a).Sum().Derivative(x).Item(), 1e-12);
        Assert.Equal(0.0, x.Convolve2d(a).Sum().Derivative(x).Sum().Derivative(a).Sum().Item() - 1.0, 1e-12);
    }

    [Fact]
    public void Without_images_channels_or_outputs_there_are_zeros_or_nothing()
    {
        Tape<double> tape = new();
        Variable<double> weight = tape.Variable(new double[2 * 3 * 2 * 2], [2, 3, 2, 2]);
        Variable<double> bias = tape.Variable([1.0, 2.0], [2]);
        Variable<double> none = tape.Variable([], [0, 3, 4, 4]);
        Variable<double> y = none.Convolve2d(weight, bias);
        Assert.Equal([0, 2, 3, 3], y.Shape.ToArray());
        Gradients<double> gradients = y.Sum().Gradients();
        Assert.Equal(new double[24], gradients[weight].ToArray());
        Assert.Equal(new double[2], gradients[bias].ToArray());
        Variable<double> noChannels = tape.Variable([], [1, 0, 2, 2]);
        Assert.Equal([1, 1, 2, 2], noChannels.Convolve2d(tape.Variable([], [2, 0, 2, 1]), bias, padding: (0, 0)).Values[..4].ToArray().Select(each => (int)each).ToArray());
        Variable<double> x = tape.Variable(new double[8], [1, 2, 2, 2]);
        Variable<double> noOutputs = x.Convolve2d(tape.Variable([], [0, 2, 2, 2]));
        Assert.Equal([1, 0, 1, 1], noOutputs.Shape.ToArray());
        Assert.Equal(new double[8], noOutputs.Sum().Gradients()[x].ToArray());
    }

    // The product towards the input copies tiles of the transposed weight there: the longest workspace of all.
    [Fact]
    public void Many_channels_agree_with_double()
    {
        float[] x = Random<float>(new(1), 64 * 28 * 28);
        float[] w = Random<float>(new(2), 64 * 64 * 9);
        Tape<float> narrow = new();
        Tape<double> wide = new();
        Variable<float> input = narrow.Variable(x, [1, 64, 28, 28]);
        Variable<double> same = wide.Variable(Array.ConvertAll(x, each => (double)each), [1, 64, 28, 28]);
        Variable<double> result = same.Convolve2d(wide.Constant(Array.ConvertAll(w, each => (double)each), [64, 64, 3, 3]), padding: 1);
        Variable<float> rounded = input.Convolve2d(narrow.Constant(w, [64, 64, 3, 3]), padding: 1);
        Numbers.Equal(result.Values, rounded.Values, 2e-4);
        Numbers.Equal(result.Sum().Gradients()[same], rounded.Sum().Gradients()[input], 2e-4);
    }

    [Fact]
    public void Zero_times_NaN_or_infinity_is_not_skipped()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.0, 0.0, 1.0, 1.0], [1, 1, 1, 4]);
        Variable<double> y = x.Convolve2d(tape.Variable([double.NaN, 1.0], [1, 1, 1, 2]));
        Assert.All(y.ToArray(), number => Assert.True(double.IsNaN(number)));
        Variable<double> z = tape.Variable([double.PositiveInfinity, 2.0, 3.0], [1, 1, 1, 3]).Convolve2d(tape.Variable([0.0, 1.0], [1, 1, 1, 2]));
        Numbers.Equal<double>([double.NaN, 3.0], z.Values);
    }

    [Fact]
    public void Wrong_use_is_refused_and_leaves_the_tape_usable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[2 * 4 * 3 * 3], [2, 4, 3, 3]);
        Variable<double> w = tape.Variable(new double[6 * 2 * 2 * 2], [6, 2, 2, 2]);
        Variable<double> b = tape.Variable(new double[6], [6]);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["Convolve2d", "[2, 4, 3, 3]", "[6, 2, 2, 2]", "1 groups"], () => x.Convolve2d(w));
        Refusal.Of<ShapeException>(["Convolve2d", "3 groups"], () => x.Convolve2d(w, groups: 3));
        Refusal.Of<ShapeException>(["Convolve2d", "[6]"], () => b.Convolve2d(w, groups: 2));
        Refusal.Of<ShapeException>(["Convolve2d", "bias of shape [6]", "[2, 4, 3, 3]"], () => x.Convolve2d(w, x, groups: 2));
        Refusal.Of<ShapeException>(["Convolve2d", "dilation (3, 3)", "padding (0, 0)"], () => x.Convolve2d(w, b, dilation: 3, groups: 2));
        Refusal.Of<ArgumentOutOfRangeException>(["Convolve2d", "stride", "(0, 1)"], () => x.Convolve2d(w, b, stride: (0, 1), groups: 2));
        Refusal.Of<ArgumentOutOfRangeException>(["Convolve2d", "padding", "(1, -1)"], () => x.Convolve2d(w, b, padding: (1, -1), groups: 2));
        Refusal.Of<ArgumentOutOfRangeException>(["Convolve2d", "dilation", "(0, 0)"], () => x.Convolve2d(w, b, dilation: 0, groups: 2));
        Refusal.Of<ArgumentOutOfRangeException>(["Convolve2d", "groups", "0"], () => x.Convolve2d(w, b, groups: 0));
        Refusal.Of<ShapeException>(["more elements"], () => x.Convolve2d(w, b, padding: int.MaxValue, groups: 2));
        Refusal.Of<ShapeException>(["more elements"], () => x.Convolve2d(w, b, padding: 100_000, groups: 2));
        Refusal.Of<RecordingException>(["Convolve2d", "different tapes"], () => x.Convolve2d(new Tape<double>().Variable(new double[48], [6, 2, 2, 2])));
        Assert.Equal(count, tape.Count);
        Assert.Equal(2.0 * 6.0 * 4.0, (x.Convolve2d(w, b, groups: 2) + 1.0).Sum().Item());
    }

    [Fact]
    public void A_steady_step_allocates_nothing_and_repeats_its_bits()
    {
        Parameter<float> weight = new("w", Random<float>(new(1), 4 * 2 * 9), [4, 2, 3, 3]);
        Parameter<float> bias = new("b", Random<float>(new(2), 4), [4]);
        Parameter<float> gain = new("gain", Random<float>(new(4), 4), [4]);
        MaskStream stream = new(1);
        float[] images = Random<float>(new(3), 2 * 2 * 64);
        Tape<float> tape = new();
        float[] first = [];
        int steps = 0;
        long allocated = AllocatedBytes.Of(() =>
        {
            for (int step = 0; step < 40; step++)
            {
                stream.State = 1;
                tape.Reset();
                Variable<float> y = tape.Borrow(images, [2, 2, 8, 8]).Convolve2d(weight, bias, padding: 1).Relu().MaxPool2d(2);
                Variable<float> loss = y.AveragePool2d(2).BatchNorm(gain, bias).Reshape(8, 4).LayerNorm(gain, bias).Dropout(0.1, stream).Square().Mean();
                Gradients<float> gradients = loss.Gradients();
                first = steps++ == 0 ? gradients[weight].ToArray() : first;
                Assert.True(gradients[weight].SequenceEqual(first));
                Assert.True(gradients.Contains(bias));
            }
        });
        Assert.Equal(0, allocated);
        Assert.Contains(first, number => number != 0f);
    }

    internal static T[] Random<T>(Random random, int length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating((2.0 * random.NextDouble()) - 1.0))];

    private static void Against<T>(int seed, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(seed);
        int groups = random.Next(1, 4);
        (int images, int channels, int outputs) = (random.Next(1, 4), groups * random.Next(1, 4), groups * random.Next(1, 4));
        Extent2d kernel = (random.Next(1, 4), random.Next(1, 5));
        Extent2d stride = (random.Next(1, 4), random.Next(1, 4));
        Extent2d padding = (random.Next(0, 3), random.Next(0, 4));
        Extent2d dilation = (random.Next(1, 3), random.Next(1, 3));
        int height = Math.Max(1, (dilation.Height * (kernel.Height - 1)) + 1 - (2 * padding.Height)) + random.Next(0, 8);
        int width = Math.Max(1, (dilation.Width * (kernel.Width - 1)) + 1 - (2 * padding.Width)) + random.Next(0, 20);
        int[] xShape = [images, channels, height, width];
        int[] wShape = [outputs, channels / groups, kernel.Height, kernel.Width];
        T[] x = Random<T>(random, images * channels * height * width);
        T[] w = Random<T>(random, wShape.Aggregate((a, b) => a * b));
        T[] b = Random<T>(random, outputs);

        Tape<T> tape = new();
        Variable<T> input = tape.Variable(x, xShape);
        Variable<T> weight = tape.Variable(w, wShape);
        Variable<T> bias = tape.Variable(b, [outputs]);
        Variable<T> output = input.Convolve2d(weight, bias, stride, padding, dilation, groups);
        int rows = ((height + (2 * padding.Height) - (dilation.Height * (kernel.Height - 1)) - 1) / stride.Height) + 1;
        int columns = ((width + (2 * padding.Width) - (dilation.Width * (kernel.Width - 1)) - 1) / stride.Width) + 1;
        Assert.Equal([images, outputs, rows, columns], output.Shape.ToArray());
        T[] seeds = Random<T>(random, output.Length);
        Gradients<T> gradients = output.Gradients(seeds);

        double[] y = new double[output.Length];
        (double[] dx, double[] dw, double[] db) = (new double[x.Length], new double[w.Length], new double[b.Length]);
        int at = 0;
        for (int n = 0; n < images; n++)
        {
            for (int o = 0; o < outputs; o++)
            {
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < columns; j++, at++)
                    {
                        double g = double.CreateTruncating(seeds[at]);
                        y[at] = double.CreateTruncating(b[o]);
                        db[o] += g;
                        for (int c = 0; c < wShape[1]; c++)
                        {
                            for (int k = 0; k < kernel.Height; k++)
                            {
                                for (int l = 0; l < kernel.Width; l++)
                                {
                                    int row = (i * stride.Height) - padding.Height + (k * dilation.Height);
                                    int column = (j * stride.Width) - padding.Width + (l * dilation.Width);
                                    if (row < 0 || row >= height || column < 0 || column >= width)
                                    {
                                        continue;
                                    }

                                    int channel = (o / (outputs / groups) * wShape[1]) + c;
                                    int atX = (((((n * channels) + channel) * height) + row) * width) + column;
                                    int atW = (((((o * wShape[1]) + c) * kernel.Height) + k) * kernel.Width) + l;
                                    y[at] += double.CreateTruncating(x[atX]) * double.CreateTruncating(w[atW]);
                                    dx[atX] += g * double.CreateTruncating(w[atW]);
                                    dw[atW] += g * double.CreateTruncating(x[atX]);
                                }
                            }
                        }
                    }
                }
            }
        }

        Numbers.Equal(y, output.Values, tolerance);
        Numbers.Equal(dx, gradients[input], tolerance);
        Numbers.Equal(dw, gradients[weight], tolerance * 2.0);
        Numbers.Equal(db, gradients[bias], tolerance * 2.0);
    }
}
