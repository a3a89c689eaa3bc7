using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>x 2^n. Slope: 2^n.</summary>
internal readonly struct ScaleBRule<T>(int n) : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "ScaleB";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.ScaleB(T.One, n);
        return T.ScaleB(x, n);
    }
}

/// <summary>The next greater number. Slope: 1.</summary>
internal readonly struct BitIncrementRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "BitIncrement";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One;
        return T.BitIncrement(x);
    }
}

/// <summary>The next lesser number. Slope: 1.</summary>
internal readonly struct BitDecrementRule<T> : IScalarRule<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "BitDecrement";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, out T slope)
    {
        slope = T.One;
        return T.BitDecrement(x);
    }
}
