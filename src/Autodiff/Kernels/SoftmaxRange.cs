using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The exponentials of a softmax, kept away from subnormal numbers: one multiplication with a subnormal operand costs as much as
/// a hundred others, and a classifier that is sure of itself produces many.
/// </summary>
internal static class SoftmaxRange<L, T>
    where L : unmanaged, ILane<L, T>, IReal<L>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A little above the logarithm of the least normal number. Number types other than float and double know no such cost.
    private static double Floor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? -87.33 : typeof(T) == typeof(double) ? -708.39 : double.NegativeInfinity;
    }

    /// <summary>What lies below is taken for 0: above e^Floor, or 0 for number types without a floor.</summary>
    public static L Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 1.184e-38 : typeof(T) == typeof(double) ? 2.24e-308 : 0.0;
    }

    /// <summary>e^x, where x is not greater than 0; a number below <see cref="Least"/> where e^x would be subnormal. NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Exp(L x) => L.Exp(L.Max(x, Floor));

    /// <summary>e^x, 0 where it would be subnormal. NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L ExpOrZero(L x) => L.Select(x < (L)Floor, 0.0, Exp(x));

    /// <summary>A probability, 0 where it is less than <paramref name="least"/>. NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L ZeroBelow(L probability, L least) => L.Select(probability < least, 0.0, probability);
}
