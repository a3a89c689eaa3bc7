using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// tanh x = sign(x) (e^u - 1) / (e^u + 1) with u = 2 |x|. With the n and r of <see cref="Exponential"/>, numerator and
/// denominator divided by 2^n are (e^r - 1) + (1 - 2^-n) and (e^r - 1) + (1 + 2^-n): no cancellation, and x itself near 0.
/// Where the result exceeds 1/2 (n at least 2), 1 - 2 / (e^u + 1) is more accurate. At most 2.1 units of the last place.
/// </summary>
internal static class HyperbolicTangent
{
    /// <summary>tanh x. Beyond the bound on u the result is 1 already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L u = L.AtMost(L.Abs(x + x), typeof(T) == typeof(float) ? 20.0 : 40.0);
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
