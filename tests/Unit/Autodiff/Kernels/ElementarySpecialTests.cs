using System.Globalization;
using System.Numerics;
using AutoGrad.Tests.Unit.Autodiff.Kernels.Reference;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed class ElementarySpecialTests
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>Arguments at which the value is exact, at every width and number type.</summary>
    public static TheoryData<string, double, double> Exact => new()
    {
        { "exp", 0.0, 1.0 },
        { "exp", -0.0, 1.0 },
        { "exp", Infinity, Infinity },
        { "exp", -Infinity, 0.0 },
        { "exp", 10_000.0, Infinity },
        { "exp", -10_000.0, 0.0 },
        { "expm1", 0.0, 0.0 },
        { "expm1", -0.0, -0.0 },
        { "expm1", Infinity, Infinity },
        { "expm1", -Infinity, -1.0 },
        { "expm1", 10_000.0, Infinity },
        { "expm1", -10_000.0, -1.0 },
        { "log", 1.0, 0.0 },
        { "log", 0.0, -Infinity },
        { "log", -0.0, -Infinity },
        { "log", -1.0, double.NaN },
        { "log", -Infinity, double.NaN },
        { "log", Infinity, Infinity },
        { "log1p", 0.0, 0.0 },
        { "log1p", -0.0, -0.0 },
        { "log1p", -1.0, -Infinity },
        { "log1p", -2.0, double.NaN },
        { "log1p", -Infinity, double.NaN },
        { "log1p", Infinity, Infinity },
        { "tanh", 0.0, 0.0 },
        { "tanh", -0.0, -0.0 },
        { "tanh", Infinity, 1.0 },
        { "tanh", -Infinity, -1.0 },
        { "tanh", 10_000.0, 1.0 },
        { "tanh", -100.0, -1.0 },
        { "sigmoid", 0.0, 0.5 },
        { "sigmoid", -0.0, 0.5 },
        { "sigmoid", Infinity, 1.0 },
        { "sigmoid", -Infinity, 0.0 },
        { "sigmoid", 10_000.0, 1.0 },
        { "sigmoid", -10_000.0, 0.0 },
        { "softplus", Infinity, Infinity },
        { "softplus", -Infinity, 0.0 },
        { "softplus", 10_000.0, 10_000.0 },
        { "softplus", -10_000.0, 0.0 },
        { "erf", 0.0, 0.0 },
        { "erf", -0.0, -0.0 },
        { "erf", Infinity, 1.0 },
        { "erf", -Infinity, -1.0 },
        { "erf", 10_000.0, 1.0 },
        { "erf", -6.0, -1.0 },
        { "phi", 0.0, 0.5 },
        { "phi", -0.0, 0.5 },
        { "phi", Infinity, 1.0 },
        { "phi", -Infinity, 0.0 },
        { "phi", 10_000.0, 1.0 },
        { "phi", -39.0, 0.0 },
        { "gelu", 0.0, 0.0 },
        { "gelu", -0.0, -0.0 },
        { "gelu", Infinity, Infinity },
        { "gelu", -Infinity, -0.0 },
        { "gelu", 10_000.0, 10_000.0 },
        { "gelu", -39.0, -0.0 },
        { "sqrt", 0.0, 0.0 },
        { "sqrt", -0.0, -0.0 },
        { "sqrt", 4.0, 2.0 },
        { "sqrt", -1.0, double.NaN },
        { "sqrt", Infinity, Infinity },
        { "abs", -0.0, 0.0 },
        { "abs", -2.0, 2.0 },
        { "abs", -Infinity, Infinity },
        { "negate", 0.0, -0.0 },
        { "negate", -0.0, 0.0 },
        { "negate", -Infinity, Infinity },
        { "exp", double.NaN, double.NaN },
        { "expm1", double.NaN, double.NaN },
        { "log", double.NaN, double.NaN },
        { "log1p", double.NaN, double.NaN },
        { "tanh", double.NaN, double.NaN },
        { "sigmoid", double.NaN, double.NaN },
        { "softplus", double.NaN, double.NaN },
        { "erf", double.NaN, double.NaN },
        { "phi", double.NaN, double.NaN },
        { "gelu", double.NaN, double.NaN },
        { "sqrt", double.NaN, double.NaN },
        { "abs", double.NaN, double.NaN },
        { "negate", double.NaN, double.NaN },
    };

    [Theory]
    [MemberData(nameof(Exact))]
    public void The_value_is_exact(string function, double x, double expected)
    {
        Check<float>(function, x, expected);
        Check<double>(function, x, expected);
        Check<Half>(function, x, expected);
    }

    [Theory]
    [InlineData("exp", -745.0, 4.94065645841247e-324)]
    [InlineData("sigmoid", -745.0, 4.94065645841247e-324)]
    [InlineData("softplus", -745.0, 4.94065645841247e-324)]
    [InlineData("log", 4.94065645841247e-324, -744.44007192138126)]
    [InlineData("expm1", 4.94065645841247e-324, 4.94065645841247e-324)]
    [InlineData("log1p", -4.94065645841247e-324, -4.94065645841247e-324)]
    [InlineData("tanh", 4.94065645841247e-324, 4.94065645841247e-324)]
    [InlineData("erf", -4.94065645841247e-324, -4.94065645841247e-324)]
    [InlineData("phi", -38.46, 4.94065645841247e-324)]
    [InlineData("gelu", -38.56, -4.94065645841247e-324)]
    public void Subnormal_doubles_are_right(string function, double x, double expected) => Check<double>(function, x, expected);

    [Theory]
    [InlineData("exp", -103.0f, 1.40129846e-45f)]
    [InlineData("sigmoid", -103.0f, 1.40129846e-45f)]
    [InlineData("softplus", -103.0f, 1.40129846e-45f)]
    [InlineData("expm1", 1.40129846e-45f, 1.40129846e-45f)]
    [InlineData("log1p", -1.40129846e-45f, -1.40129846e-45f)]
    [InlineData("tanh", 1.40129846e-45f, 1.40129846e-45f)]
    [InlineData("erf", -1.40129846e-45f, -1.40129846e-45f)]
    [InlineData("gelu", -14.25f, -2.80259693e-45f)]
    public void Subnormal_floats_are_right(string function, float x, float expected) => Check<float>(function, x, expected);

    /// <summary>NaN of every kind: some have few bits set, and are not quiet.</summary>
    [Theory]
    [InlineData(0x7F800001u)]
    [InlineData(0xFF800400u)]
    [InlineData(0x7FC00000u)]
    [InlineData(0xFFFFFFFFu)]
    public void Every_NaN_stays_NaN(uint bits)
    {
        double wide = BitConverter.UInt64BitsToDouble(((ulong)(bits & 0xFF800000u) << 32) | 0x7FF00000_00000000 | (bits & 0x7FFFFFu));
        Assert.True(double.IsNaN(wide));
        foreach (string function in ReferenceFunction.Names)
        {
            foreach (int width in ElementaryFunction.Widths<float>())
            {
                Assert.All(ElementaryFunction.Evaluate(function, width, Repeat(BitConverter.UInt32BitsToSingle(bits))), y => Assert.True(float.IsNaN(y), function));
                Assert.All(ElementaryFunction.Evaluate(function, width, Repeat(wide)), y => Assert.True(double.IsNaN(y), function));
            }
        }

        static T[] Repeat<T>(T x) => [.. Enumerable.Repeat(x, 19)];
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("erf")]
    public void Odd_functions_are_odd(string function)
    {
        float[] x = [.. Enumerable.Range(0, 10_000).Select(i => i * 1.7e-3f)];
        foreach (int width in ElementaryFunction.Widths<float>())
        {
            float[] positive = ElementaryFunction.Evaluate(function, width, x);
            float[] negative = ElementaryFunction.Evaluate(function, width, [.. x.Select(value => -value)]);
            Assert.Equal(positive, negative.Select(value => -value));
        }
    }

    private static void Check<T>(string function, double x, double expected)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int width in ElementaryFunction.Widths<T>())
        {
            // In every place of a full and of a partial register.
            T[] y = ElementaryFunction.Evaluate(function, width, [.. Enumerable.Repeat(T.CreateTruncating(x), 19)]);
            Assert.All(y, value => Assert.Equal(Text(T.CreateTruncating(expected)), Text(value)));
        }
    }

    /// <summary>A text that tells -0 from 0 and holds one NaN for another.</summary>
    private static string Text<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);
}
