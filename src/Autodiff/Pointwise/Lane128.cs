using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Autodiff;

/// <summary>4 floats or 2 doubles.</summary>
/// <remarks>
/// The branches on <c>typeof(T)</c> are decided when the code is compiled; only the one that is taken remains. A lane is made
/// by <c>BitCast</c>, not by a constructor: the inliner counts local variables, and a constructor costs two at each operation.
/// </remarks>
internal readonly unsafe partial struct Lane128<T>(Vector128<T> value) : IVectorLane<Lane128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly Vector128<T> Value = value;

    /// <summary>Whether the machine has registers of this width and they hold numbers T. A constant for the compiler.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.IsHardwareAccelerated && (typeof(T) == typeof(float) || typeof(T) == typeof(double));
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Create(T value) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lane128<T>(double value) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Create((float)value).As<float, T>()
            : Vector128.Create(value).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Load(T* source) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane128<T> value, T* destination) => value.Value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Load(T* source, int count) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(LanePart.Load128(source, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane128<T> value, T* destination, int count) => LanePart.Store(value.Value, destination, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator +(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator -(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator *(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator /(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator -(Lane128<T> value) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> MultiplyAdd(Lane128<T> a, Lane128<T> b, Lane128<T> c) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), c.Value.AsSingle()).As<float, T>()
            : Vector128.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), c.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane128<T>> operator >(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Mask<Lane128<T>>>(Vector128.GreaterThan(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane128<T>> operator <(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Mask<Lane128<T>>>(Vector128.LessThan(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane128<T>> operator >=(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Mask<Lane128<T>>>(Vector128.GreaterThanOrEqual(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane128<T>> operator <=(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Mask<Lane128<T>>>(Vector128.LessThanOrEqual(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane128<T>> Equal(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Mask<Lane128<T>>>(Vector128.Equals(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Select(Mask<Lane128<T>> mask, Lane128<T> whenTrue, Lane128<T> whenFalse) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.ConditionalSelect(mask.Bits.Value, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Abs(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Max(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Min(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Sqrt(Lane128<T> x) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.Sqrt(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane128<T>> IsZero(Lane128<T> value) =>
        Unsafe.BitCast<Vector128<T>, Mask<Lane128<T>>>(Vector128.Equals(value.Value, Vector128<T>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Places(Mask<Lane128<T>> mask) => Vector128.ExtractMostSignificantBits(mask.Bits.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lane128<T> value)
    {
        Vector128<T> pairs = value.Value + SwapHalves(value.Value);
        return typeof(T) == typeof(float) ? (pairs + SwapNeighbours(pairs)).ToScalar() : pairs.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Greatest(Lane128<T> value)
    {
        Vector128<T> pairs = Vector128.Max(value.Value, SwapHalves(value.Value));
        return typeof(T) == typeof(float) ? Vector128.Max(pairs, SwapNeighbours(pairs)).ToScalar() : pairs.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> CreateBits(long bits) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.Create((int)bits).As<int, T>()
            : Vector128.Create(bits).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> And(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(left.Value & right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Or(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(left.Value | right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> AddBits(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? (left.Value.AsInt32() + right.Value.AsInt32()).As<int, T>()
            : (left.Value.AsInt64() + right.Value.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> SubtractBits(Lane128<T> left, Lane128<T> right) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? (left.Value.AsInt32() - right.Value.AsInt32()).As<int, T>()
            : (left.Value.AsInt64() - right.Value.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> ShiftLeft(Lane128<T> value, int count) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? (value.Value.AsInt32() << count).As<int, T>()
            : (value.Value.AsInt64() << count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> ShiftRight(Lane128<T> value, int count) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? (value.Value.AsInt32() >>> count).As<int, T>()
            : (value.Value.AsInt64() >>> count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> MultiplyAdd(Lane128<T> a, Lane128<T> b, double c) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(a.Value.AsSingle(), b.Value.AsSingle(), Vector128.Create((float)c)).As<float, T>()
            : Vector128.MultiplyAddEstimate(a.Value.AsDouble(), b.Value.AsDouble(), Vector128.Create(c)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Linear(Lane128<T> x, double slope, double constant) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(x.Value.AsSingle(), Vector128.Create((float)slope), Vector128.Create((float)constant)).As<float, T>()
            : Vector128.MultiplyAddEstimate(x.Value.AsDouble(), Vector128.Create(slope), Vector128.Create(constant)).As<double, T>());

    // The native minimum and maximum return their second operand when one is NaN (x86) or always NaN (Arm).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> AtLeast(Lane128<T> x, double bound) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.MaxNative(Vector128.Create((float)bound), x.Value.AsSingle()).As<float, T>()
            : Vector128.MaxNative(Vector128.Create(bound), x.Value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> AtMost(Lane128<T> x, double bound) =>
        Unsafe.BitCast<Vector128<T>, Lane128<T>>(typeof(T) == typeof(float)
            ? Vector128.MinNative(Vector128.Create((float)bound), x.Value.AsSingle()).As<float, T>()
            : Vector128.MinNative(Vector128.Create(bound), x.Value.AsDouble()).As<double, T>());

    // The estimate has 14 bits; one step of Newton's doubles them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Reciprocal(Lane128<T> x)
    {
        if (typeof(T) != typeof(float) || !Avx512F.VL.IsSupported)
        {
            return 1.0 / x;
        }

        Vector128<float> number = x.Value.AsSingle();
        Vector128<float> estimate = Avx512F.VL.Reciprocal14(number);
        Vector128<float> error = Fma.MultiplyAddNegated(number, estimate, Vector128.Create(1.0f));
        return Unsafe.BitCast<Vector128<T>, Lane128<T>>(Vector128.MultiplyAddEstimate(error, estimate, estimate).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Scale(Lane128<T> x, Lane128<T> n) => Kernels.PowerOfTwo.Scale<Lane128<T>, T>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> PowerOfTwo(Lane128<T> n) => Kernels.PowerOfTwo.Evaluate<Lane128<T>, T>(n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Exponent(Lane128<T> x) => Kernels.PowerOfTwo.Exponent<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Significand(Lane128<T> x) => Kernels.PowerOfTwo.Significand<Lane128<T>, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> SwapHalves(Vector128<T> value) =>
        Vector128.Shuffle(value.AsInt64(), Vector128.Create(1L, 0L)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> SwapNeighbours(Vector128<T> value) =>
        Vector128.Shuffle(value.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>();
}
