using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class LogSumExpTests
{
    private const double Infinity = double.PositiveInfinity;

    private readonly Tape<double> _tape = new();

    [Fact]
    public void Any_axes_against_a_loop()
    {
        double[] values = [.. Enumerable.Range(0, 24).Select(index => ((index * 7 % 24) / 4.0) - 3.0)];
        Variable<double> x = _tape.Variable(values, [2, 3, 4]);
        double all = Math.Log(values.Sum(Math.Exp));
        Numbers.Equal(all, x.LogSumExp().Item());
        Numbers.Equal<double>([.. values.Select(value => Math.Exp(value - all))], x.LogSumExp().Gradients()[x]);
        double[] rows = [.. Enumerable.Range(0, 3).Select(row => Math.Log(values.Where((_, at) => at / 4 % 3 == row).Sum(Math.Exp)))];
        Numbers.Equal<double>(rows, x.LogSumExp([2, 0]).Values);
        Numbers.Equal<double>(rows, x.LogSumExp([0, -1], keepDimensions: true).Values);
        Numbers.Equal<double>([.. values.Select((value, at) => Math.Exp(value - rows[at / 4 % 3]))], x.LogSumExp([0, 2]).Sum().Gradients()[x]);
        Assert.Equal([1, 3, 1], x.LogSumExp([0, 2], keepDimensions: true).Shape.ToArray());
        Assert.Equal([2, 4], x.LogSumExp(1).Shape.ToArray());
        Assert.Equal(values, x.LogSumExp([]).ToArray());
        Assert.Equal(3.0, _tape.Variable(3.0).LogSumExp().Item());
    }

    [Fact]
    public void Infinities_over_several_axes()
    {
        Variable<double> x = _tape.Variable([-Infinity, -Infinity, 1.0, -Infinity], [2, 2]);
        Assert.Equal(1.0, x.LogSumExp().Item());
        Assert.Equal([0.0, 0.0, 1.0, 0.0], x.LogSumExp().Gradients()[x].ToArray());
        Assert.Equal([0.0, 0.0, 1.0, 0.0], x.LogSumExp([0, 1]).Derivative(x).ToArray());
        Assert.Equal([-Infinity, 1.0], x.LogSumExp(1).ToArray());
        Variable<double> none = _tape.Variable([.. Enumerable.Repeat(-Infinity, 8)], [2, 2, 2]);
        Assert.Equal([-Infinity, -Infinity], none.LogSumExp([0, 2]).ToArray());
        Assert.Equal(new double[8], none.LogSumExp([0, 2]).Gradients([1.0, 1.0])[none].ToArray());
        Assert.Equal(new double[8], none.LogSumExp([0, 2]).Derivative(none, _tape.Constant([1.0, 1.0], [2])).ToArray());
        Variable<double> large = _tape.Variable([1e4, -1e4, 1e4, -1e4], [2, 2]);
        Numbers.Equal(1e4 + Math.Log(2.0), large.LogSumExp().Item());
        Numbers.Equal<double>([0.5, 0.0, 0.5, 0.0], large.LogSumExp().Gradients()[large]);
        Variable<double> missing = _tape.Variable([1.0, double.NaN], [2]);
        Assert.True(double.IsNaN(missing.LogSumExp().Item()));
    }

    [Fact]
    public void Empty_arrays()
    {
        Variable<double> x = _tape.Variable([], [2, 0]);
        Assert.Equal(-Infinity, x.LogSumExp().Item());
        Assert.Equal([-Infinity, -Infinity], x.LogSumExp(1).ToArray());
        Assert.Empty(x.LogSumExp(0).ToArray());
        Assert.Empty(x.LogSumExp(1).Gradients([1.0, 1.0])[x].ToArray());
        Variable<double> huge = _tape.Variable([], [65536, 0, 65536]);
        int count = _tape.Count;
        Refusal.Of<ShapeException>(["65536"], () => huge.LogSumExp(1));
        Refusal.Of<ShapeException>(["LogSumExp", "axis 3"], () => huge.LogSumExp([0, 3]));
        Assert.Equal(count, _tape.Count);
    }
}
