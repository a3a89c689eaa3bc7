namespace AutoGrad.Autodiff;

/// <summary>
/// A SIMD register of numbers <typeparamref name="T"/>, as the kernels use it. Arithmetic is elementwise. Every member is
/// inlined; a kernel generic over the lane is written once for all register widths.
/// </summary>
internal unsafe interface ILane<L, T> : IReal<L>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged
{
    /// <summary>How many numbers the lane holds.</summary>
    static abstract int Count { get; }

    /// <summary>The lane with <paramref name="value"/> in every place.</summary>
    static abstract L Create(T value);

    /// <summary>Reads <see cref="Count"/> numbers, at any alignment.</summary>
    static abstract L Load(T* source);

    /// <summary>Writes <see cref="Count"/> numbers, at any alignment.</summary>
    static abstract void Store(L value, T* destination);

    /// <summary>Reads the first <paramref name="count"/> numbers (0 &lt; count &lt; Count) and nothing behind them; the rest of the lane is 0.</summary>
    static abstract L Load(T* source, int count);

    /// <summary>Writes the first <paramref name="count"/> numbers (0 &lt; count &lt; Count) and nothing behind them.</summary>
    static abstract void Store(L value, T* destination, int count);

    /// <summary>a b + c, rounded once where the machine can.</summary>
    static abstract L MultiplyAdd(L a, L b, L c);

    /// <summary>Where the number is 0 in all its parts: the tangent of a dual number counts too.</summary>
    static abstract Mask<L> IsZero(L value);

    /// <summary>A bit for each place where the mask is set, the first place lowest.</summary>
    static abstract ulong Places(Mask<L> mask);

    /// <summary>The sum of the numbers in the lane, in a fixed order.</summary>
    static abstract T Sum(L value);

    /// <summary>The greatest of the numbers in the lane; NaN if one is NaN.</summary>
    static abstract T Greatest(L value);
}
