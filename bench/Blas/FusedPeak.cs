using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Bench;

/// <summary>As many multiply-adds as a core can do: independent sums in registers, nothing read.</summary>
internal static class FusedPeak
{
    /// <summary>Runs the rounds.</summary>
    /// <returns>How many operations they were, additions and multiplications counted apart.</returns>
    public static double Run<T>(int rounds)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Run<Lane512<T>, T>(rounds);
        }

        return Vector256.IsHardwareAccelerated ? Run<Lane256<T>, T>(rounds) : Run<Lane128<T>, T>(rounds);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Run<L, T>(int rounds)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Sums = 12;
        L sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
        L sum6 = default, sum7 = default, sum8 = default, sum9 = default, sum10 = default, sum11 = default;
        var factor = L.Create(T.One);
        for (int round = 0; round < rounds; round++)
        {
            MatrixProductTile.AddProduct<L, T>(ref sum0, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum1, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum2, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum3, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum4, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum5, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum6, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum7, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum8, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum9, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum10, factor, factor);
            MatrixProductTile.AddProduct<L, T>(ref sum11, factor, factor);
        }

        // The sums must be of use, or the compiler leaves them out.
        T sum = L.Sum(sum0 + sum1 + sum2 + sum3 + sum4 + sum5 + sum6 + sum7 + sum8 + sum9 + sum10 + sum11);
        return T.IsNaN(sum) ? 0 : 2.0 * Sums * L.Count * rounds;
    }
}
