using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Optim;

/// <summary>As many numbers as are updated at once. A rule is written over lanes, so it is stated once for vectors and single numbers.</summary>
/// <remarks>A step has the same bits in the vectors of a machine and in single numbers, and in double those of operations that IEEE 754 rounds one by one.</remarks>
internal interface ILane<TSelf, T>
    where TSelf : struct, ILane<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>a b + c; rounded once in float, where golden trajectories leave room for it.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// left / right of a positive right that is not subnormal. Roots and quotients wait for the same unit of the processor, so that floats take its estimate
    /// where there is one (<see cref="QuotientByEstimate"/>): to two units of the last place then, and a right beyond 2^126, infinity too, counts as 2^126.
    /// </summary>
    static abstract TSelf Quotient(TSelf left, TSelf right);

    /// <summary>The number at each place.</summary>
    static abstract TSelf All(in Coefficient<T> value);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The larger one; NaN where one of them is NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The value, 0 where it is subnormal. NaN stays.</summary>
    static virtual TSelf Normal(TSelf value) => TSelf.ZeroBelow(value, NormalRange<T>.Least);

    /// <summary>The value, which is not negative, 0 where it is subnormal. NaN stays.</summary>
    static abstract TSelf NormalSquare(TSelf value);

    /// <summary>The value, 0 where its magnitude is below a bound. NaN stays.</summary>
    static abstract TSelf ZeroBelow(TSelf value, in Coefficient<T> bound);

    static abstract TSelf Load(ref T source, nuint index);

    static abstract void Store(TSelf value, ref T target, nuint index);
}

/// <summary>A SIMD vector of the widest size that the machine offers.</summary>
internal readonly struct VectorLane<T>(Vector<T> value) : ILane<VectorLane<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector<T> _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> operator +(VectorLane<T> left, VectorLane<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> operator -(VectorLane<T> left, VectorLane<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> operator *(VectorLane<T> left, VectorLane<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> MultiplyAdd(VectorLane<T> a, VectorLane<T> b, VectorLane<T> c) =>
        typeof(T) == typeof(float)
            ? new(Vector.FusedMultiplyAdd(a._value.As<T, float>(), b._value.As<T, float>(), c._value.As<T, float>()).As<float, T>())
            : (a * b) + c;

    // Where there is an estimate, the machine has wider lanes than these.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> Quotient(VectorLane<T> left, VectorLane<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> All(in Coefficient<T> value) => new(value.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> Sqrt(VectorLane<T> value) => new(Vector.SquareRoot(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> Max(VectorLane<T> left, VectorLane<T> right) => new(Vector.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> NormalSquare(VectorLane<T> value) =>
        new(Vector.AndNot(value._value, Vector.LessThan<T>(value._value, new Vector<T>(NormalRange<T>.Least))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> ZeroBelow(VectorLane<T> value, in Coefficient<T> bound) =>
        new(Vector.AndNot(value._value, Vector.LessThan<T>(Vector.Abs(value._value), bound.Vector)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLane<T> Load(ref T source, nuint index) => new(Vector.LoadUnsafe(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(VectorLane<T> value, ref T target, nuint index) => value._value.StoreUnsafe(ref target, index);
}

/// <summary>A single number: the end of an array, and number types without vectors.</summary>
internal readonly struct SingleLane<T>(T value) : ILane<SingleLane<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator +(SingleLane<T> left, SingleLane<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator -(SingleLane<T> left, SingleLane<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator *(SingleLane<T> left, SingleLane<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> MultiplyAdd(SingleLane<T> a, SingleLane<T> b, SingleLane<T> c) =>
        typeof(T) == typeof(float) ? new(T.FusedMultiplyAdd(a._value, b._value, c._value)) : (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Quotient(SingleLane<T> left, SingleLane<T> right) =>
        QuotientByEstimate.IsUsed<T>()
            ? new((T)(object)QuotientByEstimate.Of(Vector128.CreateScalar((float)(object)left._value), Vector128.CreateScalar((float)(object)right._value)).ToScalar())
            : new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> All(in Coefficient<T> value) => new(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Sqrt(SingleLane<T> value) => new(T.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Max(SingleLane<T> left, SingleLane<T> right) => new(T.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> NormalSquare(SingleLane<T> value) => new(value._value < NormalRange<T>.Least ? T.Zero : value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ZeroBelow(SingleLane<T> value, in Coefficient<T> bound) => new(T.Abs(value._value) < bound.Value ? T.Zero : value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Load(ref T source, nuint index) => new(Unsafe.Add(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SingleLane<T> value, ref T target, nuint index) => Unsafe.Add(ref target, index) = value._value;
}
