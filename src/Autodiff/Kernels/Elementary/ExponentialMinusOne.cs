using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>e^x - 1 = 2^n ((e^r - 1) + (1 - 2^-n)), with the n and r of <see cref="Exponential"/>. At most 1.4 units of the last place.</summary>
internal static class ExponentialMinusOne
{
    /// <summary>e^x - 1. Below the clamp the result is -1 already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L bounded = L.AtMost(
            L.AtLeast(x, typeof(T) == typeof(float) ? -18.0 : -38.0),
            typeof(T) == typeof(float) ? 89.0 : 710.0);
        L n = Exponential.Quotient<L, T>(bounded);
        L value = L.Scale(OfRemainder<L, T>(bounded, n) + (1.0 - L.Scale(1.0, -n)), n);

        // The reduction turns -0 into 0.
        return L.Or(value, L.And(x, -0.0));
    }

    /// <summary>
    /// e^r - 1 for r = x - n log 2. The rounding error of r is carried along, because 2^n multiplies it against a result
    /// that may be smaller than 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L OfRemainder<L, T>(L x, L n)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L high = L.MultiplyAdd(n, -Exponential.LogTwoHigh<T>(), x);
        L r = L.MultiplyAdd(n, -Exponential.LogTwoLow<T>(), high);
        L error = L.MultiplyAdd(n, -Exponential.LogTwoLow<T>(), high - r);
        return r + L.MultiplyAdd(r * r, Exponential.Series<L, T>(r), error);
    }
}
