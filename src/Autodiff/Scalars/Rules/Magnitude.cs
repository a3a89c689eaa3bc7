using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>|x|. Slope: the sign of x, 0 at 0.</summary>
internal readonly struct AbsRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Abs";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Magnitude.Sign(x);
        return T.Abs(x);
    }
}

/// <summary>|x| with the sign of y. Slopes: 1 if x has that sign already, else -1, 0 at 0; and 0.</summary>
internal readonly struct CopySignRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "CopySign";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.CopySign(x, y);
        slopeX = Magnitude.Sign(x) * Magnitude.Sign(z);
        slopeY = T.Zero;
        return z;
    }
}

/// <summary>The slope of a magnitude.</summary>
internal static class Magnitude
{
    /// <summary>The sign of x as a number: 0 for 0, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Sign<T>(T x)
        where T : struct, IFloatingPointIeee754<T> => x > T.Zero ? T.One : x < T.Zero ? T.NegativeOne : x * T.Zero;
}
