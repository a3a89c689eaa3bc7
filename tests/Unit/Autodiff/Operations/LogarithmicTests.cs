using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>x log y and log(e^x + e^y), where a factor is 0 or a logarithm infinite.</summary>
public class LogarithmicTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void Zero_times_a_logarithm_is_zero()
    {
        double[] x = [0.0, 0.0, 0.0, 0.0, -0.0, 0.0, 2.0, 2.0, 2.0, double.NaN, 2.0];
        double[] y = [0.0, 2.0, -1.0, Infinity, 0.0, double.NaN, 0.0, -1.0, Infinity, 1.0, double.NaN];
        double[] z = [0.0, 0.0, 0.0, 0.0, 0.0, double.NaN, -Infinity, double.NaN, Infinity, double.NaN, double.NaN];
        double[] towardsX = [0.0, Math.Log(2.0), 0.0, Infinity, 0.0, double.NaN, -Infinity, double.NaN, Infinity, 0.0, double.NaN];
        double[] towardsY = [0.0, 0.0, 0.0, 0.0, 0.0, double.NaN, Infinity, -2.0, 0.0, double.NaN, double.NaN];
        Check(x, y, (a, b) => a.XLogY(b), z, towardsX, towardsY);
    }

    [Fact]
    public void Mixed_derivative_where_the_factor_is_zero()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(0.0);
        Variable<double> y = tape.Variable(4.0);
        Assert.Equal(0.25, x.XLogY(y).Derivative(x).Derivative(y).Item());
        Assert.Equal(0.25, x.XLogY(y).Derivative(y).Derivative(x).Item());
        Variable<double> zero = tape.Variable(0.0);
        Assert.Equal(0.0, x.XLogY(zero).Derivative(x).Derivative(zero).Item());
        Assert.Equal(0.0, x.XLogY(zero).Derivative(zero).Derivative(zero).Item());
    }

    [Fact]
    public void Sum_of_exponentials_of_large_and_infinite_numbers()
    {
        double[] x = [1e4, -1e4, 0.0, -Infinity, -Infinity, Infinity, Infinity, double.NaN, 3.0, -Infinity];
        double[] y = [9999.0, -1e4, 800.0, 3.0, -Infinity, 3.0, Infinity, 3.0, 3.0, double.NaN];
        double[] z = [1e4 + 0.31326168751822286, -1e4 + Math.Log(2.0), 800.0, 3.0, -Infinity, Infinity, Infinity, double.NaN, 3.0 + Math.Log(2.0), double.NaN];
        double[] towardsX = [0.7310585786300049, 0.5, 0.0, 0.0, 0.0, 1.0, 0.5, double.NaN, 0.5, double.NaN];
        double[] towardsY = [0.2689414213699951, 0.5, 1.0, 1.0, 0.0, 0.0, 0.5, double.NaN, 0.5, double.NaN];
        Check(x, y, (a, b) => a.LogAddExp(b), z, towardsX, towardsY);
    }

    [Fact]
    public void Second_derivative_at_a_tie_is_a_quarter()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(3.0);
        Variable<double> y = tape.Variable(3.0);
        Variable<double> z = x.LogAddExp(y);
        Assert.Equal(0.25, z.Derivative(x).Derivative(x).Item());
        Assert.Equal(-0.25, z.Derivative(x).Derivative(y).Item());
    }

    private static void Check(
        double[] x, double[] y, Func<Variable<double>, Variable<double>, Variable<double>> function, double[] z, double[] towardsX, double[] towardsY)
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable(x, [x.Length]);
        Variable<double> b = tape.Variable(y, [y.Length]);
        Variable<double> value = function(a, b);
        Numbers.Equal<double>(z, value.Values, 1e-15);
        Gradients<double> gradients = value.Sum().Gradients();
        Numbers.Equal<double>(towardsX, gradients[a], 1e-15);
        Numbers.Equal<double>(towardsY, gradients[b], 1e-15);
        Numbers.Equal<double>(towardsX, value.Sum().Derivative(a).Values, 1e-15);
        Numbers.Equal<double>(towardsY, value.Sum().Derivative(b).Values, 1e-15);
    }
}
