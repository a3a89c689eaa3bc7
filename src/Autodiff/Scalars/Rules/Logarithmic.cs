using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>log x. Slope: 1 / x, also below 0, where the value is NaN.</summary>
internal readonly struct LogRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Log";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / x;
        return T.Log(x);
    }
}

/// <summary>z = log x / log y, the logarithm of x to the base y. Slopes: 1 / (x log y) and -z / (y log y).</summary>
internal readonly struct LogBaseRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Log";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.Log(x, y);
        T logarithm = T.Log(y);
        slopeX = T.One / logarithm / x;
        slopeY = -z / logarithm / y;
        return z;
    }
}

/// <summary>log x / log 2. Slope: 1 / (x log 2).</summary>
internal readonly struct Log2Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Log2";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.PerLog2 / x;
        return T.Log2(x);
    }
}

/// <summary>log x / log 10. Slope: 1 / (x log 10).</summary>
internal readonly struct Log10Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Log10";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.PerLog10 / x;
        return T.Log10(x);
    }
}

/// <summary>log(1 + x). Slope: 1 / (1 + x).</summary>
internal readonly struct LogP1Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "LogP1";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / (T.One + x);
        return T.LogP1(x);
    }
}

/// <summary>log(1 + x) / log 2. Slope: 1 / ((1 + x) log 2).</summary>
internal readonly struct Log2P1Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Log2P1";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.PerLog2 / (T.One + x);
        return T.Log2P1(x);
    }
}

/// <summary>log(1 + x) / log 10. Slope: 1 / ((1 + x) log 10).</summary>
internal readonly struct Log10P1Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Log10P1";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.PerLog10 / (T.One + x);
        return T.Log10P1(x);
    }
}
