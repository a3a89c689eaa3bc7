using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public sealed class PoolingTests
{
    [Fact]
    public void Maximum_and_average_are_those_of_naive_loops()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            Extent2d kernel = (random.Next(1, 4), random.Next(1, 4));
            Extent2d stride = (random.Next(1, 4), random.Next(1, 4));
            Extent2d padding = (random.Next(0, kernel.Height), random.Next(0, kernel.Width));
            (int planes, int height, int width) = (random.Next(1, 4), kernel.Height + random.Next(0, 5), kernel.Width + random.Next(0, 5));
            double[] x = Convolve2dTests.Random<double>(random, planes * height * width);
            (double[] greatest, double[] whole, double[] inside) = Naive(x, planes, height, width, kernel, stride, padding);
            Tape<double> tape = new();
            Variable<double> v = tape.Variable(x, [planes, height, width]);
            Numbers.Equal(greatest, v.MaxPool2d(kernel, stride, padding).Values, 0.0);
            Numbers.Equal(whole, v.AveragePool2d(kernel, stride, padding).Values);
            Numbers.Equal(inside, v.AveragePool2d(kernel, stride, padding, countPadding: false).Values);
        }
    }

    [Fact]
    public void The_stride_is_the_kernel_where_none_is_given_and_leftovers_have_no_window()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
        Variable<double> y = x.MaxPool2d(2);
        Assert.Equal([1, 1], y.Shape.ToArray());
        Assert.Equal(5.0, y.Item());
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0, 0], y.Gradients()[x].ToArray());
        Assert.Equal([0.25, 0.25, 0, 0.25, 0.25, 0, 0, 0, 0], x.AveragePool2d(2).Gradients()[x].ToArray());
    }

    [Fact]
    public void A_tie_goes_to_the_first_and_overlapping_windows_add_up()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([7, 7, 7, 7], [2, 2]);
        Assert.Equal([1, 0, 0, 0], x.MaxPool2d(2).Gradients()[x].ToArray());
        Variable<double> line = tape.Variable([1, 5, 2], [1, 3]);
        Variable<double> y = line.MaxPool2d((1, 2), 1);
        Assert.Equal([5.0, 5.0], y.ToArray());
        Assert.Equal([0, 2, 0], y.Sum().Gradients()[line].ToArray());
        Assert.Equal([0, 2, 0], y.Sum().Derivative(line).ToArray());
    }

    [Fact]
    public void Padding_of_a_maximum_counts_as_minus_infinity()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([-5, -3, -4, -9], [1, 1, 2, 2]);
        Variable<double> y = x.MaxPool2d(3, 2, 1);
        Assert.Equal([-3.0], y.ToArray());
        Assert.Equal([0, 1, 0, 0], y.Sum().Gradients()[x].ToArray());
        Assert.Equal([-5.0, -3.0, -3.0, -4.0, -3.0, -3.0, -4.0, -4.0, -9.0], x.MaxPool2d(2, 1, 1).ToArray());
    }

    [Fact]
    public void Windows_of_minus_infinity_or_NaN_have_an_index()
    {
        Tape<double> tape = new();
        double infinity = double.NegativeInfinity;
        Variable<double> x = tape.Variable([infinity, infinity, double.NaN, double.NaN, infinity, infinity, 3.0, double.NaN], [2, 4]);
        Variable<double> y = x.MaxPool2d(2, padding: (1, 0), stride: (1, 2));
        Numbers.Equal<double>([infinity, double.NaN, infinity, double.NaN, infinity, double.NaN], y.Values);
        Gradients<double> gradients = y.Gradients([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
        Assert.Equal([5.0, 0.0, 10.0, 0.0, 16.0, 0.0, 0.0, 32.0], gradients[x].ToArray());
        Assert.True(double.IsNaN(x.AveragePool2d((2, 4)).Item()));
        Variable<double> late = tape.Variable([1.0, double.NaN, 5.0, 2.0], [2, 2]);
        Assert.Equal([0.0, 1.0, 0.0, 0.0], late.MaxPool2d(2).Gradients()[late].ToArray());
    }

    [Fact]
    public void No_planes_give_no_planes()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable([], [2, 0, 4, 4]);
        foreach (Variable<float> y in new[] { x.MaxPool2d(2), x.AveragePool2d(2) })
        {
            Assert.Equal([2, 0, 2, 2], y.Shape.ToArray());
            Assert.Equal(0, y.Sum().Gradients()[x].Length);
        }
    }

    [Fact]
    public void Wrong_use_is_refused_and_leaves_the_tape_usable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[12], [3, 4]);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["MaxPool2d", "[3, 4]", "window of (4, 2)"], () => x.MaxPool2d((4, 2)));
        Refusal.Of<ShapeException>(["MaxPool2d", "[0, 3]"], () => tape.Constant([], [0, 3]).MaxPool2d(1));
        Refusal.Of<ShapeException>(["AveragePool2d", "[2]"], () => tape.Constant([1.0, 2.0], [2]).AveragePool2d(1));
        Refusal.Of<ArgumentOutOfRangeException>(["MaxPool2d", "padding", "(2, 2)"], () => x.MaxPool2d(2, padding: 2));
        Refusal.Of<ArgumentOutOfRangeException>(["AveragePool2d", "stride", "(1, 0)"], () => x.AveragePool2d(2, (1, 0)));
        Refusal.Of<ArgumentOutOfRangeException>(["AveragePool2d", "padding", "(-1, 0)"], () => x.AveragePool2d(2, padding: (-1, 0)));
        Refusal.Of<ArgumentOutOfRangeException>(["MaxPool2d", "kernel", "(0, 0)"], () => x.MaxPool2d(0, 1, -1));
        Assert.Equal(count + 2, tape.Count);
        Assert.Equal(2.0, (x.MaxPool2d(2) + 1.0).Sum().Item());
    }

    private static (double[] Greatest, double[] Whole, double[] Inside) Naive(
        double[] x, int planes, int height, int width, Extent2d kernel, Extent2d stride, Extent2d padding)
    {
        (List<double> greatest, List<double> whole, List<double> inside) = ([], [], []);
        for (int plane = 0; plane < planes; plane++)
        {
            for (int top = -padding.Height; top + kernel.Height <= height + padding.Height; top += stride.Height)
            {
                for (int left = -padding.Width; left + kernel.Width <= width + padding.Width; left += stride.Width)
                {
                    double[] places = [.. from row in Enumerable.Range(top, kernel.Height)
                                          from column in Enumerable.Range(left, kernel.Width)
                                          where row >= 0 && row < height && column >= 0 && column < width
                                          select x[(((plane * height) + row) * width) + column]];
                    greatest.Add(places.Max());
                    whole.Add(places.Sum() / (kernel.Height * kernel.Width));
                    inside.Add(places.Average());
                }
            }
        }

        return ([.. greatest], [.. whole], [.. inside]);
    }
}
