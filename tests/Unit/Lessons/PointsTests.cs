using AutoGrad.Lessons;
using AutoGrad.Viz;

namespace AutoGrad.Tests.Unit.Lessons;

public class PointsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Separable_points_are_separated(int seed)
    {
        Points points = Points.Separable(new Random(seed), 50, margin: 0.05);
        Perceptron perceptron = new(2);
        perceptron.Train(points.Inputs, points.Labels, epochs: 10_000);
        Assert.Equal(0, perceptron.Errors(points.Inputs, points.Labels));
        Assert.Equal(50, points.X(0).Length + points.Y(1).Length);
    }

    [Fact]
    public void Moons_without_noise_lie_on_two_half_circles()
    {
        Points points = Points.Moons(new Random(1), 100, noise: 0.0);
        Assert.All(points.X(0).Zip(points.Y(0)), at => Assert.Equal(1.0, double.Hypot(at.First, at.Second), 1e-12));
        Assert.All(points.X(1).Zip(points.Y(1)), at => Assert.Equal(1.0, double.Hypot(at.First - 1.0, at.Second - 0.5), 1e-12));
        Assert.All(points.Y(0), y => Assert.True(y >= 0.0));
        Assert.All(points.Y(1), y => Assert.True(y <= 0.5));
    }

    [Theory]
    [InlineData(1.0, 3.0, -0.5)]
    [InlineData(3.0, 1.0, 0.5)]
    public void A_line_is_where_the_weighted_sum_is_0(double w1, double w2, double b)
    {
        Points points = Points.Moons(new Random(1), 10, noise: 0.1);
        Series line = points.Line("line", w1, w2, b);
        Assert.All(line.X.Zip(line.Y), at => Assert.Equal(0.0, (w1 * at.First) + (w2 * at.Second) + b, 1e-12));
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_the_deviation()
    {
        double[] numbers = new Random(1).NextNormals(100_000, deviation: 2.0);
        Assert.Equal(0.0, numbers.Average(), 0.03);
        Assert.Equal(4.0, numbers.Average(number => number * number), 0.1);
    }
}
