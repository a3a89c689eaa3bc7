using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff;

public sealed class BroadcastingTests
{
    [Theory]
    [InlineData(new[] { 2, 3, 4 }, new[] { 3, 1 }, new[] { 2, 3, 4 })]
    [InlineData(new[] { 3, 1 }, new[] { 1, 4 }, new[] { 3, 4 })]
    [InlineData(new int[0], new[] { 2 }, new[] { 2 })]
    [InlineData(new[] { 0 }, new[] { 1 }, new[] { 0 })]
    [InlineData(new[] { 2, 0 }, new int[0], new[] { 2, 0 })]
    [InlineData(new[] { 5 }, new[] { 5 }, new[] { 5 })]
    public void The_common_shape_is_numpys(int[] a, int[] b, int[] expected)
    {
        int[] forth = new int[expected.Length];
        int[] back = new int[expected.Length];
        Broadcasting.Combine("add", a, b, forth);
        Broadcasting.Combine("add", b, a, back);
        Assert.Equal(expected, forth);
        Assert.Equal(expected, back);
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[6], [2, 3]);
        Variable<double> y = tape.Variable(new double[2], [2]);
        Variable<double> none = tape.Variable([], [0]);
        Refusal.Of<ShapeException>(["subtract", "[2, 3]", "[2]"], () => _ = x - y);
        Refusal.Of<ShapeException>(["minimum", "[2, 3]", "[0]"], () => x.Minimum(none));
        Refusal.Of<ShapeException>(["BroadcastTo", "[2, 3]", "[3, 2]"], () => x.BroadcastTo([3, 2]));
        Refusal.Of<ShapeException>(["BroadcastTo", "[2, 3]", "[3]"], () => x.BroadcastTo([3]));
        Assert.Equal(3, tape.Count);
    }

    [Theory]
    [InlineData(new[] { 3, 1 }, new[] { 2, 3, 4 }, 0b101)]
    [InlineData(new[] { 2, 3, 4 }, new[] { 2, 3, 4 }, 0b000)]
    [InlineData(new int[0], new[] { 2, 3 }, 0b011)]
    [InlineData(new[] { 1, 1 }, new[] { 1, 4 }, 0b010)]
    [InlineData(new[] { 1 }, new[] { 0 }, 0b001)]
    public void The_axes_that_an_operand_was_repeated_along(int[] operand, int[] output, int expected) =>
        Assert.Equal((ulong)expected, Broadcasting.RepeatedAxes(operand, output));

    [Fact]
    public void Gradients_have_the_shape_of_what_was_repeated()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([.. Enumerable.Repeat(1.0, 24)], [2, 3, 4]);
        Variable<double> y = tape.Variable([1, 1, 1], [3, 1]);
        Variable<double> s = tape.Variable(2.0);
        Variable<double> z = x * y;
        Numbers.Equal([8, 8, 8], z.Sum().Gradients()[y]);
        Numbers.Equal([8, 8, 8], z.Sum().Derivative(y).Values);
        Assert.Equal([3, 1], z.Sum().Derivative(y).Shape);
        Numbers.Equal([24], (s * x).Sum().Gradients()[s]);
        Assert.Equal(Shape.Scalar, (s * x).Sum().Derivative(s).Shape);
        Numbers.Equal([6], (s * tape.Constant([1, 2, 3], [3])).Gradients([1.0, 1.0, 1.0])[s]);
    }
}
