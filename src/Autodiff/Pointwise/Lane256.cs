using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff;

/// <summary>8 floats or 4 doubles.</summary>
/// <remarks>
/// The branches on <c>typeof(T)</c> are decided when the code is compiled; only the one that is taken remains. A lane is made
/// by <c>BitCast</c>, not by a constructor: the inliner counts local variables, and a constructor costs two at each operation.
/// </remarks>
internal readonly unsafe partial struct Lane256<T>(Vector256<T> value) : IVectorLane<Lane256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly Vector256<T> Value = value;

    /// <summary>Whether the machine has registers of this width and they hold numbers T. A constant for the compiler.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.IsHardwareAccelerated && (typeof(T) == typeof(float) || typeof(T) == typeof(double));
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Create(T value) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lane256<T>(double value) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Create((float)value).As<float, T>()
            : Vector256.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Load(T* source) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256<T> value, T* destination) => value.Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Load(T* source, int count) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(LanePart.Load256(source, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256<T> value, T* destination, int count) => LanePart.Store(value.Value, destination, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator +(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator -(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator *(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator /(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator -(Lane256<T> value) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> MultiplyAdd(Lane256<T> a, Lane256<T> b, Lane256<T> c) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), c.Value.AsSingle()).As<float, T>()
            : Vector256.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), c.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane256<T>> operator >(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Mask<Lane256<T>>>(Vector256.GreaterThan(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane256<T>> operator <(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Mask<Lane256<T>>>(Vector256.LessThan(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane256<T>> operator >=(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Mask<Lane256<T>>>(Vector256.GreaterThanOrEqual(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane256<T>> operator <=(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Mask<Lane256<T>>>(Vector256.LessThanOrEqual(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane256<T>> Equal(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Mask<Lane256<T>>>(Vector256.Equals(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Select(Mask<Lane256<T>> mask, Lane256<T> whenTrue, Lane256<T> whenFalse) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.ConditionalSelect(mask.Bits.Value, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Abs(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Max(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Min(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Sqrt(Lane256<T> x) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.Sqrt(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane256<T>> IsZero(Lane256<T> value) =>
        Unsafe.BitCast<Vector256<T>, Mask<Lane256<T>>>(Vector256.Equals(value.Value, Vector256<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Places(Mask<Lane256<T>> mask) => Vector256.ExtractMostSignificantBits(mask.Bits.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lane256<T> value) =>
        Lane128<T>.Sum(Unsafe.BitCast<Vector128<T>, Lane128<T>>(value.Value.GetLower() + value.Value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Greatest(Lane256<T> value) =>
        Lane128<T>.Greatest(Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Max(value.Value.GetLower(), value.Value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> CreateBits(long bits) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.Create((int)bits).As<int, T>()
            : Vector256.Create(bits).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> And(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Or(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(left.Value | right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> AddBits(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? (left.Value.AsInt32() + right.Value.AsInt32()).As<int, T>()
            : (left.Value.AsInt64() + right.Value.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> SubtractBits(Lane256<T> left, Lane256<T> right) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? (left.Value.AsInt32() - right.Value.AsInt32()).As<int, T>()
            : (left.Value.AsInt64() - right.Value.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> ShiftLeft(Lane256<T> value, int count) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? (value.Value.AsInt32() << count).As<int, T>()
            : (value.Value.AsInt64() << count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> ShiftRight(Lane256<T> value, int count) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? (value.Value.AsInt32() >>> count).As<int, T>()
            : (value.Value.AsInt64() >>> count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> MultiplyAdd(Lane256<T> a, Lane256<T> b, double c) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), Vector256.Create((float)c)).As<float, T>()
            : Vector256.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), Vector256.Create(c)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Linear(Lane256<T> x, double slope, double constant) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.MultiplyAddEstimate(x.Value.AsSingle(), Vector256.Create((float)slope), Vector256.Create((float)constant)).As<float, T>()
            : Vector256.MultiplyAddEstimate(x.Value.AsDouble(), Vector256.Create(slope), Vector256.Create(constant)).As<double, T>());

    // The native minimum and maximum return their second operand when one is NaN (x86) or always NaN (Arm).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> AtLeast(Lane256<T> x, double bound) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.MaxNative(Vector256.Create((float)bound), x.Value.AsSingle()).As<float, T>()
            : Vector256.MaxNative(Vector256.Create(bound), x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> AtMost(Lane256<T> x, double bound) =>
        Unsafe.BitCast<Vector256<T>, Lane256<T>>(typeof(T) == typeof(float)
            ? Vector256.MinNative(Vector256.Create((float)bound), x.Value.AsSingle()).As<float, T>()
            : Vector256.MinNative(Vector256.Create(bound), x.Value.AsDouble()).As<double, T>());

    // The estimate has 14 bits; one step of Newton's doubles them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Reciprocal(Lane256<T> x)
    {
        if (typeof(T) != typeof(float) || !Avx512F.VL.IsSupported)
        {
            return 1.0 / x;
        }

        Vector256<float> number = x.Value.AsSingle();
        Vector256<float> estimate = Avx512F.VL.Reciprocal14(number);
        Vector256<float> error = Fma.MultiplyAddNegated(number, estimate, Vector256.Create(1.0f));
        return Unsafe.BitCast<Vector256<T>, Lane256<T>>(Vector256.MultiplyAddEstimate(error, estimate, estimate).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Scale(Lane256<T> x, Lane256<T> n) => Kernels.PowerOfTwo.Scale<Lane256<T>, T>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> PowerOfTwo(Lane256<T> n) => Kernels.PowerOfTwo.Evaluate<Lane256<T>, T>(n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Exponent(Lane256<T> x) => Kernels.PowerOfTwo.Exponent<Lane256<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Significand(Lane256<T> x) => Kernels.PowerOfTwo.Significand<Lane256<T>, T>(x);
}
