using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff;

/// <summary>16 floats or 8 doubles.</summary>
/// <remarks>
/// The branches on <c>typeof(T)</c> are decided when the code is compiled; only the one that is taken remains. A lane is made
/// by <c>BitCast</c>, not by a constructor: the inliner counts local variables, and a constructor costs two at each operation.
/// </remarks>
internal readonly unsafe partial struct Lane512<T>(Vector512<T> value) : IVectorLane<Lane512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly Vector512<T> Value = value;

    /// <summary>Whether the machine has registers of this width and they hold numbers T. A constant for the compiler.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated && (typeof(T) == typeof(float) || typeof(T) == typeof(double));
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Create(T value) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lane512<T>(double value) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Create((float)value).As<float, T>()
            : Vector512.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Load(T* source) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512<T> value, T* destination) => value.Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Load(T* source, int count) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(LanePart.Load512(source, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512<T> value, T* destination, int count) => LanePart.Store(value.Value, destination, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator +(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator *(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator /(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> value) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> MultiplyAdd(Lane512<T> a, Lane512<T> b, Lane512<T> c) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), c.Value.AsSingle()).As<float, T>()
            : Vector512.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), c.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane512<T>> operator >(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Mask<Lane512<T>>>(Vector512.GreaterThan(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane512<T>> operator <(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Mask<Lane512<T>>>(Vector512.LessThan(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane512<T>> operator >=(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Mask<Lane512<T>>>(Vector512.GreaterThanOrEqual(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane512<T>> operator <=(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Mask<Lane512<T>>>(Vector512.LessThanOrEqual(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane512<T>> Equal(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Mask<Lane512<T>>>(Vector512.Equals(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Select(Mask<Lane512<T>> mask, Lane512<T> whenTrue, Lane512<T> whenFalse) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.ConditionalSelect(mask.Bits.Value, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Abs(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Max(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Min(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Sqrt(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.Sqrt(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane512<T>> IsZero(Lane512<T> value) =>
        Unsafe.BitCast<Vector512<T>, Mask<Lane512<T>>>(Vector512.Equals(value.Value, Vector512<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Places(Mask<Lane512<T>> mask) => Vector512.ExtractMostSignificantBits(mask.Bits.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lane512<T> value) =>
        Lane256<T>.Sum(Unsafe.BitCast<Vector256<T>, Lane256<T>>(value.Value.GetLower() + value.Value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Greatest(Lane512<T> value) =>
        Lane256<T>.Greatest(Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Max(value.Value.GetLower(), value.Value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> CreateBits(long bits) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.Create((int)bits).As<int, T>()
            : Vector512.Create(bits).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> And(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Or(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(left.Value | right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> AddBits(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? (left.Value.AsInt32() + right.Value.AsInt32()).As<int, T>()
            : (left.Value.AsInt64() + right.Value.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> SubtractBits(Lane512<T> left, Lane512<T> right) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? (left.Value.AsInt32() - right.Value.AsInt32()).As<int, T>()
            : (left.Value.AsInt64() - right.Value.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> ShiftLeft(Lane512<T> value, int count) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? (value.Value.AsInt32() << count).As<int, T>()
            : (value.Value.AsInt64() << count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> ShiftRight(Lane512<T> value, int count) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? (value.Value.AsInt32() >>> count).As<int, T>()
            : (value.Value.AsInt64() >>> count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> MultiplyAdd(Lane512<T> a, Lane512<T> b, double c) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), Vector512.Create((float)c)).As<float, T>()
            : Vector512.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), Vector512.Create(c)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Linear(Lane512<T> x, double slope, double constant) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(x.Value.AsSingle(), Vector512.Create((float)slope), Vector512.Create((float)constant)).As<float, T>()
            : Vector512.MultiplyAddEstimate(x.Value.AsDouble(), Vector512.Create(slope), Vector512.Create(constant)).As<double, T>());

    // The native minimum and maximum return their second operand when one is NaN (x86) or always NaN (Arm).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> AtLeast(Lane512<T> x, double bound) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.MaxNative(Vector512.Create((float)bound), x.Value.AsSingle()).As<float, T>()
            : Vector512.MaxNative(Vector512.Create(bound), x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> AtMost(Lane512<T> x, double bound) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Vector512.MinNative(Vector512.Create((float)bound), x.Value.AsSingle()).As<float, T>()
            : Vector512.MinNative(Vector512.Create(bound), x.Value.AsDouble()).As<double, T>());

    // The estimate has 14 bits; one step of Newton's doubles them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Reciprocal(Lane512<T> x)
    {
        if (typeof(T) != typeof(float) || !Avx512F.IsSupported)
        {
            return 1.0 / x;
        }

        Vector512<float> number = x.Value.AsSingle();
        Vector512<float> estimate = Avx512F.Reciprocal14(number);
        Vector512<float> error = Avx512F.FusedMultiplyAddNegated(number, estimate, Vector512.Create(1.0f));
        return Unsafe.BitCast<Vector512<T>, Lane512<T>>(Vector512.MultiplyAddEstimate(error, estimate, estimate).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Scale(Lane512<T> x, Lane512<T> n) => !Avx512F.IsSupported
        ? Kernels.PowerOfTwo.Scale<Lane512<T>, T>(x, n)
        : Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Avx512F.Scale(x.Value.AsSingle(), n.Value.AsSingle()).As<float, T>()
            : Avx512F.Scale(x.Value.AsDouble(), n.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> PowerOfTwo(Lane512<T> n) => Scale(1.0, n);

    // The exponent of m is 0 or -1: it tells the interval [3/4, 3/2) from [1, 2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Exponent(Lane512<T> x) => Avx512F.IsSupported
        ? NativeExponent(x) - NativeExponent(Significand(x))
        : Kernels.PowerOfTwo.Exponent<Lane512<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Significand(Lane512<T> x) => !Avx512F.IsSupported
        ? Kernels.PowerOfTwo.Significand<Lane512<T>, T>(x)
        : Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Avx512F.GetMantissa(x.Value.AsSingle(), SignificandControl).As<float, T>()
            : Avx512F.GetMantissa(x.Value.AsDouble(), SignificandControl).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lane512<T> NativeExponent(Lane512<T> x) =>
        Unsafe.BitCast<Vector512<T>, Lane512<T>>(typeof(T) == typeof(float)
            ? Avx512F.GetExponent(x.Value.AsSingle()).As<float, T>()
            : Avx512F.GetExponent(x.Value.AsDouble()).As<double, T>());

    // The interval [3/4, 3/2) (low two bits), without sign, NaN below 0 (high two bits).
    private const byte SignificandControl = 0b1111;
}
