using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The outcome of a comparison of numbers: a truth value for each number that <typeparamref name="N"/> holds.</summary>
/// <typeparam name="N">The number type that was compared.</typeparam>
public readonly struct Mask<N>
    where N : struct, IReal<N>
{
    internal readonly N Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Mask(N bits) => Bits = bits;

    /// <summary>Where both are true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<N> operator &(Mask<N> left, Mask<N> right) => new(N.Select(left, right.Bits, left.Bits));

    /// <summary>Where either is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<N> operator |(Mask<N> left, Mask<N> right) => new(N.Select(left, left.Bits, right.Bits));

    /// <summary>Where it is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<N> operator !(Mask<N> mask) => new(N.Select(mask, N.Equal(0.0, 1.0).Bits, N.Equal(0.0, 0.0).Bits));
}
