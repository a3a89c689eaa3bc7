using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public class TrigonometryTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void Inverse_functions_have_infinite_slopes_at_one_and_no_value_beyond()
    {
        Check([1.0, -1.0, 1.5, -Infinity, 0.0], x => x.Asin(), [Math.PI / 2, -Math.PI / 2, double.NaN, double.NaN, 0.0], [Infinity, Infinity, double.NaN, double.NaN, 1.0]);
        Check([1.0, -1.0, 1.5, Infinity, 0.0], x => x.Acos(), [0.0, Math.PI, double.NaN, double.NaN, Math.PI / 2], [-Infinity, -Infinity, double.NaN, double.NaN, -1.0]);
    }

    [Fact]
    public void Slopes_of_inverse_functions_next_to_one_keep_their_digits()
    {
        // 1 / sqrt(1 - x^2) at 1 - 2^-50.
        double x = 1.0 - Math.Pow(2.0, -50);
        double slope = 1.0 / Math.Sqrt(Math.Pow(2.0, -49) - Math.Pow(2.0, -100));
        Check([x, -x], v => v.Asin(), [Math.Asin(x), -Math.Asin(x)], [slope, slope]);
        Check([x, -x], v => v.Acos(), [Math.Acos(x), Math.Acos(-x)], [-slope, -slope]);
    }

    [Fact]
    public void Angles_at_infinity()
    {
        Check([Infinity, -Infinity, 1e200, 0.0], x => x.Atan(), [Math.PI / 2, -Math.PI / 2, Math.PI / 2, 0.0], [0.0, 0.0, 0.0, 1.0]);
        Check([Infinity, 0.0], x => x.Sin(), [double.NaN, 0.0], [double.NaN, 1.0]);
        Check([-Infinity, 0.0], x => x.Cos(), [double.NaN, 1.0], [double.NaN, 0.0]);
        Check([Infinity, 0.0], x => x.Tan(), [double.NaN, 0.0], [double.NaN, 1.0]);
    }

    [Fact]
    public void Large_arguments_are_reduced_exactly()
    {
        double[] x = [1e5, -1e10, 1e22, 1e300];
        Check(x, v => v.Sin(), [.. x.Select(Math.Sin)], [.. x.Select(Math.Cos)]);
        Check(x, v => v.Cos(), [.. x.Select(Math.Cos)], [.. x.Select(each => -Math.Sin(each))]);
        Check(x, v => v.Tan(), [.. x.Select(Math.Tan)], [.. x.Select(each => 1.0 / Math.Pow(Math.Cos(each), 2.0))]);
    }

    [Fact]
    public void Hyperbolic_functions_near_zero_and_at_the_end_of_the_range()
    {
        double[] x = [0.0, 1e-20, 710.0, -710.0, 711.0, Infinity, -Infinity, double.NaN];
        double large = 1.1169973830808557e308;
        double[] sinh = [0.0, 1e-20, large, -large, Infinity, Infinity, -Infinity, double.NaN];
        double[] cosh = [1.0, 1.0, large, large, Infinity, Infinity, Infinity, double.NaN];
        Check(x, v => v.Sinh(), sinh, cosh);
        Check(x, v => v.Cosh(), cosh, sinh);
    }

    [Fact]
    public void Polar_angles_at_the_axes_and_signed_zeros()
    {
        Tape<double> tape = new();
        Variable<double> y = tape.Variable([0.0, -0.0, 1.0, -1.0, 0.0, -0.0], [6]);
        Variable<double> x = tape.Variable([-1.0, -1.0, 0.0, 0.0, 2.0, 2.0], [6]);
        Variable<double> angle = y.Atan2(x);
        Numbers.Equal<double>([Math.PI, -Math.PI, Math.PI / 2, -Math.PI / 2, 0.0, 0.0], angle.Values);
        Gradients<double> gradients = angle.Sum().Gradients();
        Numbers.Equal<double>([-1.0, -1.0, 0.0, 0.0, 0.5, 0.5], gradients[y]);
        Numbers.Equal<double>([0.0, 0.0, -1.0, 1.0, 0.0, 0.0], gradients[x]);
        Assert.True(double.IsNaN(tape.Variable(0.0).Atan2(x.Sum() * 0.0).Gradients()[x][0]));
    }

    [Fact]
    public void Polar_angles_of_points_of_any_size()
    {
        Tape<double> tape = new();
        Variable<double> y = tape.Variable([1e200, -3e-200, 1.0, 4e-320], [4]);
        Variable<double> x = tape.Variable([1e200, 1e-200, 1e-300, 4e-320], [4]);
        Gradients<double> gradients = y.Atan2(x).Sum().Gradients();
        double[] towardsY = [5e-201, 1e199, 1e-300, Infinity];
        double[] towardsX = [-5e-201, 3e199, -1.0, -Infinity];
        for (int index = 0; index < 4; index++)
        {
            Assert.Equal(1.0, towardsY[index] == gradients[y][index] ? 1.0 : gradients[y][index] / towardsY[index], 1e-14);
            Assert.Equal(1.0, towardsX[index] == gradients[x][index] ? 1.0 : gradients[x][index] / towardsX[index], 1e-14);
        }
    }

    [Fact]
    public void Polar_angle_of_a_number_and_with_broadcasting()
    {
        Tape<float> tape = new();
        Variable<float> y = tape.Variable([1.0f, 2.0f], [2, 1]);
        Variable<float> x = tape.Variable([1.0f, -1.0f, 3.0f], [3]);
        Variable<float> angle = y.Atan2(x);
        Assert.Equal([2, 3], angle.Shape.ToArray());
        Numbers.Equal<float>([.. new[] { 1.0, 2.0 }.SelectMany(a => new[] { 1.0, -1.0, 3.0 }.Select(b => Math.Atan2(a, b)))], angle.Values, 1e-6);
        Assert.Equal([MathF.Atan2(1.0f, 2.0f), MathF.Atan2(2.0f, 2.0f)], y.Atan2(2.0).ToArray());
        Assert.Throws<ShapeException>(() => x.Atan2(tape.Constant([1.0f, 2.0f], [2])));
    }

    [Fact]
    public void Nothing_and_one_number()
    {
        Tape<double> tape = new();
        Variable<double> empty = tape.Variable([], [0, 3]);
        Variable<double> sum = (empty.Sin() + empty.Tan() + empty.Sinh() + empty.Atan2(1.0)).Sum();
        Assert.Equal(0.0, sum.Item());
        Assert.Empty(sum.Gradients()[empty].ToArray());
        Assert.Equal(0, tape.Variable(0.5).Acos().Shape.Rank);
    }

    private static void Check(double[] x, Func<Variable<double>, Variable<double>> function, double[] values, double[] slopes)
    {
        Tape<double> tape = new();
        Variable<double> v = tape.Variable(x, [x.Length]);
        Variable<double> y = function(v);
        Numbers.Equal<double>(values, y.Values, 1e-14);
        Numbers.Equal<double>(slopes, y.Sum().Gradients()[v], 1e-14);
        Numbers.Equal<double>(slopes, y.Sum().Derivative(v).Values, 1e-14);
    }
}
