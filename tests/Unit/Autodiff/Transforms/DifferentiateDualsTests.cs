using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DifferentiateDualsTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    [Fact]
    public void Value_and_gradient()
    {
        (double value, double[] gradient) = Differentiate.ValueAndGradient(SpanFunctions.Smooth<Dual<double>>, Point);
        Assert.Equal(SpanFunctions.Smooth<double>(Point), value);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), gradient);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), Differentiate.Gradient(SpanFunctions.Smooth<Dual<double>>, Point));
    }

    [Fact]
    public void Constants_and_nothing()
    {
        Assert.Equal([0, 0, 0], Differentiate.Gradient((ReadOnlySpan<Dual<double>> _) => 3.0, Point));
        (double value, double[] gradient) = Differentiate.ValueAndGradient((ReadOnlySpan<Dual<double>> _) => 3.0, []);
        Assert.Equal(3.0, value);
        Assert.Empty(gradient);
    }

    [Fact]
    public void Products_with_a_vector()
    {
        double[] v = [1, -2, 0.5];
        double[] slopes = SpanFunctions.SmoothGradient(Point);
        Numbers.Equal([slopes[0] - (2 * slopes[1]) + (0.5 * slopes[2])], Differentiate.JacobianVectorProduct(SpanFunctions.Smooth<Dual<double>>, Point, v));

        double[,] jacobian = SpanFunctions.SeveralJacobian(Point);
        double[] expected = [.. Enumerable.Range(0, 5).Select(row => Enumerable.Range(0, 3).Sum(column => jacobian[row, column] * v[column]))];
        Numbers.Equal(expected, Differentiate.JacobianVectorProduct(SpanFunctions.Several<Dual<double>>, Point, 5, v));
        Numbers.Equal(jacobian, Differentiate.Jacobian(SpanFunctions.Several<Dual<double>>, Point, 5));
    }

    [Fact]
    public void A_loop_allocates_nothing()
    {
        SpanFunction<Dual<double>> f = SpanFunctions.Smooth;
        SpanVectorFunction<Dual<double>> g = SpanFunctions.Several;
        double[] gradient = new double[3];
        double[] product = new double[5];
        long before = 0;
        for (int round = 0; round < 60; round++)
        {
            before = round == 50 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Differentiate.Gradient(f, Point, gradient);
            Differentiate.JacobianVectorProduct(g, Point, [0, 0, 1], product);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), gradient);
        Numbers.Equal([0, 0, Math.Exp(2), 0, 0], product);
    }

    [Fact]
    public void The_gradient_may_take_the_place_of_the_point()
    {
        double[] x = [.. Point];
        Differentiate.Gradient<double>(SpanFunctions.Smooth, x, x);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), x);
    }

    /// <summary>The derivative of x sin'(x y) at y = x, x = 0.7: the inner function captures the outer number, and its point depends on it.</summary>
    [Fact]
    public void Derivatives_nest_in_dual_numbers_and_in_scalars()
    {
        // x^2 cos(x^2), and so 2 x cos(x^2) - 2 x^3 sin(x^2).
        double expected = (1.4 * Math.Cos(0.49)) - (2 * 0.343 * Math.Sin(0.49));
        double[] inDuals = Differentiate.Gradient(
            (ReadOnlySpan<Dual<double>> outer) =>
            {
                Dual<double> x = outer[0];
                return x * Differentiate.Gradient((ReadOnlySpan<Dual<Dual<double>>> y) => Dual<Dual<double>>.Sin(x * y[0]), [x])[0];
            },
            [0.7]);
        double[] inScalars = Differentiate.Gradient(
            (ReadOnlySpan<Scalar<double>> outer) =>
            {
                Scalar<double> x = outer[0];
                return x * Differentiate.Gradient((ReadOnlySpan<Dual<Scalar<double>>> y) => Dual<Scalar<double>>.Sin(x * y[0]), [x])[0];
            },
            [0.7]);
        Numbers.Equal([expected], inDuals);
        Numbers.Equal([expected], inScalars);

        // TRAPS C: d/dx [sin'(y) at y = x^2] at 0.7.
        double[] trap = Differentiate.Gradient(
            (ReadOnlySpan<Scalar<double>> x) => Differentiate.JacobianVectorProduct((ReadOnlySpan<Dual<Scalar<double>>> y) => Dual<Scalar<double>>.Sin(y[0]), [x[0] * x[0]], [1.0])[0], [0.7]);
        Numbers.Equal([-0.6588762434396213], trap);
        double[,] third = Differentiate.Jacobian(
            (ReadOnlySpan<Scalar<double>> x, Span<Scalar<double>> y) => y[0] = Differentiate.Hessian((ReadOnlySpan<Dual<Dual<Scalar<double>>>> z) => z[0] * z[0] * z[0], x)[0, 0], [2.0], 1);
        Numbers.Equal(new[,] { { 6.0 } }, third);
    }

    [Fact]
    public void A_recorded_zero_beneath_a_dual_number_keeps_its_derivatives()
    {
        Tape<double> tape = new();
        Scalar<double> x = tape.Scalar(0.0);
        Scalar<double> v = tape.Scalar(0.0);

        // d/dx of the tangent of x^2 y at x = 0, which is 2 x y there; and of exp along a direction that is 0.
        Dual<Scalar<double>> dual = new(x, 1.0);
        Dual<Scalar<double>> five = new(5.0, 0.0);
        Assert.Equal(10.0, (dual * dual * five).Tangent.Gradients()[x]);
        Assert.Equal(1.0, Dual<Scalar<double>>.Exp(new(x, v)).Tangent.Gradients()[v]);
        Assert.Equal(5.0, (new Dual<Dual<Scalar<double>>>(dual, v) * five).Tangent.Value.Gradients()[v]);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(3.0)]
    public void Exponents_that_are_recorded_are_no_constants(double exponent)
    {
        // d/dy of d/dx x^y = y x^(y - 1) at x = 3: x^(y - 1) (1 + y log x).
        Scalar<double> y = new Tape<double>().Scalar(exponent);
        Dual<Scalar<double>> power = Dual<Scalar<double>>.Pow(new(3.0, 1.0), new(y, 0.0));
        Assert.Equal(Math.Pow(3.0, exponent - 1.0) * (1.0 + (exponent * Math.Log(3.0))), power.Tangent.Gradients()[y], 1e-13);

        // And of d/dy along y, whose tangent is recorded with the value 0: x^y log x.
        Scalar<double> v = y.Tape.Scalar(0.0);
        Assert.Equal(Math.Pow(3.0, exponent) * Math.Log(3.0), Dual<Scalar<double>>.Pow(new(3.0, 1.0), new(y, v)).Tangent.Gradients()[v], 1e-13);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        SpanFunction<Dual<double>> f = SpanFunctions.Smooth;
        SpanVectorFunction<Dual<double>> g = SpanFunctions.Several;
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.Gradient((SpanFunction<Dual<double>>)null!, Point)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.JacobianVectorProduct((SpanFunction<Dual<double>>)null!, Point, Point)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.Jacobian((SpanVectorFunction<Dual<double>>)null!, Point, 1)).ParamName);
        Assert.Throws<ShapeException>(() => Differentiate.JacobianVectorProduct(f, Point, [1.0]));
        Assert.Throws<ShapeException>(() => Differentiate.JacobianVectorProduct(g, Point, 5, [1.0]));
        Assert.Throws<ShapeException>(() => Differentiate.JacobianVectorProduct(g, Point, -5, Point));
        Assert.Throws<ShapeException>(() => Differentiate.Gradient(f, Point, new double[4]));
    }
}
