using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Optim;

/// <summary>
/// left / right as left times an estimate of 1 / right, 14 bits by the machine and twice as many by a step of Newton's. A single
/// number has the bits that it has in a vector. Where the machine has no such estimate there is a division instead, which differs in the last
/// places, and where right is infinite: it gives 0, not left / 2^126.
/// </summary>
internal static class QuotientByEstimate
{
    // 2^126. What is divided by is not larger: the step of an infinite number would be 0 times infinity.
    private const float Most = 8.507059e37f;

    /// <summary>Whether numbers of the type are divided so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUsed<T>() =>
        typeof(T) == typeof(float) && Vector512.IsHardwareAccelerated && Avx512F.VL.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> left, Vector128<float> right)
    {
        // The native minimum returns its second operand when one is NaN.
        Vector128<float> divisor = Vector128.MinNative(Vector128.Create(Most), right);
        Vector128<float> estimate = Avx512F.VL.Reciprocal14(divisor);
        Vector128<float> error = Fma.MultiplyAddNegated(divisor, estimate, Vector128.Create(1f));
        return left * Fma.MultiplyAdd(error, estimate, estimate);
    }

    /// <inheritdoc cref="Of(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> left, Vector512<float> right)
    {
        Vector512<float> divisor = Vector512.MinNative(Vector512.Create(Most), right);
        Vector512<float> estimate = Avx512F.Reciprocal14(divisor);
        Vector512<float> error = Avx512F.FusedMultiplyAddNegated(divisor, estimate, Vector512.Create(1f));
        return left * Avx512F.FusedMultiplyAdd(error, estimate, estimate);
    }
}
