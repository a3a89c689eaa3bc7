using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>log x = e log 2 + log(1 + f), with x = 2^e (1 + f) and f in [-1/4, 1/2). At most 1.1 units of the last place.</summary>
internal static class Logarithm
{
    /// <summary>log x. At 0 and infinity the exponent alone makes the result, below 0 the significand is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        Combine<L, T>(L.Exponent(x), L.Significand(x) - 1.0);

    /// <summary>e log 2 + log(1 + f), the small parts first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Combine<L, T>(L e, L f)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L low = L.MultiplyAdd(e, Exponential.LogTwoLow<T>(), Remainder<L, T>(f));
        return L.MultiplyAdd(e, Exponential.LogTwoHigh<T>(), f + low);
    }

    /// <summary>log(1 + f) - f for f in [-1/4, 1/2].</summary>
    /// <remarks>
    /// Float: f^2 (-1/2 + f q(f)). Double: with s = f / (2 + f), log(1 + f) = 2 artanh s = 2 s + s z p(z), z = s^2, and
    /// 2 s = f - s f. Minimax polynomials (Remez) for the relative error of log(1 + f): 2^-27.6 and 2^-61.6.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Remainder<L, T>(L f)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            L square = f * f;
            L fourth = square * square;
            L low = L.MultiplyAdd(L.Linear(f, 0.199908614, -0.250000954), square, L.Linear(f, 0.333334506, -0.5));
            L high = L.MultiplyAdd(L.Linear(f, 0.104630232, -0.131611913), square, L.Linear(f, 0.144783944, -0.16647312));
            high = L.MultiplyAdd(fourth, -0.0450748242, high);
            return L.MultiplyAdd(high, fourth, low) * square;
        }

        L s = f / (2.0 + f);
        L z = s * s;
        L y = z * z;
        L first = L.MultiplyAdd(L.Linear(z, 0.22222224302844848, 0.28571428555767925), y, L.Linear(z, 0.4000000000005695, 0.666666666666666));
        L last = L.MultiplyAdd(L.Linear(z, 0.1384426906844829, 0.13173413253348956), y, L.Linear(z, 0.15391123353540367, 0.18181665512659467));
        return s * L.MultiplyAdd(L.MultiplyAdd(last, y * y, first), z, -f);
    }
}
