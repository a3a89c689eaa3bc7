using AutoGrad.Autodiff;
using AutoGrad.Tests.Scalars;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Kinks, ties, edges of domains and extreme arguments: value and slopes are the documented ones.</summary>
public sealed class DualKinkTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    /// <summary>Function, operands, value, slopes.</summary>
    public static TheoryData<string, double[], double, double[]> Points => new()
    {
        { "Abs", [0.0], 0.0, [0.0] },
        { "Abs", [-0.0], 0.0, [0.0] },
        { "Abs", [NaN], NaN, [NaN] },
        { "CopySign", [0.0, -1.0], -0.0, [0.0, 0.0] },
        { "CopySign", [3.0, -0.0], -3.0, [-1.0, 0.0] },
        { "CopySign", [-3.0, double.NaN], -3.0, [1.0, 0.0] },
        { "Max", [1.5, 1.5], 1.5, [0.5, 0.5] },
        { "Min", [1.5, 1.5], 1.5, [0.5, 0.5] },
        { "Max", [0.0, -0.0], 0.0, [0.5, 0.5] },
        { "Max", [NaN, 1.0], NaN, [NaN, NaN] },
        { "Min", [1.0, NaN], NaN, [NaN, NaN] },
        { "MaxNumber", [NaN, 1.0], 1.0, [0.0, 1.0] },
        { "MinNumber", [1.0, NaN], 1.0, [1.0, 0.0] },
        { "MaxMagnitude", [-2.0, -2.0], -2.0, [0.5, 0.5] },
        { "MaxMagnitude", [-2.0, 2.0], 2.0, [0.0, 1.0] },
        { "MinMagnitude", [-2.0, 2.0], -2.0, [1.0, 0.0] },
        { "MaxMagnitudeNumber", [NaN, -1.0], -1.0, [0.0, 1.0] },
        { "MinMagnitudeNumber", [NaN, NaN], NaN, [NaN, NaN] },
        { "MaxNative", [2.0, 2.0], 2.0, [0.5, 0.5] },
        { "MinNative", [2.0, 2.0], 2.0, [0.5, 0.5] },
        { "Clamp", [1.0, 1.0, 2.0], 1.0, [1.0, 0.0, 0.0] },
        { "Clamp", [2.0, 1.0, 2.0], 2.0, [1.0, 0.0, 0.0] },
        { "Clamp", [1.0, 1.0, 1.0], 1.0, [1.0, 0.0, 0.0] },
        { "Clamp", [0.0, 1.0, 2.0], 1.0, [0.0, 1.0, 0.0] },
        { "Clamp", [Infinity, 1.0, 2.0], 2.0, [0.0, 0.0, 1.0] },
        { "ClampNative", [2.0, 1.0, 2.0], 2.0, [1.0, 0.0, 0.0] },
        { "Pow", [0.0, 0.0], 1.0, [0.0, 0.0] },
        { "Pow", [NaN, 0.0], 1.0, [0.0, NaN] },
        { "Pow", [Infinity, 0.0], 1.0, [0.0, Infinity] },
        { "Pow", [0.0, 1.0], 0.0, [1.0, 0.0] },
        { "Pow", [0.0, 2.0], 0.0, [0.0, 0.0] },
        { "Pow", [0.0, 0.5], 0.0, [Infinity, 0.0] },
        { "Pow", [0.0, -1.0], Infinity, [-Infinity, -Infinity] },
        { "Pow", [-3.0, 2.0], 9.0, [-6.0, NaN] },
        { "Pow", [-3.0, 0.5], NaN, [NaN, NaN] },
        { "Pow", [Infinity, -1.0], 0.0, [0.0, 0.0] },
        { "Pow", [2.0, 2.0], 4.0, [4.0, 2.772588722239781] },
        { "Pow", [1e-300, 2.0], 0.0, [2e-300, 0.0] },
        { "Sqrt", [0.0], 0.0, [Infinity] },
        { "Sqrt", [-0.0], -0.0, [Infinity] },
        { "Sqrt", [-1.0], NaN, [NaN] },
        { "Sqrt", [Infinity], Infinity, [0.0] },
        { "Cbrt", [0.0], 0.0, [Infinity] },
        { "RootN", [0.0], 0.0, [Infinity] },
        { "RootN", [Infinity], Infinity, [0.0] },
        { "RootNegative", [0.0], Infinity, [-Infinity] },
        { "RootNegative", [Infinity], 0.0, [0.0] },
        { "ReciprocalSqrtEstimate", [0.0], Infinity, [-Infinity] },
        { "Hypot", [0.0, 0.0], 0.0, [0.0, 0.0] },
        { "Hypot", [3e200, -4e200], 5e200, [0.6, -0.8] },
        { "Hypot", [3e-200, 4e-200], 5e-200, [0.6, 0.8] },
        { "Hypot", [double.MaxValue, double.MaxValue], Infinity, [0.7071067811865475, 0.7071067811865475] },
        { "Hypot", [3 * double.Epsilon, 4 * double.Epsilon], 5 * double.Epsilon, [0.6, 0.8] },
        { "Hypot", [0.0, 2.0], 2.0, [0.0, 1.0] },
        { "Hypot", [NaN, 2.0], NaN, [NaN, NaN] },
        { "Atan2", [0.0, 0.0], 0.0, [0.0, 0.0] },
        { "Atan2", [0.0, -1.0], Math.PI, [-1.0, 0.0] },
        { "Atan2", [1e200, 1e200], Math.PI / 4.0, [0.5e-200, -0.5e-200] },
        { "Atan2", [1e-200, 1e-200], Math.PI / 4.0, [0.5e200, -0.5e200] },
        { "Atan2", [Infinity, 1.0], Math.PI / 2.0, [0.0, 0.0] },
        { "/", [1.0, 0.0], Infinity, [Infinity, -Infinity] },
        { "/", [0.0, 0.0], NaN, [Infinity, NaN] },
        { "/", [0.0, 1e-310], 0.0, [Infinity, 0.0] },
        { "%", [7.5, -2.0], 1.5, [1.0, 3.0] },
        { "%", [-7.5, 2.0], -1.5, [1.0, 3.0] },
        { "%", [1.0, 0.0], NaN, [1.0, NaN] },
        { "%", [4.999999999999999, 1.0], 0.9999999999999991, [1.0, -4.0] },
        { "%", [1.0, Infinity], 1.0, [1.0, 0.0] },
        { "Ieee754Remainder", [7.5, 2.0], -0.5, [1.0, -4.0] },
        { "Log", [0.0], -Infinity, [Infinity] },
        { "Log", [NaN], NaN, [NaN] },
        { "LogP1", [-1.0 + (1.0 / (1L << 40))], -27.725887222397812, [1L << 40] },
        { "LogP1", [-1.0], -Infinity, [Infinity] },
        { "Exp", [-Infinity], 0.0, [0.0] },
        { "Exp", [800.0], Infinity, [Infinity] },
        { "ExpM1", [-40.0], -1.0, [4.248354255291589e-18] },
        { "Asin", [1.0], Math.PI / 2.0, [Infinity] },
        { "Acos", [-1.0], Math.PI, [-Infinity] },
        { "Asin", [1.5], NaN, [NaN] },
        { "Acos", [-1.5], NaN, [NaN] },
        { "Asinh", [1e200], 461.2101657793691, [1e-200] },
        { "Acosh", [1.0], 0.0, [Infinity] },
        { "Acosh", [1e200], 461.2101657793691, [1e-200] },
        { "Acosh", [0.5], NaN, [NaN] },
        { "Acosh", [-2.0], NaN, [NaN] },
        { "Atanh", [1.0], Infinity, [Infinity] },
        { "Tanh", [20.0], 1.0, [1.6993417021166355e-17] },
        { "Tanh", [-20.0], -1.0, [1.6993417021166355e-17] },
        { "Tanh", [800.0], 1.0, [0.0] },
        { "Tanh", [-Infinity], -1.0, [0.0] },
        { "Tanh", [NaN], NaN, [NaN] },
        { "Sin", [Infinity], NaN, [NaN] },
        { "Floor", [2.0], 2.0, [0.0] },
        { "Round", [2.5], 2.0, [0.0] },
        { "Truncate", [-1.0], -1.0, [0.0] },
        { "Sign", [0.0], 0.0, [0.0] },
        { "*", [0.0, Infinity], NaN, [Infinity, 0.0] },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void Value_and_slopes(string name, double[] x, double value, double[] slopes)
    {
        for (int operand = 0; operand < x.Length; operand++)
        {
            Dual<double> result = ScalarFunctions<Dual<double>>.Of(name)([.. x.Select((each, at) => new Dual<double>(each, at == operand ? 1.0 : 0.0))]);
            Relative(value, result.Value);
            Relative(slopes[operand], result.Tangent);
        }

        // Digits count at every size.
        static void Relative(double expected, double actual) =>
            Assert.True(
                expected.Equals(actual) || Math.Abs(actual - expected) <= 1e-10 * Math.Abs(expected), $"{actual:R}, not {expected:R}");
    }

    [Fact]
    public void The_same_operand_twice()
    {
        Dual<double> x = new(3.0, 1.0);
        Assert.Equal(6.0, (x * x).Tangent);
        Assert.Equal(2.0, (x + x).Tangent);
        Assert.Equal(0.0, (x - x).Tangent);
        Assert.Equal(0.0, (x / x).Tangent, 1e-15);
        Assert.Equal(1.0, Dual<double>.Max(x, x).Tangent);
        Assert.Equal(1.0, Dual<double>.MinMagnitude(x, x).Tangent);
        Numbers.Equal(6.772588722239782, Dual<double>.Pow(new(2.0, 1.0), new(2.0, 1.0)).Tangent);
    }

    [Fact]
    public void A_constant_makes_no_NaN_of_an_infinite_slope()
    {
        Dual<double> zero = 0.0;
        Assert.Equal(0.0, Dual<double>.Sqrt(zero).Tangent);
        Assert.Equal(0.0, Dual<double>.Log(zero).Tangent);
        Assert.Equal(0.0, (1.0 / zero).Tangent);
        Assert.Equal(0.0, Dual<double>.Asin(1.0).Tangent);
        Assert.Equal(0.0, Dual<double>.Sqrt(-zero).Tangent);
        Assert.Equal(-6.0, Dual<double>.Pow(new(-3.0, 1.0), 2.0).Tangent);
        Assert.Equal(1.0, (new Dual<double>(2.0, 1.0) + Dual<double>.Sqrt(zero)).Tangent);
        Assert.Equal(0.0, (Dual<double>.PositiveInfinity * zero).Tangent);
        Assert.Equal(0f, Dual<float>.Sqrt(0f).Tangent);

        // Of nested numbers, a constant of the outer derivative may vary along the inner one.
        Dual<Dual<double>> inner = new Dual<double>(0.0, 1.0);
        Assert.Equal(double.PositiveInfinity, Dual<Dual<double>>.Sqrt(inner).Value.Tangent);
        Assert.Equal(default, Dual<Dual<double>>.Sqrt(inner).Tangent);
        Assert.Equal(default, Dual<Dual<double>>.Pow(inner, (Dual<double>)1.5).Tangent);
    }

    [Fact]
    public void What_is_not_selected_by_a_branch_has_no_part()
    {
        // The untaken side is never computed, unlike in where(x > 0, sqrt(x), x) of whole arrays.
        Assert.Equal(1.0, Chosen(new Dual<double>(-1.0, 1.0)).Tangent);
        Assert.Equal(0.25, Chosen(new Dual<double>(4.0, 1.0)).Tangent);

        static Dual<double> Chosen(Dual<double> x) => x > 0.0 ? Dual<double>.Sqrt(x) : x;
    }
}
