using AutoGrad.Autodiff;
using Fourth = AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<double>>>>;
using Second = AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<double>>;
using Sixth = AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<double>>>>>>;
using Third = AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<AutoGrad.Autodiff.Dual<double>>>;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Nested dual numbers: derivatives of higher order.</summary>
public sealed class DualOrderTests
{
    [Fact]
    public void The_sixth_derivative_of_the_reciprocal() =>
        Numbers.Equal([0.25, -0.0625, 0.03125, -0.0234375, 0.0234375, -0.029296875, 0.0439453125], Derivatives(Sixth.One / At(4.0)));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(-1.3)]
    [InlineData(2.0)]
    [InlineData(-4.0)]
    public void Tanh_to_order_six(double x)
    {
        // Each derivative is a polynomial in y = tanh x: p' (1 - y^2) follows p.
        double y = Math.Tanh(x);
        double[] polynomial = [0.0, 1.0];
        List<double> expected = [y];
        for (int order = 1; order <= 6; order++)
        {
            double[] next = new double[polynomial.Length + 1];
            for (int power = 1; power < polynomial.Length; power++)
            {
                next[power - 1] += power * polynomial[power];
                next[power + 1] -= power * polynomial[power];
            }

            polynomial = next;
            expected.Add(polynomial.Select((coefficient, power) => coefficient * Math.Pow(y, power)).Sum());
        }

        Numbers.Equal([.. expected], Derivatives(Sixth.Tanh(At(x))), 1e-12);
    }

    [Fact]
    public void Sine_and_exponential_to_order_six()
    {
        (double sin, double cos) = Math.SinCos(0.4);
        Numbers.Equal([sin, cos, -sin, -cos, sin, cos, -sin], Derivatives(Sixth.Sin(At(0.4))));
        double e = Math.Exp(0.4);
        Numbers.Equal([e, e, e, e, e, e, e], Derivatives(Sixth.Exp(At(0.4))));
    }

    [Fact]
    public void Softplus_to_order_four_beside_zero()
    {
        Sixth y = Sixth.Log(Sixth.One + Sixth.Exp(At(1e-8)));
        Numbers.Equal<double>([Math.Log(2.0) + 0.5e-8, 0.5 + 0.25e-8, 0.25, -0.125e-8, -0.125], Derivatives(y).AsSpan(0, 5), 1e-12);
    }

    [Fact]
    public void Whole_powers_at_zero()
    {
        double[][] expected = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 6], [0, 0, 0, 0]];
        for (int power = 0; power < expected.Length; power++)
        {
            Numbers.Equal<double>(expected[power], Derivatives(Sixth.Pow(At(0.0), Sixth.CreateChecked(power))).AsSpan(0, 4));
        }
    }

    [Fact]
    public void The_mixed_derivative_of_a_power_at_exponent_zero()
    {
        // d/dy d/dx x^y = x^(y - 1) (1 + y log x), which is 1 / x here: the slope y x^(y - 1) is 0, but its tangent is not.
        Numbers.Equal(0.4, Second.Pow(new(new Dual<double>(2.5, 1.0), 0.0), new(0.0, 1.0)).Tangent.Tangent);
        Numbers.Equal(0.4, Second.Pow(new(2.5, 1.0), new(new Dual<double>(0.0, 1.0), 0.0)).Tangent.Tangent);
    }

    [Fact]
    public void A_tangent_flows_if_only_its_value_is_zero()
    {
        Second x = new(new Dual<double>(0.0, 1.0), 1.0);
        Assert.Equal(6.0, (Second.CreateChecked(3) * (x * x)).Tangent.Tangent);
        Assert.Equal(6f, (Dual<Dual<float>>.CreateChecked(3) * Square(new(new Dual<float>(0f, 1f), 1f))).Tangent.Tangent);

        static Dual<Dual<float>> Square(Dual<Dual<float>> x) => x * x;
    }

    [Fact]
    public void Functions_without_curvature_have_a_second_derivative_of_zero()
    {
        Second x = new(new Dual<double>(1.5, 1.0), 1.0);
        Assert.Equal(0.0, (Second.CreateChecked(3) * x).Tangent.Tangent);
        Assert.Equal(0.0, Second.Abs(x).Tangent.Tangent);
        Assert.Equal(0.0, Second.Max(x, x).Tangent.Tangent);
        Assert.Equal(0.0, Second.Max(x, Second.Zero).Tangent.Tangent);
        Assert.Equal(0.0, Second.Floor(x).Tangent.Tangent);
        Assert.Equal(0.0, Second.Clamp(x, Second.Zero, Second.One).Tangent.Tangent);
    }

    [Fact]
    public void An_inner_derivative_at_a_point_that_depends_on_the_outer_number()
    {
        Dual<double> x = new(0.7, 1.0);
        Numbers.Equal(-0.6588762434396213, SlopeOfSine(x * x).Tangent);

        static Dual<double> SlopeOfSine(Dual<double> at) => Second.Sin(new(at, Dual<double>.One)).Tangent;
    }

    [Fact]
    public void Value_stops_the_derivative()
    {
        Dual<double> x = new(3.14, 1.0);
        Numbers.Equal(0.9999974634566875, (Dual<double>.Sin(x) * Dual<double>.Cos(x.Value)).Tangent);
        Second twice = new(x, Dual<double>.One);
        Numbers.Equal(0.0015926508965689952, (Second.Sin(twice) * Second.Cos((Dual<double>)twice.Value.Value)).Tangent.Tangent);
        Dual<double> y = new(3.0, 1.0);
        Dual<double> difference = (y * y) - (y * y).Value;
        Assert.Equal((0.0, 6.0), (difference.Value, difference.Tangent));
    }

    private static Sixth At(double x)
    {
        Second second = new(new Dual<double>(x, 1.0), Dual<double>.One);
        Third third = new(second, Second.One);
        Fourth fourth = new(third, Third.One);
        return new(new(fourth, Fourth.One), Dual<Fourth>.One);
    }

    /// <summary>Value and derivatives of orders 1 to 6.</summary>
    private static double[] Derivatives(Sixth y) =>
    [
        Innermost(y.Value.Value.Value.Value),
        Innermost(y.Value.Value.Value.Tangent),
        Innermost(y.Value.Value.Tangent.Tangent),
        Innermost(y.Value.Tangent.Tangent.Tangent),
        Innermost(y.Tangent.Tangent.Tangent.Tangent),
        y.Tangent.Tangent.Tangent.Tangent.Tangent.Value,
        y.Tangent.Tangent.Tangent.Tangent.Tangent.Tangent,
    ];

    private static double Innermost(Second y) => y.Value.Value;
}
