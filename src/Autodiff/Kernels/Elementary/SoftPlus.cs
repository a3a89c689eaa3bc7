using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>log(1 + e^x) = max(x, 0) + log(1 + z), z = e^-|x|. At most 1.7 units of the last place.</summary>
internal static class SoftPlus
{
    /// <summary>
    /// log(1 + e^x). z lies in [0, 1]: the logarithm is that of 1 + f with f = z up to 1/2, else log 2 and that of
    /// 1 + f with f = (z - 1) / 2, which is exact.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L z = Exponential.Evaluate<L, T>(-L.Abs(x));
        Mask<L> large = z > 0.5;
        L f = L.Select(large, (z - 1.0) * 0.5, z);
        L logarithm = L.Select(large, 0.69314718055994531, 0.0) + (f + Logarithm.Remainder<L, T>(f));
        return L.Select(x > 0.0, x, 0.0) + logarithm;
    }
}
