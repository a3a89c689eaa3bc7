using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DifferentiateSparseTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    private static double[] Ramp(int size) => [.. Enumerable.Range(0, size).Select(index => Math.Sin(index) / 2)];

    [Fact]
    public void A_small_Jacobian_with_its_pattern()
    {
        SparseMatrix<double> jacobian = Differentiate.SparseJacobian(SpanFunctions.Several<Scalar<double>>, Point, 5);
        Numbers.Equal(SpanFunctions.SeveralJacobian(Point), jacobian.ToDense());
        Assert.Equal([0, 2, 2, 3, 4, 4], jacobian.RowStarts);
        Assert.Equal([0, 1, 2, 0], jacobian.Columns);
    }

    [Fact]
    public void A_tridiagonal_Jacobian_of_ten_thousand_rows()
    {
        const int Size = 10_000;
        double[] x = Ramp(Size);
        SparseMatrix<double> jacobian = Differentiate.SparseJacobian(SpanFunctions.BoundaryValue<Scalar<double>>, x, Size);
        Assert.Equal(Patterns.Tridiagonal(Size).Columns, jacobian.Columns);
        double step = 1.0 / (Size + 1);
        for (int row = 0; row < Size; row += 77)
        {
            double sum = x[row] + ((row + 1) * step) + 1;
            Assert.Equal(2 + (1.5 * step * step * sum * sum), jacobian[row, row], 1e-14);
            Assert.Equal(row > 0 ? -1 : 0, row > 0 ? jacobian[row, row - 1] : 0);
            Assert.Equal(-1, jacobian[row, row + 1]);
        }
    }

    /// <summary>The same matrix by columns (one sweep forward), by rows (one in reverse), and by forward evaluations.</summary>
    [Fact]
    public void A_column_or_a_row_that_is_full_takes_the_other_mode()
    {
        double[] x = Ramp(40);
        SparseMatrix<double> tall = Differentiate.SparseJacobian(FullColumn<Scalar<double>>, x, 40);
        Assert.Equal((2, 40), (tall.Pattern.ColumnColoring.Count, tall.Pattern.RowColoring.Count));
        Numbers.Equal(Differentiate.Jacobian(FullColumn<Dual<double>>, x, 40), tall.ToDense());
        Numbers.Equal(tall.ToDense(), Differentiate.SparseJacobian(FullColumn<Dual<double>>, x, tall.Pattern).ToDense());

        SparseMatrix<double> wide = Differentiate.SparseJacobian(FullRow<Scalar<double>>, x, 40);
        Assert.Equal((40, 2), (wide.Pattern.ColumnColoring.Count, wide.Pattern.RowColoring.Count));
        Numbers.Equal(Differentiate.Jacobian(FullRow<Dual<double>>, x, 40), wide.ToDense());
    }

    /// <summary>Operations of many operands, in the forward sweep, in the reverse one and in the patterns.</summary>
    [Fact]
    public void Dot_sum_polynomial_and_multiply_add()
    {
        double[] x = [0.3, -0.7, 1.1, 0.9, 2.0, -0.4];
        SparseMatrix<double> byColumns = Differentiate.SparseJacobian(Sums<Scalar<double>>, x, 12);
        Assert.True(byColumns.Pattern.ColumnColoring.Count < byColumns.Pattern.RowColoring.Count);
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 4, 5, 0, 1, 2, 1, 2, 3, 5], byColumns.Columns[..byColumns.RowStarts[6]]);
        Numbers.Equal(Differentiate.Jacobian(Sums<Dual<double>>, x, 12), byColumns.ToDense());
        SparseMatrix<double> byRows = Differentiate.SparseJacobian(Sums<Scalar<double>>, x, 2);
        Assert.False(byRows.Pattern.ColumnColoring.Count < byRows.Pattern.RowColoring.Count);
        Numbers.Equal(Differentiate.Jacobian(Sums<Dual<double>>, x, 2), byRows.ToDense());

        // x0 x2 + x1 x3, and the fused product and sum x1 x2 + x3: each factor bends with the other alone.
        SpanFunction<Scalar<Dual<double>>> f = x => Fused.Dot(x[..2], x[2..4]) + Scalar<Dual<double>>.FusedMultiplyAdd(x[1], x[2], x[3]) + Fused.Sum(x);
        SparseMatrix<double> hessian = Differentiate.SparseHessian(f, x);
        Assert.Equal([0, 1, 3, 5, 6, 6, 6], hessian.RowStarts);
        Assert.Equal([2, 2, 3, 0, 1, 1], hessian.Columns);
        Assert.Equal([1, 1, 1, 1, 1, 1], hessian.Values);
        SpanFunction<Scalar<Dual<double>>> g = x => Fused.Polynomial(x[..2], x[2]) + Scalar<Dual<double>>.Lerp(x[3], x[4], x[5]);
        SpanFunction<Dual<Dual<double>>> forward = x => Fused.Polynomial(x[..2], x[2]) + Dual<Dual<double>>.Lerp(x[3], x[4], x[5]);
        Numbers.Equal(Differentiate.Hessian(forward, x), Differentiate.SparseHessian(g, x).ToDense());
    }

    [Fact]
    public void The_Hessian_of_Rosenbrock_is_tridiagonal()
    {
        const int Size = 3000;
        double[] x = Ramp(Size);
        SparseMatrix<double> hessian = Differentiate.SparseHessian(SpanFunctions.Rosenbrock<Scalar<Dual<double>>>, x);
        Assert.Equal(Patterns.Tridiagonal(Size).Columns, hessian.Columns);
        for (int row = 0; row < Size; row += 7)
        {
            bool isLast = row == Size - 1;
            double expected = (row > 0 ? 200 : 0) + (isLast ? 0 : 2 + (1200 * x[row] * x[row]) - (400 * x[row + 1]));
            Assert.Equal(expected, hessian[row, row], 1e-10);
            Assert.Equal(isLast ? 0 : -400 * x[row], isLast ? 0 : hessian[row, row + 1], 1e-10);
        }
    }

    [Fact]
    public void Patterns_come_from_the_code_and_not_from_the_numbers()
    {
        // x0^3 + x0 x1 at 0, where all but one entry is 0.
        SparseMatrix<double> hessian = Differentiate.SparseHessian((ReadOnlySpan<Scalar<Dual<double>>> x) => (x[0] * x[0] * x[0]) + (x[0] * x[1]), [0.0, 0.0]);
        Assert.Equal([0, 1, 0], hessian.Columns);
        Assert.Equal([0, 1, 1], hessian.Values);
        SparseMatrix<double> jacobian = Differentiate.SparseJacobian((ReadOnlySpan<Scalar<double>> x, Span<Scalar<double>> y) => y[0] = x[0] * x[1], [0.0, 0.0], 1);
        Assert.Equal([0, 1], jacobian.Columns);

    }

    /// <summary>What is said to be straight, and takes no entry, has no second derivative by forward mode either.</summary>
    [Fact]
    public void Straight_pieces_do_not_bend()
    {
        Assert.Equal(0, Differentiate.SparseHessian((ReadOnlySpan<Scalar<Dual<double>>> x) => Straight(x), Point).NonZeroCount);
        Numbers.Equal(new double[3, 3], Differentiate.Hessian((ReadOnlySpan<Dual<Dual<double>>> x) => Straight(x), Point));
    }

    [Fact]
    public void A_known_pattern_serves_again_and_a_loop_allocates_nothing()
    {
        Tape<double> tape = new();
        Tape<Dual<double>> second = new();
        SpanVectorFunction<Scalar<double>> f = FullColumn;
        SpanVectorFunction<Scalar<double>> g = FullRow;
        SpanFunction<Scalar<Dual<double>>> h = SpanFunctions.Rosenbrock;
        SparseMatrix<double> byColumns = Differentiate.SparseJacobian(f, Ramp(20), 20);
        SparseMatrix<double> byRows = Differentiate.SparseJacobian(g, Ramp(20), 20);
        SparseMatrix<double> hessian = Differentiate.SparseHessian(h, Ramp(20));
        double[] x = [.. Ramp(20).Select(number => number + 0.25)];
        long before = 0;
        for (int round = 0; round < 60; round++)
        {
            before = round == 50 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Differentiate.SparseJacobian(tape, f, x, byColumns);
            Differentiate.SparseJacobian(tape, g, x, byRows);
            Differentiate.SparseHessian(second, h, x, hessian);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Numbers.Equal(Differentiate.Jacobian(f, x, 20), byColumns.ToDense());
        Numbers.Equal(Differentiate.Jacobian(g, x, 20), byRows.ToDense());
        Numbers.Equal(Differentiate.Hessian(h, x), hessian.ToDense());
        Assert.Equal(byRows.Values, Differentiate.SparseJacobian(g, x, byRows.Pattern).Values);
        Assert.Equal(hessian.Values, Differentiate.SparseHessian(h, x, hessian.Pattern).Values);
    }

    [Fact]
    public void Nothing_and_constants()
    {
        Assert.Equal(0, Differentiate.SparseHessian((ReadOnlySpan<Scalar<Dual<double>>> _) => (Dual<double>)1.0, Point).NonZeroCount);
        Assert.Equal(0, Differentiate.SparseJacobian((ReadOnlySpan<Scalar<double>> _, Span<Scalar<double>> _) => { }, Point, 4).NonZeroCount);
        Assert.Equal((0, 0), (Differentiate.SparseJacobian((ReadOnlySpan<Scalar<double>> _, Span<Scalar<double>> _) => { }, [], 0).RowCount, 0));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        SpanVectorFunction<Scalar<double>> f = SpanFunctions.Several;
        SpanFunction<Scalar<Dual<double>>> h = SpanFunctions.Smooth;
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.SparseJacobian((SpanVectorFunction<Scalar<double>>)null!, Point, 1)).ParamName);
        Assert.Equal("f", Assert.Throws<ArgumentNullException>(() => Differentiate.SparseHessian((SpanFunction<Scalar<Dual<double>>>)null!, Point)).ParamName);
        Assert.Equal("pattern", Assert.Throws<ArgumentNullException>(() => Differentiate.SparseHessian(h, Point, null!)).ParamName);
        ShapeException thrown = Assert.Throws<ShapeException>(() => Differentiate.SparseJacobian(f, Point, Patterns.Full(5, 2)));
        Assert.Contains("SparseJacobian needs a pattern of 3 columns and was given one of 5 x 2", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Differentiate.SparseJacobian(SpanFunctions.Several<Dual<double>>, Point, Patterns.Full(5, 2)));
        Assert.Contains("not symmetric", Assert.Throws<ShapeException>(() => Differentiate.SparseHessian(h, Point, new SparsityPattern(3, [1], [], []))).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Differentiate.SparseJacobian(f, Point, -1));
    }

    [Fact]
    public void A_path_through_variables_needs_its_pattern_given()
    {
        // y = x^2 by an operation on arrays.
        SpanVectorFunction<Scalar<double>> f = (x, y) => x[0].Tape.Stack(x).Square().ToScalars().CopyTo(y);
        RecordingException thrown = Assert.Throws<RecordingException>(() => Differentiate.SparseJacobian(f, Point, 3));
        Assert.Contains("Give the pattern", thrown.Message, StringComparison.Ordinal);
        Numbers.Equal(new[,] { { 1.0, 0, 0 }, { 0, -3, 0 }, { 0, 0, 4 } }, Differentiate.SparseJacobian(f, Point, new SparsityPattern(3, [0], [1], [2])).ToDense());
    }

    private static N Straight<N>(ReadOnlySpan<N> x)
        where N : IFloatingPointIeee754<N>
    {
        (N a, N b, N c) = (x[0], x[1], x[2]);
        N extrema = N.Max(a, b) - N.Min(b, c) + N.MaxNumber(a, c) + N.MinNumber(a, b) + N.MaxNative(b, c) + N.MinNative(a, c)
            + N.MaxMagnitude(a, b) + N.MinMagnitude(b, c) + N.MaxMagnitudeNumber(a, c) + N.MinMagnitudeNumber(a, b);
        N pieces = N.Abs(b) + N.CopySign(a, b) + N.Clamp(a, b, c) + N.ClampNative(b, a, c) + (c % b) + N.Ieee754Remainder(c, b);
        N steps = N.Floor(a) + N.Ceiling(b) + N.Truncate(c) + N.Round(a) + N.Round(c, 1);
        N scales = -a + N.ScaleB(b, 3) + N.BitIncrement(c) + N.BitDecrement(a) + N.DegreesToRadians(b) + N.RadiansToDegrees(c) + (a * N.Pi) + (b / N.E);
        return extrema + pieces + steps + scales;
    }

    private static void FullColumn<N>(ReadOnlySpan<N> x, Span<N> y)
        where N : INumber<N>
    {
        for (int index = 0; index < y.Length; index++)
        {
            y[index] = (x[index] * x[index]) + (x[3] / N.CreateChecked(index + 2));
        }
    }

    private static void FullRow<N>(ReadOnlySpan<N> x, Span<N> y)
        where N : INumber<N>
    {
        N sum = N.Zero;
        for (int index = 0; index < y.Length; index++)
        {
            y[index] = x[index] * x[index];
            sum += y[index] * x[index];
        }

        y[3] = sum;
    }

    private static void Sums<N>(ReadOnlySpan<N> x, Span<N> y)
        where N : IFloatingPointIeee754<N>
    {
        y[0] = Fused.Dot(x[..2], x[2..4]);
        y[1] = Fused.Sum(x[..3]);
        for (int index = 6; index < y.Length; index++)
        {
            y[index] = x[1] * x[index - 6];
        }

        if (y.Length < 6)
        {
            return;
        }

        y[2] = Fused.Sum(x[4..]);
        y[3] = Fused.Polynomial(x[..2], x[2]);
        y[4] = N.FusedMultiplyAdd(x[1], x[2], x[3]);
        y[5] = N.Clamp(x[5], N.NegativeOne, N.One);
    }
}
