using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// log(1 + x). With u = 1 + x as rounded, c = 1 + x - u exactly and u = 2^e m, it is e log 2 + log(1 + f), f = (m - 1) + 2^-e c.
/// Near 0, f is x. At most 1.2 units of the last place.
/// </summary>
internal static class LogarithmOnePlus
{
    /// <summary>log(1 + x); -infinity at -1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L u = x + 1.0;
        L c = L.AtMost(x, 1.0) - (u - L.AtLeast(x, 1.0));
        L e = L.Exponent(u);
        L value = Logarithm.Combine<L, T>(e, (L.Significand(u) - 1.0) + L.Scale(c, -e));

        // c is not a number where u is infinite, and the sum turns -0 into 0.
        return L.Or(L.Select(L.Abs(e) < double.PositiveInfinity, value, e), L.And(x, -0.0));
    }
}
