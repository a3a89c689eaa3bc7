using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>y = e^x. Slope: y.</summary>
internal readonly struct ExpRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Exp";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope) => slope = T.Exp(x);
}

/// <summary>y = 2^x. Slope: y log 2.</summary>
internal readonly struct Exp2Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Exp2";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Exp2(x);
        slope = Constants<T>.Log2 * y;
        return y;
    }
}

/// <summary>y = 10^x. Slope: y log 10.</summary>
internal readonly struct Exp10Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Exp10";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Exp10(x);
        slope = Constants<T>.Log10 * y;
        return y;
    }
}

/// <summary>e^x - 1. Slope: e^x.</summary>
internal readonly struct ExpM1Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "ExpM1";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.Exp(x);
        return T.ExpM1(x);
    }
}

/// <summary>2^x - 1. Slope: 2^x log 2.</summary>
internal readonly struct Exp2M1Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Exp2M1";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.Log2 * T.Exp2(x);
        return T.Exp2M1(x);
    }
}

/// <summary>10^x - 1. Slope: 10^x log 10.</summary>
internal readonly struct Exp10M1Rule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Exp10M1";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = Constants<T>.Log10 * T.Exp10(x);
        return T.Exp10M1(x);
    }
}
