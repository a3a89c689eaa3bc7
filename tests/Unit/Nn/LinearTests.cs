using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class LinearTests
{
    private static readonly Parameter<double> _weight = new("weight", [1, 2, 3, 4, 5, 6], [2, 3]);
    private static readonly Parameter<double> _bias = new("bias", [10, 20, 30], [3]);

    [Fact]
    public void Is_x_times_w_plus_b()
    {
        Linear<double> layer = new(_weight, _bias);
        Assert.Equal([11.0, 22.0, 33.0, 24.0, 39.0, 54.0], layer.Predict([1, 0, 2, 3], [2, 2]));
        Assert.Equal((2, 3), (layer.Inputs, layer.Outputs));
        Assert.Equal("Linear(2, 3, Identity)", layer.ToString());
    }

    [Fact]
    public void Applies_its_activation()
    {
        Linear<double> layer = new(_weight, Parameter<double>.Zeros("bias", [3]), Activation.Tanh);
        Assert.Equal([Math.Tanh(1.0), Math.Tanh(2.0), Math.Tanh(3.0)], layer.Predict([1, 0], [1, 2]), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Theory]
    [InlineData(new[] { 2 }, new[] { 3 })]
    [InlineData(new[] { 4, 2 }, new[] { 4, 3 })]
    [InlineData(new[] { 2, 3, 2 }, new[] { 2, 3, 3 })]
    [InlineData(new[] { 2, 1, 3, 2 }, new[] { 2, 1, 3, 3 })]
    [InlineData(new[] { 0, 2 }, new[] { 0, 3 })]
    public void Works_over_the_last_axis_with_and_without_bias(int[] shape, int[] expected)
    {
        Tape<double> tape = new();
        double[] values = [.. Enumerable.Range(0, ((Shape)shape).Length).Select(i => i - 2.5)];
        Variable<double> x = tape.Constant(values, shape);
        Variable<double> without = new Linear<double>(_weight, null).Forward(x);
        Variable<double> with = new Linear<double>(_weight, _bias).Forward(x);
        Assert.Equal((Shape)expected, without.Shape);
        Assert.Equal((Shape)expected, with.Shape);
        Assert.Equal((without + _bias).ToArray(), with.ToArray());
    }

    [Fact]
    public void Starts_with_a_bias_of_zeros_and_named_parameters()
    {
        Linear<float> layer = new(4, 3, Activation.Relu, seed: 9);
        Assert.Equal(["weight", "bias"], layer.Parameters.Select(parameter => parameter.Name));
        Assert.All(layer.Bias!.Values.ToArray(), b => Assert.Equal(0f, b));
        Assert.Null(new Linear<float>(4, 3, seed: 9, bias: false).Bias);
        Assert.Equal(layer.Weight.Values, new Linear<float>(4, 3, Activation.Relu, seed: 9).Weight.Values);
        Assert.NotEqual(layer.Weight.Values.ToArray(), new Linear<float>(4, 3, Activation.Relu, seed: 10).Weight.Values.ToArray());
    }

    [Fact]
    public void Wrong_sizes_and_shapes_are_refused()
    {
        Assert.Contains("inputs", Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<double>(0, 3, seed: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<double>(2, -1, seed: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => new Linear<double>(_bias, _bias));
        Assert.Throws<ShapeException>(() => new Linear<double>(_weight, Parameter<double>.Zeros("b", [2])));
        Assert.Throws<ShapeException>(() => new Linear<double>(_weight, null).Predict(new double[12], [2, 2, 3]));
        Assert.Throws<ShapeException>(() => new Linear<double>(_weight, _bias).Predict(new double[12], [2, 2, 3]));
    }
}
