using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>sinh x. Slope: cosh x.</summary>
internal readonly struct SinhRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Sinh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.Cosh(x);
        return T.Sinh(x);
    }
}

/// <summary>cosh x. Slope: sinh x.</summary>
internal readonly struct CoshRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Cosh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.Sinh(x);
        return T.Cosh(x);
    }
}

/// <summary>y = tanh x. Slope: 1 - y^2, which is 4 e / (1 + e)^2 with e = exp(-2 |x|).</summary>
internal readonly struct TanhRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Tanh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        T y = T.Tanh(x);
        if (T.Abs(y) < Constants<T>.NearlyOne)
        {
            slope = (T.One - y) * (T.One + y);
            return y;
        }

        // Beside 1 the difference would lose the digits of y; an exponential keeps them.
        T e = T.Exp(-T.Abs(x + x));
        T half = T.One + e;
        slope = Constants<T>.Two * Constants<T>.Two * e / (half * half);
        return y;
    }
}

/// <summary>The number whose hyperbolic sine is x. Slope: 1 / sqrt(x^2 + 1).</summary>
internal readonly struct AsinhRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Asinh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / T.Hypot(x, T.One);
        return T.Asinh(x);
    }
}

/// <summary>The number of at least 0 whose hyperbolic cosine is x. Slope: 1 / sqrt(x^2 - 1), infinite at 1, NaN below.</summary>
internal readonly struct AcoshRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Acosh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / (T.Sqrt(x - T.One) * T.Sqrt(x + T.One));
        return T.Acosh(x);
    }
}

/// <summary>The number whose hyperbolic tangent is x. Slope: 1 / (1 - x^2), infinite at -1 and 1.</summary>
internal readonly struct AtanhRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Atanh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One / ((T.One - x) * (T.One + x));
        return T.Atanh(x);
    }
}
