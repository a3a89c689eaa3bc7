using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>What a builder keeps of a recording.</summary>
public sealed class ScalarProgramBuilderTests
{
    [Fact]
    public void What_neither_the_result_nor_a_branch_needs_is_left_out()
    {
        Recorder<double> recorder = new();
        Node<double> x = recorder.Input();
        Node<double> unused = (x * 3).Of<ExpRule<double>>();
        Node<double> compared = x + 2;
        compared.Guard(GuardKind.Greater, 0, true);
        ScalarProgram<double> program = recorder.Builder.Build((x * x).Id);
        Assert.Equal(2, program.Statements.Length);
        Assert.Equal([2.0, 0.0], program.Constants.ToArray());
        Assert.Equal(1, program.Guards.Length);
        Assert.Equal(4, recorder.Builder.Build((unused + (x * x)).Id).Statements.Length - 1);
    }

    [Fact]
    public void Equal_constants_are_one_but_zero_has_two_signs()
    {
        ScalarProgramBuilder<double> builder = new();
        Assert.Equal(builder.Constant(0.5), builder.Constant(0.5));
        Assert.Equal(builder.Constant(double.NaN), builder.Constant(double.NaN));
        Assert.NotEqual(builder.Constant(0.0), builder.Constant(-0.0));
    }

    [Fact]
    public void Comparisons_of_constants_count_but_are_not_kept()
    {
        Recorder<double> recorder = new();
        Node<double> x = recorder.Input();
        recorder.Constant(1).Guard(GuardKind.Less, 2, true);
        x.Guard(GuardKind.Less, 2, true);
        ScalarGuard guard = Assert.Single(recorder.Builder.Build(x.Id).Guards.ToArray());
        Assert.Equal(1, guard.Number);
    }

    [Fact]
    public void Sums_dots_and_polynomials()
    {
        Recorder<double> recorder = new();
        Node<double>[] x = recorder.Inputs(5);
        int[] nodes = [.. x.Select(node => node.Id)];
        ScalarProgramBuilder<double> builder = recorder.Builder;
        double[] at = [0.1, 0.2, 0.3, -0.7, 1.1];
        double[] gradient = new double[5];
        Assert.Equal(0.1 + 0.2 + 0.3 + -0.7 + 1.1, new Compiled<double>(builder.Build(builder.Sum(nodes))).ValueAndGradient(at, gradient));
        Assert.Equal([1, 1, 1, 1, 1], gradient);
        Compiled<double> dot = new(builder.Build(builder.Dot(nodes.AsSpan(0, 3), nodes.AsSpan(2, 3))));
        Assert.Equal((0.1 * 0.3) + (0.2 * -0.7) + (0.3 * 1.1), dot.ValueAndGradient(at, gradient));
        Assert.Equal([0.3, -0.7, 0.1 + 1.1, 0.2, 0.3], gradient);
        Compiled<double> polynomial = new(builder.Build(builder.Polynomial(nodes.AsSpan(0, 4), nodes[4])));
        Assert.Equal((((((-0.7 * 1.1) + 0.3) * 1.1) + 0.2) * 1.1) + 0.1, polynomial.ValueAndGradient(at, gradient));
        double[] expected = [1, 1.1, 1.1 * 1.1, 1.1 * 1.1 * 1.1, 0.2 + (2 * 0.3 * 1.1) + (3 * -0.7 * 1.1 * 1.1)];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(expected[i], gradient[i], 1e-15);
        }

        Assert.Equal(0, new Compiled<double>(builder.Build(builder.Sum([]))).Value(at));
        Assert.Equal(0, new Compiled<double>(builder.Build(builder.Dot([], []))).Value(at));
        Assert.Equal(0, new Compiled<double>(builder.Build(builder.Polynomial([], nodes[0]))).Value(at));
    }

    [Fact]
    public void Wrong_operands_are_refused()
    {
        ScalarProgramBuilder<double> builder = new();
        int x = builder.Input();
        Refusal.Of<ShapeException>(["*", "2 operands", "1 were"], () => builder.Append(ScalarOperation<double>.Of2<MultiplyRule<double>>(), x));
        Refusal.Of<ShapeException>(["Dot", "1 numbers stand against 2"], () => builder.Dot([x], [x, x]));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Append(ScalarOperation<double>.Of<ExpRule<double>>(), x + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Build(-1));
    }

    [Fact]
    public void Rules_without_state_share_an_operation()
    {
        Assert.Same(ScalarOperation<double>.Of<TanhRule<double>>(), ScalarOperation<double>.Of(default(TanhRule<double>)));
        Assert.NotSame(ScalarOperation<double>.Of(new RootNRule<double>(3)), ScalarOperation<double>.Of(new RootNRule<double>(4)));
        Assert.Equal("Tanh", ScalarOperation<double>.Of<TanhRule<double>>().Name);
    }
}
