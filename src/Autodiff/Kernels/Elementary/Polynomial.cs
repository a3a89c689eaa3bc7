using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>Parts of long polynomials; parts are independent of each other, which keeps the processor busy.</summary>
internal static class Polynomial
{
    /// <summary>c0 + c1 x + c2 x^2 + c3 x^3, given x^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Cubic<L, T>(L x, L square, double c0, double c1, double c2, double c3)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        L.MultiplyAdd(L.Linear(x, c3, c2), square, L.Linear(x, c1, c0));
}
