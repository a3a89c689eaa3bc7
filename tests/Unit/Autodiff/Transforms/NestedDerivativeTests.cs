using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

/// <summary>Derivatives of functions that contain derivatives: what varies in the one does not vary in the other.</summary>
public class NestedDerivativeTests
{
    [Fact]
    public void The_inner_derivative_does_not_see_the_outer_variable()
    {
        // d/dx [x d/dy (x + y)] = 1, at any y.
        double[] apart = Differentiate.Gradient(x => x * Differentiate.Derivative(y => (x + y).Sum(), x.Tape.Variable([1.0], [1])), [5.0]);
        Assert.Equal([1.0], apart);

        // The inner point may be x itself: d/dy (x + y) at y = x is 1, not 2.
        double[] same = Differentiate.Gradient(x => x * Differentiate.Derivative(y => (x + y).Sum(), x), [5.0]);
        Assert.Equal([1.0], same);
    }

    [Fact]
    public void The_same_in_forward_mode()
    {
        double[] tangent = Differentiate.JacobianVectorProduct(
            x => x * Differentiate.Derivative(y => x + y, x, x.Tape.Constant([1.0], [1])), [5.0], [1.0]);
        Assert.Equal([1.0], tangent);

        // d/dx [x d/dy (x y)] = d/dx x^2 = 2 x, both ways mixed.
        Assert.Equal([10.0], Differentiate.Gradient(x => x * Differentiate.Derivative(y => x * y, x, x.Tape.Constant([1.0], [1])), [5.0]));
        Assert.Equal([10.0], Differentiate.JacobianVectorProduct(x => x * Differentiate.Derivative(y => (x * y).Sum(), x), [5.0], [1.0]));
    }

    [Fact]
    public void The_inner_point_depends_on_the_outer_variable()
    {
        // d/dx tanh'(y) at y = x^2: -2 t (1 - t^2) 2 x.
        double[] slope = Differentiate.Gradient(x => Differentiate.Derivative(y => y.Tanh().Sum(), x.Square()), [0.7]);
        double t = Math.Tanh(0.49);
        Assert.Equal(-4.0 * t * (1.0 - (t * t)) * 0.7, slope[0], 14);
    }

    [Fact]
    public void A_function_of_one_number()
    {
        Assert.Equal(Math.Cos(1.0), Differentiate.Derivative(x => x.Sin(), 1.0), 14);
        Assert.Equal(6.0f, Differentiate.Derivative(x => x * x, 3.0f));
        Assert.Throws<ShapeException>(() => Differentiate.Derivative(x => x.BroadcastTo([2]), 1.0));
    }

    [Fact]
    public void Three_levels()
    {
        // f(x) = d/dy [y d/dz (x y z^2)] at y = 2, z = 3 is d/dy [6 x y^2] = 24 x.
        double[] slope = Differentiate.Gradient(
            x => Differentiate.Derivative(
                y => (y * Differentiate.Derivative(z => (x * y * z * z).Sum(), x.Tape.Variable([3.0], [1]))).Sum(), x.Tape.Variable([2.0], [1])),
            [1.5]);
        Assert.Equal([24.0], slope);
    }

    [Fact]
    public void A_constant_point_and_a_foreign_result()
    {
        Tape<double> tape = new();
        Variable<double> point = tape.Constant([3.0], [1]);
        Assert.Equal([6.0], Differentiate.Derivative(x => x.Square().Sum(), point).ToArray());
        Assert.Throws<RecordingException>(() => Differentiate.Derivative(_ => new Tape<double>().Variable(1.0), point));
        Assert.Throws<ShapeException>(() => Differentiate.Derivative(x => x, tape.Variable([1.0, 2.0], [2])));
    }
}
