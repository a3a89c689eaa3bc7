using AutoGrad.Lessons;

namespace AutoGrad.Tests.Unit.Lessons;

public class PerceptronTests
{
    // By hand, for y = x1 and x2 on (0, 0), (0, 1), (1, 0), (1, 1): epoch 1 changes only at (1, 1), to theta = (1, 1, 1).
    [Fact]
    public void The_rule_is_the_lectures()
    {
        Perceptron perceptron = new(2);
        Assert.False(perceptron.Learn([0.0, 1.0], 0));
        Assert.True(perceptron.Learn([1.0, 1.0], 1));
        Assert.Equal([1.0, 1.0, 1.0], perceptron.Theta.ToArray());
        Assert.True(perceptron.Learn([0.0, 1.0], 0));
        Assert.Equal([0.0, 1.0, 0.0], perceptron.Theta.ToArray());
        Assert.Equal(1.0, perceptron.WeightedSum([1.0, 5.0]));
    }

    [Fact]
    public void It_stops_where_a_line_separates_and_does_not_where_none_does()
    {
        double[] x = [0, 0, 0, 1, 1, 0, 1, 1];
        Perceptron and = new(2);
        Assert.InRange(and.Train(x, [0, 0, 0, 1], epochs: 100), 1, 99);
        Assert.Equal(0, and.Errors(x, [0, 0, 0, 1]));
        Perceptron xor = new(2);
        Assert.Equal(100, xor.Train(x, [0, 1, 1, 0], epochs: 100));
        Assert.NotEqual(0, xor.Errors(x, [0, 1, 1, 0]));
    }
}
