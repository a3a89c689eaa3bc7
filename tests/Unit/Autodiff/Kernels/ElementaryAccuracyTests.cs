using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>
/// What the library promises of its elementary functions, as a user calls them: values within 2.5 (float) and 4 (double) units of the last
/// place, gradients within 4 units of the last place of the slope, or of 1 where that is more.
/// </summary>
public sealed class ElementaryAccuracyTests
{
    private const double FloatBound = 2.5;

    // Phi divides where gelu does not, in the lower tail.
    private const double PhiFloatBound = 3.0;

    private const double DoubleBound = 4.0;
    private const double SlopeBound = 4.0;
    private const double Infinity = double.PositiveInfinity;

    public static TheoryData<string> Functions => ["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "erf", "phi", "gelu"];

    /// <summary>Function, argument, value and slope that are exact in every number type.</summary>
    public static TheoryData<string, double, double, double> Exact => new()
    {
        { "exp", 0.0, 1.0, 1.0 },
        { "exp", Infinity, Infinity, Infinity },
        { "exp", -Infinity, 0.0, 0.0 },
        { "expm1", 0.0, 0.0, 1.0 },
        { "expm1", Infinity, Infinity, Infinity },
        { "expm1", -Infinity, -1.0, 0.0 },
        { "log", 1.0, 0.0, 1.0 },
        { "log", 0.0, -Infinity, Infinity },
        { "log", Infinity, Infinity, 0.0 },
        { "log1p", 0.0, 0.0, 1.0 },
        { "log1p", -1.0, -Infinity, Infinity },
        { "log1p", Infinity, Infinity, 0.0 },
        { "tanh", 0.0, 0.0, 1.0 },
        { "tanh", Infinity, 1.0, 0.0 },
        { "tanh", -Infinity, -1.0, 0.0 },
        { "sigmoid", 0.0, 0.5, 0.25 },
        { "sigmoid", Infinity, 1.0, 0.0 },
        { "sigmoid", -Infinity, 0.0, 0.0 },
        { "softplus", 0.0, 0.69314718055994531, 0.5 },
        { "softplus", Infinity, Infinity, 1.0 },
        { "softplus", -Infinity, 0.0, 0.0 },
        { "erf", 0.0, 0.0, 1.1283791670955126 },
        { "erf", Infinity, 1.0, 0.0 },
        { "erf", -Infinity, -1.0, 0.0 },
        { "phi", 0.0, 0.5, 0.3989422804014327 },
        { "phi", Infinity, 1.0, 0.0 },
        { "phi", -Infinity, 0.0, 0.0 },
        { "gelu", 0.0, 0.0, 0.5 },
        { "gelu", Infinity, Infinity, 1.0 },
        { "gelu", -Infinity, -0.0, 0.0 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Doubles_against_the_table(string function)
    {
        ElementaryFunction.Point[] table = ElementaryFunction.Table(function);
        (double[] y, double[] slope) = Evaluate(function, [.. table.Select(point => point.X)]);
        for (int i = 0; i < table.Length; i++)
        {
            double error = table[i].ErrorOfValue(y[i]);
            double slopeError = table[i].ErrorOfSlope(slope[i]);
            Assert.True(error <= DoubleBound, $"{function}({table[i].X:R}) = {y[i]:R}: {error} units of the last place");
            Assert.True(slopeError <= SlopeBound, $"{function}'({table[i].X:R}) = {slope[i]:R}: {slopeError} units of the last place");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Floats_against_the_table(string function)
    {
        ElementaryFunction.Point[] table = [.. ElementaryFunction.Table(function).Where(point => (float)point.X == point.X)];
        Assert.True(table.Length > 100);
        float[] x = [.. table.Select(point => (float)point.X)];
        (float[] y, float[] slope) = Evaluate(function, x);
        AssertErrors(function, x, y, slope, [.. table.Select(point => point.Value)], [.. table.Select(point => point.Slope)]);
    }

    /// <summary>Every 1021st float, against the double that the table judged.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Floats_against_doubles(string function)
    {
        const int Chunk = (1 << 18) - 1;
        const long Step = 1021;
        for (long first = 0; first <= uint.MaxValue; first += Chunk * Step)
        {
            int count = (int)Math.Min(Chunk, ((uint.MaxValue - first) / Step) + 1);
            float[] x = new float[count];
            for (int i = 0; i < count; i++)
            {
                x[i] = BitConverter.UInt32BitsToSingle((uint)(first + (i * Step)));
            }

            (float[] y, float[] slope) = Evaluate(function, x);
            (double[] expected, double[] expectedSlope) = Evaluate(function, Array.ConvertAll(x, value => (double)value));
            AssertErrors(function, x, y, slope, expected, expectedSlope);
        }
    }

    /// <summary>The slopes of every lane, beside the widest that variables use.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Slopes_of_every_width_against_the_table(string function)
    {
        ElementaryFunction.Point[] table = ElementaryFunction.Table(function);
        foreach (int width in ElementaryFunction.Widths<double>())
        {
            double[] slope = ElementaryFunction.Evaluate(function + "'", width, [.. table.Select(point => point.X)]);
            for (int i = 0; i < table.Length; i++)
            {
                double error = table[i].ErrorOfSlope(slope[i]);
                Assert.True(error <= SlopeBound, $"{function}'({table[i].X:R}) = {slope[i]:R} in {width} bits: {error} units of the last place");
            }
        }

        table = [.. table.Where(point => (float)point.X == point.X)];
        foreach (int width in ElementaryFunction.Widths<float>())
        {
            float[] slope = ElementaryFunction.Evaluate(function + "'", width, [.. table.Select(point => (float)point.X)]);
            for (int i = 0; i < table.Length; i++)
            {
                double error = ErrorOfSlope(slope[i], table[i].Slope);
                Assert.True(error <= SlopeBound, $"{function}'({table[i].X:R}) = {slope[i]:R} in {width} bits: {error} units of the last place");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Exact_at_zero_and_infinity(string function, double x, double value, double slope)
    {
        Check<float>();
        Check<double>();
        Check<Half>();

        void Check<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            (T[] y, T[] dy) = Evaluate(function, Enumerable.Repeat(T.CreateTruncating(x), 21).ToArray());
            Assert.All(y, number => Assert.Equal(T.CreateTruncating(value), number));
            Assert.All(dy, number => Assert.Equal(T.CreateTruncating(slope), number));
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void NaN_gives_NaN(string function)
    {
        (float[] y, float[] slope) = Evaluate(function, [float.NaN, 1.0f, float.NaN]);
        Assert.Equal([true, false, true], y.Select(float.IsNaN));
        Assert.Equal(function is "exp" or "expm1" ? [true, false, true] : y.Select(float.IsNaN), slope.Select(float.IsNaN));
        (double[] wide, double[] wideSlope) = Evaluate(function, [double.NaN, 1.0, double.NaN]);
        Assert.Equal([true, false, true], wide.Select(double.IsNaN));
        Assert.Equal([true, false, true], wideSlope.Select(double.IsNaN));
    }

    /// <summary>Value and gradient at seed 1, through variables.</summary>
    private static (T[] Value, T[] Slope) Evaluate<T>(string function, T[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Variable<T> operand = tape.Variable(x, [x.Length]);
        Variable<T> result = function switch
        {
            "exp" => operand.Exp(),
            "expm1" => operand.ExpM1(),
            "log" => operand.Log(),
            "log1p" => operand.LogP1(),
            "tanh" => operand.Tanh(),
            "sigmoid" => operand.Sigmoid(),
            "softplus" => operand.Softplus(),
            "erf" => operand.Erf(),
            "phi" => operand.Phi(),
            "gelu" => operand.Gelu(),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };
        T[] seed = new T[x.Length];
        Array.Fill(seed, T.One);
        return (result.Values.ToArray(), result.Gradients(seed)[operand].ToArray());
    }

    private static void AssertErrors(string function, float[] x, float[] y, float[] slope, double[] expected, double[] expectedSlope)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double error = ElementaryFunction.Error(y[i], expected[i]);
            double slopeError = ErrorOfSlope(slope[i], expectedSlope[i]);
            if (!(error <= (function == "phi" ? PhiFloatBound : FloatBound)) || !(slopeError <= SlopeBound))
            {
                Assert.Fail($"{function}({x[i]:R}) = {y[i]:R}, slope {slope[i]:R}: {error} and {slopeError} units of the last place");
            }
        }
    }

    private static double ErrorOfSlope(float slope, double expected)
    {
        float rounded = (float)expected;
        return slope.Equals(rounded) || float.IsNaN(rounded) || float.IsInfinity(rounded) || float.IsInfinity(slope)
            ? ElementaryFunction.Error(slope, expected)
            : Math.Abs(slope - expected) / ElementaryFunction.Ulp<float>(Math.Max(Math.Abs(expected), 1.0));
    }
}
