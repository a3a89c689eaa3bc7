using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>What a reduction does with two numbers: an associative operation with a neutral element.</summary>
internal interface IReductionFold<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The number that changes nothing.</summary>
    static abstract L Neutral { get; }

    /// <summary>What is reduced: the number itself, or a function of it.</summary>
    static abstract L Of(L number);

    /// <summary>The operation, place by place.</summary>
    static abstract L Combine(L left, L right);

    /// <summary>The operation over the numbers in the lane.</summary>
    static abstract T Across(L value);
}

/// <summary>The sum.</summary>
internal readonly struct SumFold<L, T> : IReductionFold<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static L Neutral
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Create(T.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L number) => number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Combine(L left, L right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Across(L value) => L.Sum(value);
}

/// <summary>The greatest; NaN if one is NaN.</summary>
internal readonly struct MaxFold<L, T> : IReductionFold<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static L Neutral
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Create(T.NegativeInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L number) => number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Combine(L left, L right) => L.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Across(L value) => L.Greatest(value);
}

/// <summary>The least; NaN if one is NaN.</summary>
internal readonly struct MinFold<L, T> : IReductionFold<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static L Neutral
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Create(T.PositiveInfinity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L number) => number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Combine(L left, L right) => L.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Across(L value) => -L.Greatest(-value);
}

/// <summary>The sum of the squares.</summary>
internal readonly struct SquareFold<L, T> : IReductionFold<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static L Neutral
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Create(T.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L number) => number * number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Combine(L left, L right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Across(L value) => L.Sum(value);
}

/// <summary>The product.</summary>
internal readonly unsafe struct ProductFold<L, T> : IReductionFold<L, T>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static L Neutral
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => L.Create(T.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L number) => number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Combine(L left, L right) => left * right;

    // Not inlined: the scratch must not grow with the loop around it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Across(L value)
    {
        T* numbers = stackalloc T[L.Count];
        L.Store(value, numbers);
        T product = numbers[0];
        for (int place = 1; place < L.Count; place++)
        {
            product *= numbers[place];
        }

        return product;
    }
}
