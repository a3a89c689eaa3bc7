using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// A number of forward mode: a value, and the tangent that goes with it. Whatever is computed from it, in plain generic-math C#, carries the
/// derivative in the direction of the tangents it began with.
/// </summary>
/// <typeparam name="T">
/// The numbers beneath: <see cref="double"/>, <see cref="float"/>, ... or again a dual number, <c>Dual&lt;Dual&lt;double&gt;&gt;</c>, for second derivatives.
/// </typeparam>
/// <remarks>
/// <para>f(new Dual&lt;double&gt;(x, 1)) is (f(x), f'(x)). Values are those of <typeparamref name="T"/>'s own functions, bit for bit.</para>
/// <para>Kinks: the slope of |x| and of Hypot at 0 is 0; a tie of Max or Min, of magnitudes or not, gives half to each; Clamp passes the slope at its bounds;
/// x^0 has slope 0 towards x everywhere, and so has 0^y towards y for y &gt;= 0; the angle of the origin (Atan2) has slope 0. What jumps
/// between constants (Floor, Round, Sign, ...) has none. A NaN value has a NaN slope. Slopes may be infinite: sqrt at 0.</para>
/// <para>A tangent that is 0 in all its parts stays 0, whatever the slope: a constant never makes a NaN of 0 times infinity.</para>
/// <para>Comparisons, == and the predicates look at values, so that branches go as they do for <typeparamref name="T"/>;
/// <see cref="Equals(Dual{T})"/> compares tangents, too. Numbers convert to constants; nothing but <see cref="Value"/> and
/// <see cref="Tangent"/> leads back to a floating-point number, because that would cut the derivative without a word.</para>
/// </remarks>
public readonly partial struct Dual<T> : IFloatingPointIeee754<Dual<T>>, IHistory<Dual<T>>
    where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>A value with its tangent.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tangent">The derivative of the value in the direction of interest; 0 for a constant, 1 for the number to differentiate by.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual(T value, T tangent)
    {
        Value = value;
        Tangent = tangent;
    }

    /// <summary>The value.</summary>
    public T Value { get; }

    /// <summary>The derivative of the value.</summary>
    public T Tangent { get; }

    /// <inheritdoc cref="INumberBase{TSelf}.Zero"/>
    public static Dual<T> Zero => T.Zero;

    /// <inheritdoc cref="INumberBase{TSelf}.One"/>
    public static Dual<T> One => T.One;

    /// <inheritdoc cref="ISignedNumber{TSelf}.NegativeOne"/>
    public static Dual<T> NegativeOne => T.NegativeOne;

    /// <inheritdoc/>
    public static Dual<T> E => T.E;

    /// <inheritdoc/>
    public static Dual<T> Pi => T.Pi;

    /// <inheritdoc/>
    public static Dual<T> Tau => T.Tau;

    /// <inheritdoc/>
    public static Dual<T> Epsilon => T.Epsilon;

    /// <inheritdoc/>
    public static Dual<T> NaN => T.NaN;

    /// <inheritdoc/>
    public static Dual<T> NegativeInfinity => T.NegativeInfinity;

    /// <inheritdoc/>
    public static Dual<T> NegativeZero => T.NegativeZero;

    /// <inheritdoc/>
    public static Dual<T> PositiveInfinity => T.PositiveInfinity;

    bool IHistory<Dual<T>>.Exists => Exactly.HasHistory<T>();

    static int INumberBase<Dual<T>>.Radix => T.Radix;

    static Dual<T> IAdditiveIdentity<Dual<T>, Dual<T>>.AdditiveIdentity => T.AdditiveIdentity;

    static Dual<T> IMultiplicativeIdentity<Dual<T>, Dual<T>>.MultiplicativeIdentity => T.MultiplicativeIdentity;

    /// <summary>A constant: its tangent is 0.</summary>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Dual<T>(T value) => new(value, default);

    /// <summary>The two parts.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tangent">The derivative of the value.</param>
    public void Deconstruct(out T value, out T tangent) => (value, tangent) = (Value, Tangent);

    bool IHistory<Dual<T>>.IsConstant(Dual<T> x) => Exactly.IsConstant(x.Value) && Exactly.IsConstant(x.Tangent);

    // The chain rule: all functions below are a rule and one of these.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Dual<T> Chain<R>(R rule, Dual<T> x)
        where R : struct, IScalarRule<T>
    {
        T value = rule.Value(x.Value, out T slope);
        return new(value, StrongZero.Product(slope, x.Tangent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Dual<T> Chain<R>(R rule, Dual<T> x, Dual<T> y)
        where R : struct, IScalarRule2<T>
    {
        T value = rule.Value(x.Value, y.Value, out T slopeX, out T slopeY);
        return new(value, StrongZero.Product(slopeX, x.Tangent) + StrongZero.Product(slopeY, y.Tangent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Dual<T> Chain<R>(R rule, Dual<T> x, Dual<T> y, Dual<T> z)
        where R : struct, IScalarRule3<T>
    {
        T value = rule.Value(x.Value, y.Value, z.Value, out T slopeX, out T slopeY, out T slopeZ);
        return new(value, StrongZero.Product(slopeX, x.Tangent) + StrongZero.Product(slopeY, y.Tangent) + StrongZero.Product(slopeZ, z.Tangent));
    }
}
