using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly unsafe partial struct Scalar<T>
{
    /// <summary>x + y. Slopes: 1 and 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator +(Scalar<T> left, Scalar<T> right) => Record(default(AddRule<T>), left, right);

    /// <summary>x - y. Slopes: 1 and -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator -(Scalar<T> left, Scalar<T> right) => Record(default(SubtractRule<T>), left, right);

    /// <summary>x y. Slopes: y and x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator *(Scalar<T> left, Scalar<T> right) => Record(default(MultiplyRule<T>), left, right);

    /// <summary>x / y. Slopes: 1 / y and -x / y². IEEE at y = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator /(Scalar<T> left, Scalar<T> right) => Record(default(DivideRule<T>), left, right);

    /// <summary>The remainder of x / y, with the sign of x. Slopes: 1 and -trunc(x / y).</summary>
    public static Scalar<T> operator %(Scalar<T> left, Scalar<T> right) => Record(default(ModulusRule<T>), left, right);

    /// <summary>-x. Slope: -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator -(Scalar<T> value) => Record(default(NegateRule<T>), value);

    /// <summary>x itself.</summary>
    public static Scalar<T> operator +(Scalar<T> value) => value;

    /// <summary>x + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator ++(Scalar<T> value) => value + One;

    /// <summary>x - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> operator --(Scalar<T> value) => value - One;

    /// <inheritdoc/>
    public static Scalar<T> FusedMultiplyAdd(Scalar<T> left, Scalar<T> right, Scalar<T> addend) =>
        Record(default(FusedMultiplyAddRule<T>), left, right, addend);

    /// <inheritdoc/>
    public static Scalar<T> MultiplyAddEstimate(Scalar<T> left, Scalar<T> right, Scalar<T> addend) =>
        Record(default(MultiplyAddEstimateRule<T>), left, right, addend);

    /// <inheritdoc/>
    public static Scalar<T> Lerp(Scalar<T> value1, Scalar<T> value2, Scalar<T> amount) => Record(default(LerpRule<T>), value1, value2, amount);

    /// <inheritdoc/>
    public static Scalar<T> Ieee754Remainder(Scalar<T> left, Scalar<T> right) => Record(default(Ieee754RemainderRule<T>), left, right);
}
