using System.Numerics;
using System.Runtime.CompilerServices;

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
        typeof(T) == typeof(double) || typeof(T) == typeof(float) ? x == T.Zero : x.Equals(T.Zero);

    /// <summary>A slope times a tangent or adjoint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Product<T>(T slope, T tangent)
        where T : struct, IFloatingPointIeee754<T> => Is(tangent) ? T.Zero : slope * tangent;
}
