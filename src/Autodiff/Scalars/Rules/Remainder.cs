using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>x - n y with n = x / y cut to a whole number. Slopes: 1 and -n.</summary>
internal readonly struct ModulusRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "%";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T remainder = x % y;
        slopeX = T.One;
        slopeY = -Remainder.Count(x, y, remainder);
        return remainder;
    }
}

/// <summary>x - n y with n = x / y rounded to a whole number. Slopes: 1 and -n.</summary>
internal readonly struct Ieee754RemainderRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Ieee754Remainder";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T remainder = T.Ieee754Remainder(x, y);
        slopeX = T.One;
        slopeY = -Remainder.Count(x, y, remainder);
        return remainder;
    }
}

/// <summary>What the two remainders have in common.</summary>
internal static class Remainder
{
    /// <summary>How often y was taken from x. Rounded, because x / y itself may round to the next whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Count<T>(T x, T y, T remainder)
        where T : struct, IFloatingPointIeee754<T> => T.Round((x - remainder) / y);
}
