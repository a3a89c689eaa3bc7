using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>One number of any type: the way of the number types that have no SIMD registers.</summary>
internal readonly unsafe struct Lane1<T>(T value) : ILane<Lane1<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly T Value = value;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Create(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lane1<T>(double value) => new(T.CreateTruncating(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Load(T* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane1<T> value, T* destination) => *destination = value.Value;

    // No count lies strictly between 0 and 1.
    public static Lane1<T> Load(T* source, int count) => throw new UnreachableException();

    public static void Store(Lane1<T> value, T* destination, int count) => throw new UnreachableException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator +(Lane1<T> left, Lane1<T> right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator -(Lane1<T> left, Lane1<T> right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator *(Lane1<T> left, Lane1<T> right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator /(Lane1<T> left, Lane1<T> right) => new(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> operator -(Lane1<T> value) => new(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> MultiplyAdd(Lane1<T> a, Lane1<T> b, Lane1<T> c) => new(T.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane1<T>> operator >(Lane1<T> left, Lane1<T> right) => Truth(left.Value > right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane1<T>> operator <(Lane1<T> left, Lane1<T> right) => Truth(left.Value < right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane1<T>> operator >=(Lane1<T> left, Lane1<T> right) => Truth(left.Value >= right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane1<T>> operator <=(Lane1<T> left, Lane1<T> right) => Truth(left.Value <= right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane1<T>> Equal(Lane1<T> left, Lane1<T> right) => Truth(left.Value == right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Select(Mask<Lane1<T>> mask, Lane1<T> whenTrue, Lane1<T> whenFalse) =>
        mask.Bits.Value != T.Zero ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Abs(Lane1<T> x) => new(T.Abs(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Max(Lane1<T> left, Lane1<T> right) => new(T.Max(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Min(Lane1<T> left, Lane1<T> right) => new(T.Min(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Sqrt(Lane1<T> x) => new(T.Sqrt(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Exp(Lane1<T> x) => new(T.Exp(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> ExpM1(Lane1<T> x) => new(ScalarFunctions.ExpM1(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Log(Lane1<T> x) => new(T.Log(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> LogP1(Lane1<T> x) => new(ScalarFunctions.LogP1(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Tanh(Lane1<T> x) => new(T.Tanh(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Sigmoid(Lane1<T> x) => new(ScalarFunctions.Sigmoid(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Softplus(Lane1<T> x) => new(ScalarFunctions.Softplus(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Pow(Lane1<T> x, Lane1<T> y) => new(T.Pow(x.Value, y.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Sin(Lane1<T> x) => new(T.Sin(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Cos(Lane1<T> x) => new(T.Cos(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Tan(Lane1<T> x) => new(T.Tan(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Asin(Lane1<T> x) => new(T.Asin(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Acos(Lane1<T> x) => new(T.Acos(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Atan(Lane1<T> x) => new(T.Atan(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Atan2(Lane1<T> y, Lane1<T> x) => new(T.Atan2(y.Value, x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Sinh(Lane1<T> x) => new(T.Sinh(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Cosh(Lane1<T> x) => new(T.Cosh(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Erf(Lane1<T> x) => new(ErrorFunction.Erf(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Phi(Lane1<T> x) => new(NormalDistribution.Phi(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Gelu(Lane1<T> x) => new(GaussianErrorLinear.Gelu(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Floor(Lane1<T> x) => new(T.Floor(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Ceiling(Lane1<T> x) => new(T.Ceiling(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1<T> Round(Lane1<T> x) => new(T.Round(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane1<T>> IsZero(Lane1<T> value) => Truth(value.Value.Equals(default));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Places(Mask<Lane1<T>> mask) => mask.Bits.Value != T.Zero ? 1UL : 0UL;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lane1<T> value) => value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Greatest(Lane1<T> value) => value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<Lane1<T>> Truth(bool value) => new(new(value ? T.One : T.Zero));
}
