using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>sin x. Slope: cos x.</summary>
internal readonly struct SinRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Sin";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.Cos(x);
        return T.Sin(x);
    }
}

/// <summary>cos x. Slope: -sin x.</summary>
internal readonly struct CosRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Cos";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = -T.Sin(x);
        return T.Cos(x);
    }
}

/// <summary>y = tan x. Slope: 1 + y^2.</summary>
internal readonly struct TanRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Tan";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Tan(x);
        slope = T.One + (y * y);
        return y;
    }
}

/// <summary>sin(pi x). Slope: pi cos(pi x).</summary>
internal readonly struct SinPiRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "SinPi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.Pi * T.CosPi(x);
        return T.SinPi(x);
    }
}

/// <summary>cos(pi x). Slope: -pi sin(pi x).</summary>
internal readonly struct CosPiRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "CosPi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = -T.Pi * T.SinPi(x);
        return T.CosPi(x);
    }
}

/// <summary>y = tan(pi x). Slope: pi (1 + y^2).</summary>
internal readonly struct TanPiRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "TanPi";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.TanPi(x);
        slope = T.Pi * (T.One + (y * y));
        return y;
    }
}

/// <summary>x pi / 180. Slope: pi / 180.</summary>
internal readonly struct DegreesToRadiansRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "DegreesToRadians";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.DegreesToRadians(T.One);
        return T.DegreesToRadians(x);
    }
}

/// <summary>x 180 / pi. Slope: 180 / pi.</summary>
internal readonly struct RadiansToDegreesRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "RadiansToDegrees";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.RadiansToDegrees(T.One);
        return T.RadiansToDegrees(x);
    }
}

/// <summary>Sine and cosine at once. Slopes: the cosine and the sine's negative.</summary>
internal static class SinCosRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (T Sin, T Cos) Value(T x, out T slopeOfSin, out T slopeOfCos)
    {
        (T sin, T cos) = T.SinCos(x);
        slopeOfSin = cos;
        slopeOfCos = -sin;
        return (sin, cos);
    }
}

/// <summary>sin(pi x) and cos(pi x) at once. Slopes: pi times the cosine, -pi times the sine.</summary>
internal static class SinCosPiRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (T SinPi, T CosPi) Value(T x, out T slopeOfSin, out T slopeOfCos)
    {
        (T sin, T cos) = T.SinCosPi(x);
        slopeOfSin = T.Pi * cos;
        slopeOfCos = -T.Pi * sin;
        return (sin, cos);
    }
}
