using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Erf, Phi, gelu in both forms, silu and elu: known values, kinks and infinities.</summary>
public class GatedUnitTests
{
    private const double Infinity = double.PositiveInfinity;

    // Of a computer algebra system with 40 digits: erf, Phi, x Phi.
    [Theory]
    [InlineData(-38.0, -1.0, 2.8854283600687843e-316, -1.096462776826138e-314)]
    [InlineData(-10.0, -1.0, 7.6198530241605261e-24, -7.6198530241605261e-23)]
    [InlineData(-5.0, -0.99999999999846254, 2.8665157187919391e-7, -1.4332578593959696e-6)]
    [InlineData(-1.0, -0.84270079294971487, 0.15865525393145705, -0.15865525393145705)]
    [InlineData(-1e-20, -1.1283791670955125e-20, 0.5, -4.9999999999999997e-21)]
    [InlineData(0.5, 0.52049987781304654, 0.6914624612740131, 0.34573123063700655)]
    [InlineData(1.96, 0.99442627546482787, 0.97500210485177956, 1.9110041255094879)]
    [InlineData(3.0, 0.99997790950300141, 0.99865010196836991, 2.9959503059051097)]
    [InlineData(5.5, 0.99999999999999264, 0.99999998101043753, 5.4999998955574064)]
    public void Known_values(double x, double erf, double phi, double gelu)
    {
        Variable<double> v = new Tape<double>().Variable(x);
        Relative(erf, v.Erf().Item());
        Relative(phi, v.Phi().Item());
        Relative(gelu, v.Gelu().Item());

        // What is subnormal has the digits that there are.
        static void Relative(double expected, double actual) =>
            Assert.True(Math.Abs(actual - expected) <= (4e-15 * Math.Abs(expected)) + (4 * double.Epsilon), $"{actual:R} instead of {expected:R}");
    }

    [Fact]
    public void Limits_at_infinity_and_NaN()
    {
        double[] x = [Infinity, -Infinity, 1e308, -1e308, double.NaN];
        Check(x, v => v.Erf(), [1.0, -1.0, 1.0, -1.0, double.NaN], [0.0, 0.0, 0.0, 0.0, double.NaN]);
        Check(x, v => v.Phi(), [1.0, 0.0, 1.0, 0.0, double.NaN], [0.0, 0.0, 0.0, 0.0, double.NaN]);
        foreach (Func<Variable<double>, Variable<double>> unit in new Func<Variable<double>, Variable<double>>[] { v => v.Gelu(), v => v.Gelu(GeluForm.Tanh), v => v.Silu() })
        {
            Check(x, unit, [Infinity, 0.0, 1e308, 0.0, double.NaN], [1.0, 0.0, 1.0, 0.0, double.NaN]);
        }

        Check(x, v => v.Elu(2.0), [Infinity, -2.0, 1e308, -2.0, double.NaN], [1.0, 0.0, 1.0, 0.0, double.NaN]);
    }

    [Fact]
    public void Limits_in_float_and_half()
    {
        Check<float>();
        Check<Half>();

        static void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Tape<T> tape = new();
            Variable<T> x = tape.Variable([T.PositiveInfinity, T.NegativeInfinity, T.CreateChecked(1000.0), T.CreateChecked(-1000.0), T.Zero, T.NaN], [6]);
            foreach (Variable<T> y in new[] { x.Gelu(), x.Gelu(GeluForm.Tanh), x.Silu() })
            {
                Numbers.Equal<T>([Infinity, 0.0, 1000.0, 0.0, 0.0, double.NaN], y.Values, 0.0);
                Numbers.Equal<T>([1.0, 0.0, 1.0, 0.0, 0.5, double.NaN], y.Sum().Gradients()[x], 1e-3);
            }
        }
    }

    [Fact]
    public void The_form_with_the_hyperbolic_tangent_keeps_its_digits_where_the_two_summands_cancel()
    {
        Check([-6.0, -40.0, 40.0], v => v.Gelu(GeluForm.Tanh), [-8.4396467007622971e-11, 0.0, 40.0], [-7.7099739309536955e-10, 0.0, 1.0]);
        double value = new Tape<double>().Variable(-6.0).Gelu(GeluForm.Tanh).Item();
        Assert.Equal(1.0, value / -8.4396467007622971e-11, 1e-13);
    }

    [Fact]
    public void Elu_has_the_slope_alpha_at_its_kink()
    {
        Check([-2.0, 0.0, -0.0, 3.0, -1e-10], v => v.Elu(0.5), [0.5 * (Math.Exp(-2.0) - 1.0), 0.0, 0.0, 3.0, -4.9999999997500000e-11], [0.5 * Math.Exp(-2.0), 0.5, 0.5, 1.0, 0.5 * Math.Exp(-1e-10)]);
        Check([-50.0], v => v.Elu(), [-1.0], [1.9287498479639178e-22]);
    }

    [Fact]
    public void There_are_two_forms() =>
        Refusal.Of<ArgumentOutOfRangeException>(["Gelu", "form 7"], () => new Tape<double>().Variable(1.0).Gelu((GeluForm)7));

    private static void Check(double[] x, Func<Variable<double>, Variable<double>> function, double[] values, double[] slopes)
    {
        Tape<double> tape = new();
        Variable<double> v = tape.Variable(x, [x.Length]);
        Variable<double> y = function(v);
        Numbers.Equal<double>(values, y.Values, 1e-15);
        Numbers.Equal<double>(slopes, y.Sum().Gradients()[v], 1e-15);
        Numbers.Equal<double>(slopes, y.Sum().Derivative(v).Values, 1e-15);
    }
}
