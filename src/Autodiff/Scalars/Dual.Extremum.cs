using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Dual<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Max(Dual<T> x, Dual<T> y) => Chain(default(MaxRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Min(Dual<T> x, Dual<T> y) => Chain(default(MinRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MaxMagnitude(Dual<T> x, Dual<T> y) => Chain(default(MaxMagnitudeRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MinMagnitude(Dual<T> x, Dual<T> y) => Chain(default(MinMagnitudeRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MaxNumber(Dual<T> x, Dual<T> y) => Chain(default(MaxNumberRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MinNumber(Dual<T> x, Dual<T> y) => Chain(default(MinNumberRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MaxMagnitudeNumber(Dual<T> x, Dual<T> y) => Chain(default(MaxMagnitudeNumberRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MinMagnitudeNumber(Dual<T> x, Dual<T> y) => Chain(default(MinMagnitudeNumberRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MaxNative(Dual<T> x, Dual<T> y) => Chain(default(MaxNativeRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> MinNative(Dual<T> x, Dual<T> y) => Chain(default(MinNativeRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Clamp(Dual<T> value, Dual<T> min, Dual<T> max) => Chain(default(ClampRule<T>), value, min, max);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> ClampNative(Dual<T> value, Dual<T> min, Dual<T> max) => Chain(default(ClampNativeRule<T>), value, min, max);
}
