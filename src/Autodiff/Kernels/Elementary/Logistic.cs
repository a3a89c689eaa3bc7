using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// 1 / (1 + e^-x) = 2^m / (2^m + e^-r) with m = round(x / log 2) and r = x - m log 2. The power of two is multiplied last, so that the
/// result is right down to underflow, and the denominator is (1 + 2^m) - (1 - e^-r), rounded once. At most 2.2 units of the last place.
/// </summary>
internal static class Logistic
{
    /// <summary>1 / (1 + e^-x), to full relative accuracy for negative x too. Beyond the bounds the result is 0 or 1 already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        x = L.AtMost(
            L.AtLeast(x, typeof(T) == typeof(float) ? -104.0 : -746.0),
            typeof(T) == typeof(float) ? 25.0 : 40.0);
        L m = Exponential.Quotient<L, T>(x);
        L r = L.MultiplyAdd(m, -Exponential.LogTwoLow<T>(), L.MultiplyAdd(m, -Exponential.LogTwoHigh<T>(), x));
        L square = r * r;
        L series = typeof(T) == typeof(float) ? Exponential.ShortSeries<L, T>(r, square, -1.0) : -Exponential.Series<L, T>(-r);
        L complement = L.MultiplyAdd(series, square, r);
        return L.Scale(L.Reciprocal((1.0 + L.Scale(1.0, m)) - complement), m);
    }
}
