using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Pairwise reduction of a stream without recursion. Level k holds the result of 2^k blocks, as the digits of a binary counter
/// do, so that the rounding error of a sum grows with the logarithm of its length, in an order that the length alone decides.
/// </summary>
/// <remarks>A level may hold a strip of several lanes side by side; <c>width</c> numbers lie between one level and the next.</remarks>
internal static unsafe class ReductionCascade
{
    /// <summary>How many levels there can be: a stream has at most 2^31 blocks.</summary>
    public const int Levels = 32;

    /// <summary>Adds the result of one more block, after <paramref name="blocks"/> others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Push<L, T, F>(T* levels, nint width, uint blocks, L value)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IReductionFold<L, T>
    {
        for (; (blocks & 1) != 0; blocks >>= 1, levels += width)
        {
            value = F.Combine(L.Load(levels), value);
        }

        L.Store(value, levels);
    }

    /// <summary>The result of all <paramref name="blocks"/> blocks; the neutral element if there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Total<L, T, F>(T* levels, nint width, uint blocks)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IReductionFold<L, T>
    {
        var total = F.Neutral;
        for (; blocks != 0; blocks >>= 1, levels += width)
        {
            if ((blocks & 1) != 0)
            {
                total = F.Combine(L.Load(levels), total);
            }
        }

        return total;
    }
}
