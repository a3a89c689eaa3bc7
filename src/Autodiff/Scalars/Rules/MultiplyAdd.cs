using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>x y + z, rounded once. Slopes: y, x and 1.</summary>
internal readonly struct FusedMultiplyAddRule<T> : IScalarRule3<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "FusedMultiplyAdd";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, T z, out T slopeX, out T slopeY, out T slopeZ)
    {
        slopeX = y;
        slopeY = x;
        slopeZ = T.One;
        return T.FusedMultiplyAdd(x, y, z);
    }
}

/// <summary>x y + z, rounded once or twice. Slopes: y, x and 1.</summary>
internal readonly struct MultiplyAddEstimateRule<T> : IScalarRule3<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MultiplyAddEstimate";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, T z, out T slopeX, out T slopeY, out T slopeZ)
    {
        slopeX = y;
        slopeY = x;
        slopeZ = T.One;
        return T.MultiplyAddEstimate(x, y, z);
    }
}

/// <summary>x (1 - z) + y z. Slopes: 1 - z, z and y - x.</summary>
internal readonly struct LerpRule<T> : IScalarRule3<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Lerp";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, T z, out T slopeX, out T slopeY, out T slopeZ)
    {
        slopeX = T.One - z;
        slopeY = z;
        slopeZ = y - x;
        return T.Lerp(x, y, z);
    }
}
