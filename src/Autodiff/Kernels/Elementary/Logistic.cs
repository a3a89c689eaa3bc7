using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// 1 / (1 + e^-x), through z = e^-|x|, which cannot overflow: 1 / (1 + z) from 0 on, z / (1 + z) below.
/// At most 1.9 units of the last place.
/// </summary>
internal static class Logistic
{
    /// <summary>1 / (1 + e^-x), to full relative accuracy for negative x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L z = Exponential.Evaluate<L, T>(-L.Abs(x));
        L sum = 1.0 + z;
        L quotient = L.Select(x < 0.0, z, 1.0) / sum;

        // What 1 + z lost in rounding, relative to its size for large |x|, which is 1.
        return L.MultiplyAdd(quotient, (sum - 1.0) - z, quotient);
    }
}
