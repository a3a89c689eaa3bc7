using System.Numerics;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels.Reference;

/// <summary>
/// Functions of numbers with 1400 bits behind the point: integers that stand for x 2^1400. That is 300 bits more than the least
/// double has, so that an absolute error of some last places is all that needs thought: no cancellation reaches a double.
/// </summary>
internal static class FixedPoint
{
    public const int Bits = 1400;

    public static readonly BigInteger One = BigInteger.One << Bits;

    // log 2 = 2 artanh(1/3); pi = 16 arctan(1/5) - 4 arctan(1/239).
    public static readonly BigInteger LogTwo = 2 * Artanh(One / 3);

    public static readonly BigInteger Pi = (16 * ArctanOfReciprocal(5)) - (4 * ArctanOfReciprocal(239));

    private static readonly BigInteger SqrtTwo = Sqrt(2 * One);

    private static readonly BigInteger TwoBySqrtPi = Divide(2 * One, Sqrt(Pi));

    /// <summary>A finite double, exactly.</summary>
    public static BigInteger Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        int field = (int)(bits >> 52);
        BigInteger significand = (bits & ((1L << 52) - 1)) + (field > 0 ? 1L << 52 : 0L);
        BigInteger magnitude = significand << (Bits + Math.Max(field, 1) - 1075);
        return x < 0.0 ? -magnitude : magnitude;
    }

    public static BigInteger Multiply(BigInteger a, BigInteger b) => (a * b) >> Bits;

    public static BigInteger Divide(BigInteger a, BigInteger b) => (a << Bits) / b;

    /// <summary>Newton's iteration from above, which ends where it no longer falls.</summary>
    public static BigInteger Sqrt(BigInteger x)
    {
        BigInteger square = x << Bits;
        BigInteger root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }

    /// <summary>e^x = 2^n (e^(r / 2^32))^(2^32) with r = x - n log 2; the 32 squarings lose 32 of the last places. |x| up to 1000.</summary>
    public static BigInteger Exp(BigInteger x)
    {
        int n = (int)BigInteger.Divide(x, LogTwo);
        BigInteger r = (x - (n * LogTwo)) >> 32;
        BigInteger sum = One;
        BigInteger term = One;
        for (int k = 1; !term.IsZero && term != BigInteger.MinusOne; k++)
        {
            term = Multiply(term, r) / k;
            sum += term;
        }

        for (int i = 0; i < 32; i++)
        {
            sum = Multiply(sum, sum);
        }

        return n >= 0 ? sum << n : sum >> -n;
    }

    /// <summary>log x = n log 2 + 2 artanh((m - 1) / (m + 1)) with x = 2^n m and m in [1, 2).</summary>
    public static BigInteger Log(BigInteger x)
    {
        int n = (int)x.GetBitLength() - 1 - Bits;
        BigInteger power = n >= 0 ? One << n : One >> -n;
        return (n * LogTwo) + (2 * Artanh(Divide(x - power, x + power)));
    }

    /// <summary>log(1 + z) for z from 0 to 1.</summary>
    public static BigInteger LogOnePlus(BigInteger z) => 2 * Artanh(Divide(z, (2 * One) + z));

    /// <summary>erf x = 2/sqrt(pi) e^(-x^2) (x + x^3 2/3 + x^5 4/15 + ...), all terms of one sign; beyond 30 it is 1 to all places.</summary>
    public static BigInteger Erf(BigInteger x)
    {
        if (BigInteger.Abs(x) >= 30 * One)
        {
            return x.Sign * One;
        }

        BigInteger square = Multiply(x, x);
        BigInteger term = BigInteger.Abs(x);
        BigInteger sum = BigInteger.Zero;
        for (int n = 1; !term.IsZero; n++)
        {
            sum += term;
            term = Multiply(term, 2 * square) / ((2 * n) + 1);
        }

        // Divided by e^(x^2), which keeps its places, where e^(-x^2) has few left.
        return x.Sign * Multiply(TwoBySqrtPi, Divide(sum, Exp(square)));
    }

    /// <summary>2/sqrt(pi) e^(-x^2), the slope of erf.</summary>
    public static BigInteger ErfSlope(BigInteger x) =>
        BigInteger.Abs(x) >= 30 * One ? BigInteger.Zero : Multiply(TwoBySqrtPi, Exp(-Multiply(x, x)));

    /// <summary>The standard normal distribution function.</summary>
    public static BigInteger Phi(BigInteger x) => (One + Erf(Divide(x, SqrtTwo))) >> 1;

    /// <summary>e^(-x^2/2) / sqrt(2 pi), the slope of Phi: that of erf at x / sqrt 2, halved with the argument.</summary>
    public static BigInteger Density(BigInteger x) => Divide(ErfSlope(Divide(x, SqrtTwo)), 2 * SqrtTwo);

    /// <summary>
    /// The nearest double, to the even one of two, and what is left, in units of its last place (of the one above, that
    /// is, of the numbers from it upwards).
    /// </summary>
    public static (double Nearest, double Remainder) Round(BigInteger value)
    {
        BigInteger magnitude = BigInteger.Abs(value);
        int unit = Math.Max((int)magnitude.GetBitLength() - 1 - Bits - 52, -1074);
        BigInteger last = BigInteger.One << (unit + Bits);
        BigInteger count = magnitude / last;
        BigInteger rest = magnitude - (count * last);
        int half = (2 * rest).CompareTo(last);
        if (half > 0 || (half == 0 && !count.IsEven))
        {
            count += 1;
            rest -= last;
        }

        double nearest = Math.ScaleB((double)count, unit);
        if (double.IsInfinity(nearest))
        {
            return (value.Sign * nearest, 0.0);
        }

        // Rounded up to a power of two, the unit is that of the numbers above.
        double units = (double)((rest << 40) / last) / (1L << 40) * (count.GetBitLength() > 53 ? 0.5 : 1.0);
        return (value.Sign * nearest, value.Sign * units);
    }

    private static BigInteger Artanh(BigInteger s)
    {
        BigInteger square = Multiply(s, s);
        BigInteger power = s;
        BigInteger sum = s;
        for (int n = 3; !power.IsZero && power != BigInteger.MinusOne; n += 2)
        {
            power = Multiply(power, square);
            sum += power / n;
        }

        return sum;
    }

    private static BigInteger ArctanOfReciprocal(int n)
    {
        BigInteger power = One / n;
        BigInteger sum = power;
        for (int k = 3; !power.IsZero; k += 2)
        {
            power /= -n * n;
            sum += power / k;
        }

        return sum;
    }
}
