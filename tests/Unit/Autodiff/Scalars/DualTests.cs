using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>What a dual number is: parts, comparisons, conversions, text, and what it refuses.</summary>
public sealed class DualTests
{
    [Fact]
    public void A_generic_function_is_differentiated_as_it_stands()
    {
        Numbers.Equal(Density(0.3), Density(new Dual<double>(0.3, 1.0)).Value, 0.0);
        Numbers.Equal(-0.6 * Math.Exp(-0.09) + Math.Pow(Math.Cosh(0.3), -2.0), Density(new Dual<double>(0.3, 1.0)).Tangent);
        Numbers.Equal([-215.6, -88.0], Gradient(-1.2, 1.0));

        static T Density<T>(T x)
            where T : INumber<T>, IExponentialFunctions<T>, IHyperbolicFunctions<T> => T.Exp(-(x * x)) + T.Tanh(x);

        static double[] Gradient(double x, double y) => [Rosenbrock<Dual<double>>([new(x, 1.0), y]).Tangent, Rosenbrock<Dual<double>>([x, new(y, 1.0)]).Tangent];

        static T Rosenbrock<T>(ReadOnlySpan<T> x)
            where T : INumber<T>
        {
            T sum = T.Zero;
            for (int index = 0; index + 1 < x.Length; index++)
            {
                T a = x[index + 1] - (x[index] * x[index]);
                T b = T.One - x[index];
                sum += (T.CreateChecked(100) * a * a) + (b * b);
            }

            return sum;
        }
    }

    [Fact]
    public void A_branch_goes_as_the_values_do()
    {
        Assert.Equal(4.0, F(new Dual<double>(2.0, 1.0)).Tangent);
        Assert.Equal(-1.0, F(new Dual<double>(-2.0, 1.0)).Tangent);

        static T F<T>(T x)
            where T : INumber<T> => x > T.Zero ? x * x : -x;
    }

    [Fact]
    public void A_number_is_a_constant()
    {
        Dual<double> constant = 2.5;
        (double value, double tangent) = constant;
        Assert.Equal((2.5, 0.0), (value, tangent));
        Assert.Equal(new Dual<double>(5.0, 2.0), 2.0 * new Dual<double>(2.5, 1.0));
        Assert.Equal(new Dual<double>(3.5, 1.0), new Dual<double>(2.5, 1.0) + 1);
    }

    [Fact]
    public void Operators_compare_values_and_Equals_compares_all()
    {
        Dual<double> x = new(1.0, 2.0);
        Dual<double> y = new(1.0, 3.0);
        Assert.True(x == y && x <= y && x >= y && !(x != y) && !(x < y) && !(x > y));
        Assert.False(x.Equals(y));
        Assert.True(x.Equals((object)new Dual<double>(1.0, 2.0)));
        Assert.Equal(x.GetHashCode(), new Dual<double>(1.0, 2.0).GetHashCode());
        Assert.True(Dual<double>.NaN.Equals(Dual<double>.NaN));
        Assert.Equal(0, x.CompareTo(y));
        Assert.True(x.CompareTo((object)new Dual<double>(2.0, 0.0)) < 0);
        Assert.Equal(1, x.CompareTo(null));
        Assert.Throws<ArgumentException>(() => x.CompareTo("1"));
    }

    [Fact]
    public void Comparisons_with_NaN_are_false()
    {
        Dual<double> nan = new(double.NaN, 1.0);
        Dual<double> one = 1.0;
        Assert.False(nan < one || nan > one || nan <= one || nan >= one || nan == one);
        Assert.True(nan != one);
        Assert.True(Dual<double>.IsNaN(nan));
        Assert.False(Dual<double>.IsNaN(new(1.0, double.NaN)));
    }

