using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DifferentiateSpansTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    [Fact]
    public void Value_and_gradient_by_one_evaluation()
    {
        int calls = 0;
        (double value, double[] gradient) = Differentiate.ValueAndGradient(
            (ReadOnlySpan<Scalar<double>> x) =>
            {
                calls++;
                return SpanFunctions.Smooth(x);
            },
            Point);
        Assert.Equal(1, calls);
        Assert.Equal(SpanFunctions.Smooth<double>(Point), value);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), gradient);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), Differentiate.Gradient(SpanFunctions.Smooth<Scalar<double>>, Point));
        Assert.Equal([0.5, -1.5, 2.0], Point);
    }

    [Fact]
    public void A_result_that_does_not_depend_on_x_has_a_gradient_of_zeros()
    {
        (double value, double[] gradient) = Differentiate.ValueAndGradient((ReadOnlySpan<Scalar<double>> _) => 3.0, Point);
        Assert.Equal(3.0, value);
        Assert.Equal([0, 0, 0], gradient);
        Assert.Equal([0, 1, 0], Differentiate.Gradient((ReadOnlySpan<Scalar<double>> x) => x[1], Point));
        Assert.Empty(Differentiate.Gradient((ReadOnlySpan<Scalar<double>> _) => 3.0, []));
    }

    [Fact]
    public void A_loop_on_one_tape_allocates_nothing()
    {
        Tape<double> tape = new();
        double[] gradient = new double[3];
        double[] product = new double[3];
        double[] direction = [1, -1, 2, 0.5, 0];
        SpanFunction<Scalar<double>> f = SpanFunctions.Smooth;
        SpanVectorFunction<Scalar<double>> g = SpanFunctions.Several;
        double value = 0;
        long before = 0;
        for (int round = 0; round < 60; round++)
        {
            before = round == 50 ? GC.GetAllocatedBytesForCurrentThread() : before;
            value = Differentiate.Gradient(tape, f, Point, gradient);
            Differentiate.VectorJacobianProduct(tape, g, Point, direction, product);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(SpanFunctions.Smooth<double>(Point), value);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), gradient);
        Numbers.Equal([-1.5 + 0.5, 0.5, 2 * Math.Exp(2)], product);
    }

    [Fact]
    public void Jacobian_and_its_product_with_a_vector()
    {
        double[,] jacobian = SpanFunctions.SeveralJacobian(Point);
        Numbers.Equal(jacobian, Differentiate.Jacobian(SpanFunctions.Several<Scalar<double>>, Point, 5));
        double[] v = [2, 100, -1, 3, 100];
        double[] expected = [.. Enumerable.Range(0, 3).Select(column => Enumerable.Range(0, 5).Sum(row => v[row] * jacobian[row, column]))];
        Numbers.Equal(expected, Differentiate.VectorJacobianProduct(SpanFunctions.Several<Scalar<double>>, Point, v));
        Assert.Equal([0, 0, 0], Differentiate.VectorJacobianProduct((ReadOnlySpan<Scalar<double>> _, Span<Scalar<double>> _) => { }, Point, v));
        Assert.Empty(Differentiate.Jacobian((ReadOnlySpan<Scalar<double>> _, Span<Scalar<double>> _) => { }, Point, 0));
    }

    /// <summary>A slope that is infinite meets a zero of v, and stays out.</summary>
    [Fact]
    public void Rows_that_are_not_asked_for_make_no_NaN()
    {
        double[] product = Differentiate.VectorJacobianProduct(
            (ReadOnlySpan<Scalar<double>> x, Span<Scalar<double>> y) => (y[0], y[1]) = (Scalar<double>.Sqrt(x[0]), x[0]), [0.0], [0.0, 2.0]);
        Assert.Equal([2.0], product);
        Assert.Equal([double.PositiveInfinity], Differentiate.Gradient((ReadOnlySpan<Scalar<double>> x) => Scalar<double>.Sqrt(x[0]), [0.0]));
    }

    [Fact]
    public void Differentiation_nests()
    {
        // d/dx of x g'(x) with the inner derivative g' = 3 y^2 at the value of x, constant outside: 3 x^2 = 12.
        double[] gradient = Differentiate.Gradient(
            (ReadOnlySpan<Scalar<double>> x) => x[0] * Differentiate.Gradient((ReadOnlySpan<Scalar<double>> y) => y[0] * y[0] * y[0], [x[0].Value])[0], [2.0]);
        Numbers.Equal([12], gradient);
    }

    [Fact]
    public void What_is_captured_from_elsewhere_is_refused_and_the_tape_stays_usable()
    {
        Tape<double> tape = new();
        Scalar<double> elsewhere = new Tape<double>().Scalar(1.0);
        Scalar<double> earlier = default;
        double[] gradient = new double[1];
        Differentiate.Gradient(tape, (ReadOnlySpan<Scalar<double>> x) => earlier = x[0] * x[0], [3.0], gradient);
        Assert.Equal([6.0], gradient);

        RecordingException other = Assert.Throws<RecordingException>(() => Differentiate.Gradient(tape, (ReadOnlySpan<Scalar<double>> _) => elsewhere, [3.0], gradient));
        Assert.Contains("Differentiate: ", other.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(DifferentiateSpansTests), other.Message, StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => Differentiate.Gradient(tape, (ReadOnlySpan<Scalar<double>> x) => x[0] * elsewhere, [3.0], gradient));
        Assert.Throws<RecordingException>(() => Differentiate.Gradient(tape, (ReadOnlySpan<Scalar<double>> _) => earlier, [3.0], gradient));
        Assert.Throws<RecordingException>(() => Differentiate.VectorJacobianProduct(tape, (ReadOnlySpan<Scalar<double>> _, Span<Scalar<double>> y) => y[0] = elsewhere, [3.0], [1.0], gradient));
        Assert.Throws<RecordingException>(() => Differentiate.Jacobian((ReadOnlySpan<Scalar<double>> _, Span<Scalar<double>> y) => y[0] = elsewhere, [3.0], 1));
        Assert.Throws<DivideByZeroException>(() => Differentiate.Gradient(tape, (ReadOnlySpan<Scalar<double>> x) => throw new DivideByZeroException($"{x[0] + 1.0}"), [3.0], gradient));

        Differentiate.Gradient(tape, (ReadOnlySpan<Scalar<double>> x) => x[0] * x[0], [5.0], gradient);
        Assert.Equal([10.0], gradient);
    }

    [Fact]
    public void The_gradient_may_take_the_place_of_the_point()
    {
        double[] x = [.. Point];
        Differentiate.Gradient(new Tape<double>(), SpanFunctions.Smooth, x, x);
        Numbers.Equal(SpanFunctions.SmoothGradient(Point), x);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        SpanFunction<Scalar<double>> f = SpanFunctions.Smooth;
        SpanVectorFunction<Scalar<double>> g = SpanFunctions.Several;
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.Gradient((SpanFunction<Scalar<double>>)null!, Point)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.Jacobian((SpanVectorFunction<Scalar<double>>)null!, Point, 1)).ParamName);
        Assert.Equal("tape", Assert.Throws<ArgumentNullException>(() => Differentiate.Gradient((Tape<double>)null!, f, Point, new double[3])).ParamName);
        ShapeException thrown = Assert.Throws<ShapeException>(() => Differentiate.Gradient(new Tape<double>(), f, Point, new double[2]));
        Assert.Contains("Gradient needs a vector of 3 numbers and was given 2", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Differentiate.VectorJacobianProduct(new Tape<double>(), g, Point, [1, 2, 3, 4], new double[2]));
        Assert.Contains("a result cannot hold -1 numbers", Assert.Throws<ShapeException>(() => Differentiate.Jacobian(g, Point, -1)).Message, StringComparison.Ordinal);
    }
}
