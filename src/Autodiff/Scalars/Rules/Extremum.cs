using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The greater of x and y; NaN if one of them is. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MaxRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Max";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.Max(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The lesser of x and y; NaN if one of them is. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MinRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "Min";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.Min(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The one of x and y that is farther from 0; NaN if one of them is. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MaxMagnitudeRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MaxMagnitude";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MaxMagnitude(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The one of x and y that is nearer to 0; NaN if one of them is. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MinMagnitudeRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MinMagnitude";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MinMagnitude(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The greater of x and y, or the one that is not NaN. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MaxNumberRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MaxNumber";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MaxNumber(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The lesser of x and y, or the one that is not NaN. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MinNumberRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MinNumber";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MinNumber(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The one of x and y that is farther from 0, or the one that is not NaN. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MaxMagnitudeNumberRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MaxMagnitudeNumber";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MaxMagnitudeNumber(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The one of x and y that is nearer to 0, or the one that is not NaN. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MinMagnitudeNumberRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MinMagnitudeNumber";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MinMagnitudeNumber(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The greater of x and y, with NaN as the machine has it. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MaxNativeRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MaxNative";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MaxNative(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The lesser of x and y, with NaN as the machine has it. Slopes: <see cref="Extremum"/>.</summary>
internal readonly struct MinNativeRule<T> : IScalarRule2<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public static string Name => "MinNative";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value(T x, T y, out T slopeX, out T slopeY)
    {
        T z = T.MinNative(x, y);
        Extremum.Slopes(x, y, z, out slopeX, out slopeY);
        return z;
    }
}

/// <summary>The slopes of choosing one of two: 1 towards the one that was taken, half each at a tie, NaN if the result is.</summary>
internal static class Extremum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Slopes<T>(T x, T y, T taken, out T slopeX, out T slopeY)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (x == y)
        {
            slopeX = slopeY = Constants<T>.Half;
        }
        else if (T.IsNaN(taken))
        {
            slopeX = slopeY = taken;
        }
        else
        {
            slopeX = taken == x ? T.One : T.Zero;
            slopeY = T.One - slopeX;
        }
    }
}