    [Theory]
    [InlineData(-2.0)]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(2.5)]
    [InlineData(5e-324)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Predicates_are_those_of_the_value(double x)
    {
        Assert.Equal(Predicates(x), Predicates(new Dual<double>(x, 7.0)));

        static bool[] Predicates<T>(T x)
            where T : IFloatingPointIeee754<T> =>
        [
            T.IsCanonical(x), T.IsComplexNumber(x), T.IsEvenInteger(x), T.IsFinite(x), T.IsImaginaryNumber(x), T.IsInfinity(x), T.IsInteger(x), T.IsNaN(x),
            T.IsNegative(x), T.IsNegativeInfinity(x), T.IsNormal(x), T.IsOddInteger(x), T.IsPositive(x), T.IsPositiveInfinity(x), T.IsRealNumber(x),
            T.IsSubnormal(x), T.IsZero(x),
        ];
    }

    [Fact]
    public void Constants_are_those_of_the_type_beneath()
    {
        Assert.Equal(Constants<double>(), Constants<Dual<double>>().Select(each => each.Value));
        Assert.All(Constants<Dual<double>>(), each => Assert.Equal(0.0, each.Tangent));
        Assert.Equal(2, Radix<Dual<double>>());

        static T[] Constants<T>()
            where T : IFloatingPointIeee754<T> =>
            [T.Zero, T.One, T.NegativeOne, T.E, T.Pi, T.Tau, T.Epsilon, T.NaN, T.NegativeInfinity, T.NegativeZero, T.PositiveInfinity, T.AdditiveIdentity, T.MultiplicativeIdentity];

        static int Radix<T>()
            where T : INumberBase<T> => T.Radix;
    }

    [Fact]
    public void Any_number_becomes_a_constant()
    {
        Assert.Equal(new Dual<double>(3.0, 0.0), Dual<double>.CreateChecked(3));
        Assert.Equal(new Dual<double>(3.5, 0.0), Created<Dual<double>, decimal>(3.5m));
        Assert.Equal(new Dual<double>(3.0, 0.0), Created<Dual<double>, BigInteger>(3));
        Assert.Equal(new Dual<float>(2.5f, 0f), Dual<float>.CreateSaturating(2.5));
        Assert.Equal(new Dual<double>(7.0, 0.0), Dual<double>.CreateTruncating('\a'));
        Assert.Equal(new Dual<double>(2.0, 1.0), Created<Dual<double>, Dual<double>>(new(2.0, 1.0)));
        Assert.Equal(new Dual<Dual<double>>(new(2.0, 1.0), default), Created<Dual<Dual<double>>, Dual<double>>(new(2.0, 1.0)));
        Assert.Equal(new Dual<Dual<double>>(new(4.0, 0.0), default), Created<Dual<Dual<double>>, int>(4));
        Assert.Equal(new Dual<double>(4.0, 0.0), AsOthersDo<Dual<double>, int>(4));

        static A Created<A, B>(B value)
            where A : INumberBase<A>
            where B : INumberBase<B> => A.CreateChecked(value);

        static A AsOthersDo<A, B>(B value)
            where A : INumberBase<A>
            where B : INumberBase<B> => A.CreateTruncating(value);
    }

    [Fact]
    public void No_conversion_cuts_the_derivative()
    {
        Dual<double> x = new(2.5, 1.0);
        Assert.Throws<NotSupportedException>(() => double.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => double.CreateSaturating(x));
        Assert.Throws<NotSupportedException>(() => double.CreateTruncating(x));
        Assert.Throws<NotSupportedException>(() => float.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => Half.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => decimal.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => Complex.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => Dual<float>.CreateChecked(x));
        Assert.Throws<NotSupportedException>(() => Dual<double>.CreateChecked(new Dual<float>(1f, 1f)));
        Assert.Throws<NotSupportedException>(() => Dual<double>.CreateChecked(new Dual<Dual<double>>(x, x)));
    }

    [Fact]
    public void Whole_numbers_can_be_had()
    {
        Dual<double> x = new(300.7, 1.0);
        Assert.Equal(300, int.CreateChecked(x));
        Assert.Equal(300, long.CreateTruncating(x));
        Assert.Equal(300, BigInteger.CreateChecked(x));
        Assert.Equal(byte.MaxValue, byte.CreateSaturating(x));
        Assert.Throws<OverflowException>(() => byte.CreateChecked(x));
        Assert.Equal(300, int.CreateChecked(new Dual<Dual<double>>(x, x)));
        Assert.Equal(300, Integer<Dual<double>, int>(x));

        static I Integer<T, I>(T x)
            where T : IFloatingPoint<T>
            where I : IBinaryInteger<I> => T.ConvertToInteger<I>(x);
    }

    [Fact]
    public void Functions_to_integers_are_those_of_the_value()
    {
        Assert.Equal(-1, Dual<double>.Sign(new(-2.5, 1.0)));
        Assert.Equal(1, Dual<double>.ILogB(new(2.5, 1.0)));
        Assert.Throws<ArithmeticException>(() => Dual<double>.Sign(Dual<double>.NaN));
        Assert.Throws<ArgumentException>(() => Dual<double>.Clamp(1.0, 2.0, 1.0));
    }

    [Fact]
    public void Text_has_value_and_tangent_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("hu-HU");
        try
        {
            Dual<double> x = new(0.5, -1.25);
            Assert.Equal("<0.5; -1.25>", x.ToString());
            Assert.Equal("<0.50; -1.25>", x.ToString("F2", null));
            Assert.Equal("<0,5; -1,25>", x.ToString(null, CultureInfo.CurrentCulture));
            Assert.Equal("<<0.5; -1.25>; <1; 0>>", new Dual<Dual<double>>(x, 1.0).ToString());
            Assert.Equal("<0.5; -1.3>", string.Create(CultureInfo.InvariantCulture, $"{x:0.#}"));
            Assert.False(x.TryFormat(stackalloc char[5], out int written, default, null));
            Assert.Equal(0, written);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Text_makes_no_dual_number()
    {
        Refused(() => Parsed<Dual<double>>("1"));
        Refused(() => Dual<double>.Parse("1", NumberStyles.Float, null));
        Refused(() => Dual<double>.Parse("1".AsSpan(), null));
        Refused(() => Dual<double>.Parse("1".AsSpan(), NumberStyles.Float, null));
        Refused(() => Dual<double>.TryParse("1", null, out _));
        Refused(() => Dual<double>.TryParse("1", NumberStyles.Float, null, out _));
        Refused(() => Dual<double>.TryParse("1".AsSpan(), null, out _));
        Refused(() => Dual<double>.TryParse("1".AsSpan(), NumberStyles.Float, null, out _));
        Refused(() => ParsedBytes<Dual<double>>("1"u8));

        static void Refused(Action parse)
        {
            NotSupportedException refusal = Assert.Throws<NotSupportedException>(parse);
            Assert.Contains("Parse: text has no derivative", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(DualTests), refusal.Message, StringComparison.Ordinal);
        }

        static T Parsed<T>(string text)
            where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

        static T ParsedBytes<T>(ReadOnlySpan<byte> text)
            where T : IUtf8SpanParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Bits_have_no_derivative()
    {
        foreach (Action<Dual<double>> read in Readers<Dual<double>>())
        {
            NotSupportedException refusal = Assert.Throws<NotSupportedException>(() => read(new(1.0, 1.0)));
            Assert.Contains("bits of a number have no derivative", refusal.Message, StringComparison.Ordinal);
        }

        static Action<T>[] Readers<T>()
            where T : IFloatingPoint<T> =>
        [
            x => x.GetExponentByteCount(),
            x => x.GetExponentShortestBitLength(),
            x => x.GetSignificandBitLength(),
            x => x.GetSignificandByteCount(),
            x => x.WriteExponentBigEndian(new byte[8]),
            x => x.WriteExponentLittleEndian(new byte[8]),
            x => x.WriteSignificandBigEndian(new byte[8]),
            x => x.WriteSignificandLittleEndian(new byte[8]),
        ];
    }
}
