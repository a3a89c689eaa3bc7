using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class GradientCheckSpansTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    [Fact]
    public void What_is_right_passes()
    {
        GradientCheck.Verify(SpanFunctions.Smooth<double>, SpanFunctions.Smooth<Scalar<double>>, Point);
        GradientCheck.Verify(SpanFunctions.Smooth<double>, SpanFunctions.Smooth<Dual<double>>, Point);
        GradientReport report = GradientCheck.Compare(SpanFunctions.Smooth<float>, SpanFunctions.Smooth<Scalar<float>>, [0.5f, -1.5f, 2f]);
        Assert.True(report.Passed);
        Assert.Equal((3, 1e-2), (report.Entries, report.Tolerance));
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        GradientMismatchException thrown = Assert.Throws<GradientMismatchException>(() => GradientCheck.Verify(Cut<double>, Cut<Scalar<double>>, Point));
        Assert.Contains("dy/dx[1]", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(GradientCheckSpansTests), thrown.Message, StringComparison.Ordinal);
        Assert.Equal((0.0, -3.0), (thrown.Report!.Differentiated, Math.Round(thrown.Report.Numerical, 6)));
        Assert.Throws<GradientMismatchException>(() => GradientCheck.Verify(Cut<double>, Cut<Dual<double>>, Point));
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        SpanFunction<double> values = SpanFunctions.Smooth;
        SpanFunction<Scalar<double>> f = SpanFunctions.Smooth;
        Assert.Equal("values", Assert.Throws<ArgumentNullException>(() => GradientCheck.Verify(null!, f, Point)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => GradientCheck.Verify(values, (SpanFunction<Scalar<double>>)null!, Point)).ParamName);
        Assert.Equal("tolerance", Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Verify(values, f, Point, tolerance: 0.0)).ParamName);
        int calls = 0;
        Assert.Contains("at the same point", Assert.Throws<InvalidOperationException>(() => GradientCheck.Verify(_ => calls++, f, Point)).Message, StringComparison.Ordinal);
    }

    // x0 + x1^2, the second through whole numbers, which cuts the derivative.
    private static N Cut<N>(ReadOnlySpan<N> x)
        where N : INumber<N> => x[0] + Square(x[1]);

    private static N Square<N>(N x)
        where N : INumber<N> => N.CreateChecked(long.CreateChecked(x * x * N.CreateChecked(1 << 30))) / N.CreateChecked(1 << 30);
}
