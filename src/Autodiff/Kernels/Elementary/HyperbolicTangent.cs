using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// tanh x. For float, x + x z w(z) with z = x^2 where the result is below 1/2, elsewhere 1 - 2 / (1 + e^(2 |x|)). For double from the
/// exponential alone. At most 1.3 (float) and 2.1 (double) units of the last place.
/// </summary>
internal static class HyperbolicTangent
{
    /// <summary>tanh x. Beyond the bound on |x| the result is 1 already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        if (typeof(T) != typeof(float))
        {
            return ByExponential<L, T>(x);
        }

        L magnitude = L.Abs(x);
        L z = x * x;
        L near = L.MultiplyAdd(magnitude, Near<L, T>(z) * z, magnitude);
        L far = Far<L, T>(L.AtMost(magnitude, 10.0));
        return L.Select(new Mask<L>(-0.0), x, L.Select(magnitude < 0.549, near, far));
    }

    /// <summary>(tanh(x) / x - 1) / z from z = x^2. Minimax polynomial (Remez) for the relative error of tanh on |x| &lt;= 0.5495: 2^-24.7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Near<L, T>(L z)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        Polynomial.Cubic<L, T>(z, z * z, -0.3333294988, 0.1332079768, -0.05267645791, 0.01644648425);

    /// <summary>
    /// 1 - 2 / (1 + e^(2 a)) for a from 0.54 to 10, in halves: with k = -round(2 a / log 2) and h = a + k log(2) / 2 it is
    /// 1 - 2^k / ((1 + 2^k) / 2 + (e^(2 h) - 1) / 2). One part of log 2 is enough: |k| is large only where the quotient is small.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Far<L, T>(L a)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L k = L.Linear(a, -2.0 * 1.4426950408889634, 12582912.0) - 12582912.0;
        L h = L.MultiplyAdd(k, 0.5 * 0.69314718055994531, a);
        L square = h * h;
        L half = L.MultiplyAdd(Exponential.ShortSeries<L, T>(h, square, 2.0), square, h);
        L power = L.PowerOfTwo(k);
        return L.MultiplyAdd(power, L.Reciprocal(L.Linear(power, -0.5, -0.5) - half), 1.0);
    }

    /// <summary>
    /// sign(x) (e^u - 1) / (e^u + 1) with u = 2 |x|. With the n and r of <see cref="Exponential"/>, numerator and denominator divided by 2^n
    /// are (e^r - 1) + (1 - 2^-n) and (e^r - 1) + (1 + 2^-n): no cancellation, and x itself near 0. Where the result exceeds 1/2 (n
    /// at least 2), 1 - 2 / (e^u + 1) is more accurate.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L ByExponential<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L u = L.AtMost(L.Abs(x + x), 40.0);
        L n = Exponential.Quotient<L, T>(u);
        L difference = ExponentialMinusOne.OfRemainder<L, T>(u, n);
        L power = L.PowerOfTwo(-n);
        L denominator = difference + (1.0 + power);
        Mask<L> large = n > 1.0;
        L quotient = L.Select(large, power * -2.0, difference + (1.0 - power)) / denominator;

        // What the denominator lost in rounding, relative to its size near 0, which is 2.
        L error = (denominator - (1.0 + power)) - difference;
        quotient = L.MultiplyAdd(quotient, error * 0.5, quotient);
        return L.Or(L.Select(large, 1.0 + quotient, quotient), L.And(x, -0.0));
    }
}
