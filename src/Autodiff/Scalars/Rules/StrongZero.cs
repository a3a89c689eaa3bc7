using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Zero that nothing is made of: neither the number nor a part of it, in numbers that have parts. What it is the tangent or adjoint of does not matter, and it stays
/// zero whatever slope it meets, infinite ones included.
/// </summary>
internal static class StrongZero
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is<T>(T x)
        where T : struct, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float) ? x == T.Zero : Exactly.Is(x, T.Zero);

    /// <summary>A slope times a tangent or adjoint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Product<T>(T slope, T tangent)
        where T : struct, IFloatingPointIeee754<T>
    {
        // Of the numbers that forward mode is mostly made of: selections, which cost half of the branches in its loops.
        if (typeof(T) == typeof(double))
        {
            return (T)(object)Unless(Zero((double)(object)tangent), (double)(object)(slope * tangent));
        }

        if (typeof(T) == typeof(Dual<double>))
        {
            Dual<double> nested = (Dual<double>)(object)tangent;
            Dual<double> product = (Dual<double>)(object)(slope * tangent);
            Vector128<double> zero = Zero(nested.Value) & Zero(nested.Tangent);
            return (T)(object)new Dual<double>(Unless(zero, product.Value), Unless(zero, product.Tangent));
        }

        return Is(tangent) ? T.Zero : slope * tangent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Zero(double x) => Vector128.Equals(Vector128.CreateScalarUnsafe(x), default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Unless(Vector128<double> mask, double x) => Vector128.ConditionalSelect(mask, default, Vector128.CreateScalarUnsafe(x)).ToScalar();
}
