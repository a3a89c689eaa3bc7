using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Multiplication by 2^n and the split of a number into significand and exponent through the bits of the format, for lanes
/// without instructions for it. Float: 23 bits of fraction, bias 127; double: 52, 1023.
/// </summary>
internal static class PowerOfTwo
{
    /// <summary>x 2^n for an integer n. In two steps, because 2^n alone may leave the range; only the second can round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Scale<L, T>(L x, L n)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L half = L.Round(n * 0.5);
        return x * Evaluate<L, T>(half) * Evaluate<L, T>(n - half);
    }

    /// <summary>The integer e with x = m 2^e and m in [3/4, 3/2); -infinity at 0, x where x is infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Exponent<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        Mask<L> subnormal = x < LeastNormal<L, T>();
        L bits = FromThreeQuarters<L, T>(Normalize<L, T>(x, subnormal));

        // The exponent field below the bits of 2^23 (2^52) is the number 2^23 + e + bias.
        L exponent = typeof(T) == typeof(float)
            ? L.Or(L.ShiftRight(bits, 23), 8388608.0) - (8388608.0 + 127.0)
            : L.Or(L.ShiftRight(bits, 52), 4503599627370496.0) - (4503599627370496.0 + 1023.0);
        exponent -= L.Select(subnormal, typeof(T) == typeof(float) ? 24.0 : 54.0, 0.0);
        return L.Select(x < double.PositiveInfinity, L.Select(L.Equal(x, 0.0), double.NegativeInfinity, exponent), x);
    }

    /// <summary>The m of <see cref="Exponent"/>; 1 at 0 and infinity, NaN below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Significand<L, T>(L x)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged
    {
        L normal = Normalize<L, T>(x, x < LeastNormal<L, T>());
        L field = L.CreateBits(typeof(T) == typeof(float) ? 0xFFL << 23 : 0x7FFL << 52);
        L significand = L.AddBits(L.SubtractBits(normal, L.And(FromThreeQuarters<L, T>(normal), field)), 1.0);
        return L.Select(
            x > 0.0,
            L.Select(x < double.PositiveInfinity, significand, 1.0),
            L.Select(L.Equal(x, 0.0), 1.0, double.NaN));
    }

    /// <summary>2^n for a normal result: adding 1.5 * 2^23 (2^52) brings the integer into the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Evaluate<L, T>(L n)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        L.AddBits(typeof(T) == typeof(float) ? L.ShiftLeft(n + 12582912.0, 23) : L.ShiftLeft(n + 6755399441055744.0, 52), 1.0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Normalize<L, T>(L x, Mask<L> subnormal)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        L.Select(subnormal, x * (typeof(T) == typeof(float) ? 16777216.0 : 18014398509481984.0), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L LeastNormal<L, T>()
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308;

    /// <summary>Half a unit of the exponent above: the exponent field then counts from 3/4 instead of from 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L FromThreeQuarters<L, T>(L value)
        where L : unmanaged, IVectorLane<L, T>, IReal<L>
        where T : unmanaged =>
        L.AddBits(value, L.CreateBits(typeof(T) == typeof(float) ? 1L << 22 : 1L << 51));
}
