using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The hyperbolic sine and cosine of u = |x| from e^u = 2^n (m + p), with p = 2^-n and m = (e^u - 1) 2^-n as in
/// <see cref="ExponentialMinusOne"/>. The power of two is multiplied last: what is finite does not overflow on the way.
/// </summary>
internal static class HyperbolicSine
{
    /// <summary>sinh u = 2^(n - 1) (m + p m / (m + p)), with the sign of x. No cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L m = Reduce<L, T>(x, out L n, out L p);
        return L.Or(L.Scale(L.MultiplyAdd(p, m / (m + p), m), n - 1.0), L.And(x, -0.0));
    }

    /// <summary>cosh u = 2^(n - 1) ((m + p) + p p / (m + p)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Cosine<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L sum = Reduce<L, T>(x, out L n, out L p) + p;
        return L.Scale(L.MultiplyAdd(p, p / sum, sum), n - 1.0);
    }

    // Beyond the bound the result is infinite already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Reduce<L, T>(L x, out L n, out L p)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L u = L.AtMost(L.Abs(x), typeof(T) == typeof(float) ? 90.0 : 711.0);
        n = Exponential.Quotient<L, T>(u);
        p = L.Scale(1.0, -n);
        return ExponentialMinusOne.OfRemainder<L, T>(u, n) + (1.0 - p);
    }
}
