using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>y = sqrt x. Slope: 1 / (2 y), +infinity at 0 (of either sign), NaN below.</summary>
internal readonly struct SqrtRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Sqrt";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Sqrt(x);
        // -0 + 0 is 0.
        slope = Constants<T>.Half / (y + T.Zero);
        return y;
    }
}

/// <summary>y, the cube root of x. Slope: 1 / (3 y^2), +infinity at 0.</summary>
internal readonly struct CbrtRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Cbrt";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Cbrt(x);
        slope = T.One / (Constants<T>.Three * y * y);
        return y;
    }
}

/// <summary>y = x^(1/n). Slope: y / (n x), which is 1 / (n y^(n - 1)).</summary>
internal readonly struct RootNRule<T>(int n) : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "RootN";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.RootN(x, n);
        T degree = T.CreateTruncating(n);
        slope = T.IsZero(x) || T.IsInfinity(x) ? T.One / (degree * T.Pow(y, degree - T.One)) : y / x / degree;
        return y;
    }
}

/// <summary>h = sqrt(x^2 + y^2). Slopes: x / h and y / h; 0 at the origin.</summary>
internal readonly struct HypotRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Hypot";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T h = T.Hypot(x, y);
        T length = h;
        if (!T.IsNormal(h))
        {
            // The slopes have no unit: in another one the length neither overflows nor loses digits.
            T unit = T.IsInfinity(h) ? Constants<T>.Two : T.Epsilon;
            x /= unit;
            y /= unit;
            length = T.Hypot(x, y);
        }

        slopeX = T.IsZero(length) ? T.Zero : x / length;
        slopeY = T.IsZero(length) ? T.Zero : y / length;
        return h;
    }
}

/// <summary>1 / x, perhaps to fewer digits. Slope: -1 / x^2, to all digits.</summary>
internal readonly struct ReciprocalEstimateRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "ReciprocalEstimate";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T reciprocal = T.One / x;
        slope = -reciprocal * reciprocal;
        return T.ReciprocalEstimate(x);
    }
}

/// <summary>1 / sqrt x, perhaps to fewer digits. Slope: -1 / (2 x sqrt x), to all digits.</summary>
internal readonly struct ReciprocalSqrtEstimateRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "ReciprocalSqrtEstimate";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = -Constants<T>.Half / T.Sqrt(x) / x;
        return T.ReciprocalSqrtEstimate(x);
    }
}
