using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad.Optim;

/// <summary>64 bytes of numbers, where <see cref="Vector{T}"/> has 32 and the machine more.</summary>
internal readonly struct WideLane<T>(Vector512<T> value) : ILane<WideLane<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> operator +(WideLane<T> left, WideLane<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> operator -(WideLane<T> left, WideLane<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> operator *(WideLane<T> left, WideLane<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> MultiplyAdd(WideLane<T> a, WideLane<T> b, WideLane<T> c) =>
        typeof(T) == typeof(float)
            ? new(Vector512.FusedMultiplyAdd(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, T>())
            : (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> Quotient(WideLane<T> left, WideLane<T> right) =>
        QuotientByEstimate.IsUsed<T>()
            ? new(QuotientByEstimate.Of(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> All(in Coefficient<T> value) => new(value.Wide);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> Sqrt(WideLane<T> value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> Max(WideLane<T> left, WideLane<T> right) => new(Vector512.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> NormalSquare(WideLane<T> value) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(value._value, Vector512.Create(NormalRange<T>.Least)), Vector512<T>.Zero, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> ZeroBelow(WideLane<T> value, in Coefficient<T> bound) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(value._value), bound.Wide), Vector512<T>.Zero, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideLane<T> Load(ref T source, nuint index) => new(Vector512.LoadUnsafe(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(WideLane<T> value, ref T target, nuint index) => value._value.StoreUnsafe(ref target, index);
}
