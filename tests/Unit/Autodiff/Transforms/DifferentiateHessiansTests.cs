using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DifferentiateHessiansTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    [Fact]
    public void Hessian_forward_over_reverse_and_forward_over_forward()
    {
        Numbers.Equal(SpanFunctions.SmoothHessian(Point), Differentiate.Hessian(SpanFunctions.Smooth<Scalar<Dual<double>>>, Point));
        Numbers.Equal(SpanFunctions.SmoothHessian(Point), Differentiate.Hessian(SpanFunctions.Smooth<Dual<Dual<double>>>, Point));
    }

    [Fact]
    public void Hessian_times_a_vector()
    {
        double[] v = [1, -2, 0.5];
        double[,] h = SpanFunctions.SmoothHessian(Point);
        double[] expected = [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => h[row, column] * v[column]))];
        Numbers.Equal(expected, Differentiate.HessianVectorProduct(SpanFunctions.Smooth<Scalar<Dual<double>>>, Point, v));
        Assert.Equal([0, 0, 0], Differentiate.HessianVectorProduct(SpanFunctions.Smooth<Scalar<Dual<double>>>, Point, [0, 0, 0]));
        Assert.Equal([1, -2, 0.5], v);
    }

    [Fact]
    public void Straight_and_constant_functions_have_none()
    {
        double[,] zeros = new double[3, 3];
        Numbers.Equal(zeros, Differentiate.Hessian((ReadOnlySpan<Scalar<Dual<double>>> x) => (x[0] * (Dual<double>)3.0) + x[1], Point));
        Numbers.Equal(zeros, Differentiate.Hessian((ReadOnlySpan<Scalar<Dual<double>>> _) => (Dual<double>)3.0, Point));
        Numbers.Equal(zeros, Differentiate.Hessian((ReadOnlySpan<Dual<Dual<double>>> _) => (Dual<double>)3.0, Point));
        Assert.Equal([0, 0, 0], Differentiate.HessianVectorProduct((ReadOnlySpan<Scalar<Dual<double>>> x) => Scalar<Dual<double>>.Abs(x[0]), Point, Point));
    }

    [Fact]
    public void A_loop_on_one_tape_allocates_nothing()
    {
        Tape<Dual<double>> tape = new();
        SpanFunction<Scalar<Dual<double>>> f = SpanFunctions.Smooth;
        double[] product = new double[3];
        double value = 0;
        long before = 0;
        for (int round = 0; round < 60; round++)
        {
            before = round == 50 ? GC.GetAllocatedBytesForCurrentThread() : before;
            value = Differentiate.HessianVectorProduct(tape, f, Point, [0, 1, 0], product);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(SpanFunctions.Smooth<double>(Point), value);
        double[,] h = SpanFunctions.SmoothHessian(Point);
        Numbers.Equal([h[0, 1], h[1, 1], h[2, 1]], product);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        SpanFunction<Scalar<Dual<double>>> f = SpanFunctions.Smooth;
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.Hessian((SpanFunction<Scalar<Dual<double>>>)null!, Point)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.Hessian((SpanFunction<Dual<Dual<double>>>)null!, Point)).ParamName);
        Assert.Throws<ShapeException>(() => Differentiate.HessianVectorProduct(f, Point, [1.0]));
        Assert.Throws<ShapeException>(() => Differentiate.HessianVectorProduct(new Tape<Dual<double>>(), f, Point, Point, new double[1]));
        Scalar<Dual<double>> elsewhere = new Tape<Dual<double>>().Scalar(1.0);
        Assert.Throws<RecordingException>(() => Differentiate.Hessian((ReadOnlySpan<Scalar<Dual<double>>> _) => elsewhere, Point));
    }
}
