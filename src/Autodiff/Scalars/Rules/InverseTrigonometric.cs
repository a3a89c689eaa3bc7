using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The angle whose sine is x. Slope: 1 / sqrt(1 - x^2), infinite at -1 and 1, NaN beyond.</summary>
internal readonly struct AsinRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Asin";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / T.Sqrt((T.One - x) * (T.One + x));
        return T.Asin(x);
    }
}

/// <summary>The angle whose cosine is x. Slope: -1 / sqrt(1 - x^2), infinite at -1 and 1, NaN beyond.</summary>
internal readonly struct AcosRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Acos";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.NegativeOne / T.Sqrt((T.One - x) * (T.One + x));
        return T.Acos(x);
    }
}

/// <summary>The angle whose tangent is x. Slope: 1 / (1 + x^2).</summary>
internal readonly struct AtanRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Atan";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / (T.One + (x * x));
        return T.Atan(x);
    }
}

/// <summary>The angle whose sine is x, in half turns. Slope: 1 / (pi sqrt(1 - x^2)), infinite at -1 and 1, NaN beyond.</summary>
internal readonly struct AsinPiRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "AsinPi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.PerPi / T.Sqrt((T.One - x) * (T.One + x));
        return T.AsinPi(x);
    }
}

/// <summary>The angle whose cosine is x, in half turns. Slope: -1 / (pi sqrt(1 - x^2)), infinite at -1 and 1, NaN beyond.</summary>
internal readonly struct AcosPiRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "AcosPi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = -Constants<T>.PerPi / T.Sqrt((T.One - x) * (T.One + x));
        return T.AcosPi(x);
    }
}

/// <summary>The angle whose tangent is x, in half turns. Slope: 1 / (pi (1 + x^2)).</summary>
internal readonly struct AtanPiRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "AtanPi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.PerPi / (T.One + (x * x));
        return T.AtanPi(x);
    }
}

/// <summary>The angle of the point (x, y), y first. Slopes: x / (x^2 + y^2) towards y and -y / (x^2 + y^2) towards x; 0 at the origin.</summary>
internal readonly struct Atan2Rule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Atan2";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T y, T x, out T slopeY, out T slopeX)
    {
        Angle.Slopes(y, x, out slopeY, out slopeX);
        return T.Atan2(y, x);
    }
}

/// <summary>The angle of the point (x, y) in half turns, y first. Slopes: those of Atan2 over pi.</summary>
internal readonly struct Atan2PiRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Atan2Pi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T y, T x, out T slopeY, out T slopeX)
    {
        Angle.Slopes(y, x, out slopeY, out slopeX);
        slopeY *= Constants<T>.PerPi;
        slopeX *= Constants<T>.PerPi;
        return T.Atan2Pi(y, x);
    }
}

/// <summary>The slopes of a point's angle.</summary>
internal static class Angle
{
    /// <summary>x / r^2 towards y and -y / r^2 towards x, where r is the point's distance; 0 for no distance and for an infinite one.</summary>
    // Divided by the distance twice: its square would overflow or vanish.
    internal static void Slopes<T>(T y, T x, out T slopeY, out T slopeX)
        where T : struct, IFloatingPointIeee754<T>
    {
        T distance = T.Hypot(x, y);
        if (T.IsZero(distance) || T.IsInfinity(distance))
        {
            slopeY = slopeX = T.Zero;
            return;
        }

        slopeY = x / distance / distance;
        slopeX = -y / distance / distance;
    }
}
