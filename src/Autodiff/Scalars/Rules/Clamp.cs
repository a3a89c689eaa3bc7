using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>x, but not less than y and not greater than z. Slopes: <see cref="Bounds"/>.</summary>
internal readonly struct ClampRule<T> : IScalarRule3<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Clamp";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, T z, out T slopeX, out T slopeY, out T slopeZ)
    {
        T taken = T.Clamp(x, y, z);
        Bounds.Slopes(x, y, z, taken, out slopeX, out slopeY, out slopeZ);
        return taken;
    }
}

/// <summary>x, but not less than y and not greater than z, with NaN as the machine has it. Slopes: <see cref="Bounds"/>.</summary>
internal readonly struct ClampNativeRule<T> : IScalarRule3<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "ClampNative";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, T z, out T slopeX, out T slopeY, out T slopeZ)
    {
        T taken = T.ClampNative(x, y, z);
        Bounds.Slopes(x, y, z, taken, out slopeX, out slopeY, out slopeZ);
        return taken;
    }
}

/// <summary>The slopes of clamping: 1 towards x between the bounds and at them, 1 towards a bound beyond it, NaN if the result is.</summary>
internal static class Bounds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Slopes<T>(T x, T least, T greatest, T taken, out T slopeX, out T slopeLeast, out T slopeGreatest)
        where T : struct, IFloatingPointIeee754<T>
    {
        slopeX = slopeLeast = slopeGreatest = T.Zero;
        if (taken == x)
        {
            slopeX = T.One;
        }
        else if (taken == least)
        {
            slopeLeast = T.One;
        }
        else if (taken == greatest)
        {
            slopeGreatest = T.One;
        }
        else
        {
            slopeX = taken;
        }
    }
}
