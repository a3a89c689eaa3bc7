using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>Rows in which the function takes another branch: refused, or recorded anew.</summary>
public sealed class BranchTests
{
    // s x where x < 1, else s x^2, frozen below 1.
    private static Compiled<double> Kinked(Rerecording<double>? rerecord = null)
    {
        Recorder<double> recorder = new();
        (Node<double> s, Node<double> x) = (recorder.Input(), recorder.Input());
        x.Guard(GuardKind.IsNaN, false);
        x.Guard(GuardKind.Less, 1, true);
        return recorder.Freeze(s * x, rerecord);
    }

    private static double Anew(ReadOnlySpan<double> x, Span<double> gradient)
    {
        if (gradient.Length > 0)
        {
            gradient[0] = x[1] * x[1];
            gradient[1] = 2 * x[0] * x[1];
        }

        return x[0] * x[1] * x[1];
    }

    [Fact]
    public void The_exception_says_which_comparison_and_where()
    {
        Compiled<double> compiled = Kinked();
        Assert.Equal(2, compiled.GuardCount);
        double[] inputs = [.. Enumerable.Range(0, 40).Select(row => row == 37 ? 1.5 : 0.25)];
        double[] values = new double[40];
        double[] gradient = new double[2];
        BranchException refused = Refusal.Of<BranchException>(["Compiled.Values", "comparison 1", "1.5 < 1", "was true", "is false", "row 37"], () => compiled.Values([2], inputs, values));
        Assert.Equal((1, 37), (refused.Comparison, refused.Row));
        Refusal.Of<BranchException>(["Compiled.ValuesAndGradients", "row 37"], () => compiled.ValuesAndGradients([2], inputs, values, gradient.AsSpan(0, 1), []));
        Refusal.Of<BranchException>(["Compiled.ValueAndGradient", "1.5 < 1"], () => compiled.ValueAndGradient([2, 1.5], gradient));
        Refusal.Of<BranchException>(["Compiled.Value:", "comparison 0", "IsNaN(NaN)", "was false"], () => compiled.Value([2, double.NaN]));
        inputs[37] = 0.25;
        compiled.ValuesAndGradients([2], inputs, values, gradient.AsSpan(0, 1), []);
        Assert.All(values, value => Assert.Equal(0.5, value));
        Assert.Equal(10, gradient[0]);
    }

    [Fact]
    public void Rows_are_recorded_anew_if_asked_for()
    {
        const int rows = 77;
        Compiled<double> compiled = Kinked(Anew);
        double[] inputs = [.. Enumerable.Range(0, rows).Select(row => row * 0.03)];
        double[] values = new double[rows];
        double[] gradients = new double[rows];
        double[] shared = new double[1];
        for (int repetition = 0; repetition < 2; repetition++)
        {
            compiled.ValuesAndGradients([2], inputs, values, shared, gradients);
            Assert.Equal([.. inputs.Select(x => 2 * (x < 1 ? x : x * x))], values);
            Assert.Equal([.. inputs.Select(x => x < 1 ? 2 : 4 * x)], gradients);
            Assert.Equal(inputs.Sum(x => x < 1 ? x : x * x), shared[0], 1e-12);
        }

        compiled.Values([2], inputs, values);
        Assert.Equal([.. inputs.Select(x => 2 * (x < 1 ? x : x * x))], values);
        double[] gradient = new double[2];
        Assert.Equal(18, compiled.ValueAndGradient([2, 3], gradient));
        Assert.Equal([9, 12], gradient);
        Assert.Equal(18, compiled.Value([2, 3]));
        Assert.Equal(1, compiled.Value([2, 0.5]));
    }

