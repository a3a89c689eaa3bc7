using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>z = x^y. Slopes: y x^(y - 1) and z log x, with the conventions of <see cref="Power"/>.</summary>
internal readonly struct PowRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Pow";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.Pow(x, y);
        slopeX = Power.SlopeOfBase(x, y);
        slopeY = Power.SlopeOfExponent(x, y, z);
        return z;
    }
}

/// <summary>x^p for a constant p. Slope: p x^(p - 1), with the conventions of <see cref="Power"/>.</summary>
internal readonly struct PowConstantRule<T>(T exponent) : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Pow";

    public T Exponent => exponent;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Power.SlopeOfBase(x, exponent);
        return T.Pow(x, exponent);
    }
}

/// <summary>y = b^x for a constant b. Slope: y log b, with the conventions of <see cref="Power"/>.</summary>
internal readonly struct ConstantPowRule<T>(T number) : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Pow";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Pow(number, x);
        slope = Power.SlopeOfExponent(number, x, y);
        return y;
    }
}

/// <summary>
/// The slopes of x^y. x^0 is 1 for every x, so its slope towards x is 0, also at 0, infinity and NaN. 0^y for y &gt;= 0 has slope 0 towards
/// y; so has every power that vanishes. Towards x nothing is asked of log x: a negative x has its slope for every whole y.
/// </summary>
internal static class Power
{
    internal static T SlopeOfBase<T>(T x, T y)
        where T : struct, IFloatingPointIeee754<T>
    {
        // Exactly, not ==: y has no tangents and no history, so nothing is lost for the higher orders.
        if (Exactly.Is(y, T.Zero) || Exactly.Is(y, T.One))
        {
            return y;
        }

        if (Exactly.Is(y, Constants<T>.Two))
        {
            return x + x;
        }

        T power = T.Pow(x, y - T.One);
        return T.IsZero(y) && !T.IsFinite(power) ? y : y * power;
    }

    internal static T SlopeOfExponent<T>(T x, T y, T z)
        where T : struct, IFloatingPointIeee754<T> => T.IsZero(z) || (T.IsZero(x) && T.IsZero(y)) ? T.Zero : z * T.Log(x);
}
