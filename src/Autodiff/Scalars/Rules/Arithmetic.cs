using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>-x. Slope: -1.</summary>
internal readonly struct NegateRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "-";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.NegativeOne;
        return -x;
    }
}

/// <summary>x + y. Slopes: 1 and 1.</summary>
internal readonly struct AddRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "+";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        slopeX = T.One;
        slopeY = T.One;
        return x + y;
    }
}

/// <summary>x - y. Slopes: 1 and -1.</summary>
internal readonly struct SubtractRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "-";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        slopeX = T.One;
        slopeY = T.NegativeOne;
        return x - y;
    }
}

/// <summary>x y. Slopes: y and x.</summary>
internal readonly struct MultiplyRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "*";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        slopeX = y;
        slopeY = x;
        return x * y;
    }
}

/// <summary>z = x / y. Slopes: 1 / y and -z / y. IEEE at y = 0.</summary>
internal readonly struct DivideRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "/";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = x / y;
        slopeX = T.One / y;
        slopeY = -z / y;
        return z;
    }
}