    [Fact]
    public void A_branch_on_shared_inputs_concerns_all_rows()
    {
        Recorder<double> recorder = new();
        (Node<double> s, Node<double> x) = (recorder.Input(), recorder.Input());
        s.Guard(GuardKind.Greater, 0, true);
        Compiled<double> refusing = recorder.Freeze(s * x);
        Compiled<double> recording = recorder.Freeze(s * x, Anew);
        double[] values = new double[3];
        double[] gradients = new double[3];
        double[] shared = new double[1];
        Refusal.Of<BranchException>(["-2 > 0", "was true"], () => refusing.Values([-2], [1, 2, 3], values));
        recording.ValuesAndGradients([-2], [1, 2, 3], values, shared, gradients);
        Assert.Equal([-2, -8, -18], values);
        Assert.Equal([-4, -8, -12], gradients);
        Assert.Equal(14, shared[0]);
    }

    [Theory]
    [InlineData(GuardKind.Less, 1.0, 2.0, 2.0)]
    [InlineData(GuardKind.LessOrEqual, 2.0, 2.0, 3.0)]
    [InlineData(GuardKind.Greater, 3.0, 2.0, 2.0)]
    [InlineData(GuardKind.GreaterOrEqual, 2.0, 2.0, 1.0)]
    [InlineData(GuardKind.Equal, 2.0, 2.0, double.NaN)]
    [InlineData(GuardKind.NotEqual, double.NaN, 2.0, 2.0)]
    [InlineData(GuardKind.SameWhole, 2.9, 2.5, 3.0)]
    [InlineData(GuardKind.SameWhole, -0.5, 0.5, -1.0)]
    [InlineData(GuardKind.SameExponent, 3.9, 2.0, 4.0)]
    [InlineData(GuardKind.SameSign, 3.0, 2.0, 0.0)]
    [InlineData(GuardKind.SameSign, -3.0, -2.0, double.NaN)]
    [InlineData(GuardKind.IsNaN, double.NaN, 0.0, 1.0)]
    [InlineData(GuardKind.IsFinite, 1.0, 0.0, double.PositiveInfinity)]
    [InlineData(GuardKind.IsInfinity, double.NegativeInfinity, 0.0, double.NaN)]
    [InlineData(GuardKind.IsPositiveInfinity, double.PositiveInfinity, 0.0, double.NegativeInfinity)]
    [InlineData(GuardKind.IsNegativeInfinity, double.NegativeInfinity, 0.0, double.PositiveInfinity)]
    [InlineData(GuardKind.IsPositive, 0.0, 0.0, -0.0)]
    [InlineData(GuardKind.IsNegative, -0.0, 0.0, 0.0)]
    [InlineData(GuardKind.IsZero, -0.0, 0.0, 1e-300)]
    [InlineData(GuardKind.IsNormal, 1.0, 0.0, 1e-310)]
    [InlineData(GuardKind.IsSubnormal, 1e-310, 0.0, 0.0)]
    [InlineData(GuardKind.IsInteger, 3.0, 0.0, 3.5)]
    [InlineData(GuardKind.IsEvenInteger, 4.0, 0.0, 3.0)]
    [InlineData(GuardKind.IsOddInteger, 3.0, 0.0, 4.0)]
    [InlineData(GuardKind.IsRealNumber, 3.0, 0.0, double.NaN)]
    internal void Every_kind_of_comparison(GuardKind kind, double holds, double right, double fails)
    {
        foreach (bool outcome in (bool[])[true, false])
        {
            Recorder<double> recorder = new();
            Node<double> x = recorder.Input();
            if (ScalarGuard.HasTwoOperands(kind))
            {
                x.Guard(kind, right, outcome);
            }
            else
            {
                x.Guard(kind, outcome);
            }

            Compiled<double> compiled = recorder.Freeze(x);
            double good = outcome ? holds : fails;
            double bad = outcome ? fails : holds;
            double[] inputs = [.. Enumerable.Repeat(good, 21)];
            double[] values = new double[21];
            compiled.Values(inputs, values);
            Assert.Equal(good, compiled.Value([good]));
            Assert.Throws<BranchException>(() => compiled.Value([bad]));
            inputs[20] = bad;
            Assert.Equal(20, Assert.Throws<BranchException>(() => compiled.Values(inputs, values)).Row);
        }
    }
}
