using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// A value and its slope along one direction: a pointwise function evaluated at this number type is its own derivative.
/// A number that is known to be constant carries no slope, so that nothing is multiplied by zero.
/// </summary>
internal readonly struct Tangent<N> : IReal<Tangent<N>>
    where N : struct, IReal<N>
{
    public readonly N Value;
    private readonly N _slope;
    private readonly bool _varies;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tangent(N value, N slope)
    {
        Value = value;
        _slope = slope;
        _varies = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tangent(N value)
    {
        Value = value;
        _slope = 0.0;
        _varies = false;
    }

    public N Slope
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _slope;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Tangent<N>(double value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> operator +(Tangent<N> left, Tangent<N> right)
    {
        N value = left.Value + right.Value;
        return left._varies
            ? new(value, right._varies ? left._slope + right._slope : left._slope)
            : right._varies ? new(value, right._slope) : new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> operator -(Tangent<N> left, Tangent<N> right)
    {
        N value = left.Value - right.Value;
        return left._varies
            ? new(value, right._varies ? left._slope - right._slope : left._slope)
            : right._varies ? new(value, -right._slope) : new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> operator *(Tangent<N> left, Tangent<N> right)
    {
        N value = left.Value * right.Value;
        return left._varies
            ? new(value, right._varies
                ? (left._slope * right.Value) + (left.Value * right._slope)
                : left._slope * right.Value)
            : right._varies ? new(value, left.Value * right._slope) : new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> operator /(Tangent<N> left, Tangent<N> right)
    {
        N value = left.Value / right.Value;
        return left._varies
            ? new(value, right._varies
                ? (left._slope - (value * right._slope)) / right.Value
                : left._slope / right.Value)
            : right._varies ? new(value, -(value * right._slope) / right.Value) : new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> operator -(Tangent<N> value) =>
        value._varies ? new(-value.Value, -value._slope) : new(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Tangent<N>> operator >(Tangent<N> left, Tangent<N> right) => Lift(left.Value > right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Tangent<N>> operator <(Tangent<N> left, Tangent<N> right) => Lift(left.Value < right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Tangent<N>> operator >=(Tangent<N> left, Tangent<N> right) => Lift(left.Value >= right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Tangent<N>> operator <=(Tangent<N> left, Tangent<N> right) => Lift(left.Value <= right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Tangent<N>> Equal(Tangent<N> left, Tangent<N> right) => Lift(N.Equal(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Select(Mask<Tangent<N>> mask, Tangent<N> whenTrue, Tangent<N> whenFalse)
    {
        Mask<N> where = new(mask.Bits.Value);
        N value = N.Select(where, whenTrue.Value, whenFalse.Value);
        return whenTrue._varies || whenFalse._varies
            ? new(value, N.Select(where, whenTrue._slope, whenFalse._slope))
            : new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Abs(Tangent<N> x) => Lift(x, N.Abs(x.Value), default(AbsFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Sqrt(Tangent<N> x) => Lift(x, N.Sqrt(x.Value), default(SqrtFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Exp(Tangent<N> x) => Lift(x, N.Exp(x.Value), default(ExpFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> ExpM1(Tangent<N> x) => Lift(x, N.ExpM1(x.Value), default(ExpM1Function));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Log(Tangent<N> x) => Lift(x, N.Log(x.Value), default(LogFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> LogP1(Tangent<N> x) => Lift(x, N.LogP1(x.Value), default(LogP1Function));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Tanh(Tangent<N> x) => Lift(x, N.Tanh(x.Value), default(TanhFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Sigmoid(Tangent<N> x) => Lift(x, N.Sigmoid(x.Value), default(SigmoidFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Softplus(Tangent<N> x) => Lift(x, N.Softplus(x.Value), default(SoftplusFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Max(Tangent<N> left, Tangent<N> right) =>
        Lift(left, right, N.Max(left.Value, right.Value), default(MaximumFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Min(Tangent<N> left, Tangent<N> right) =>
        Lift(left, right, N.Min(left.Value, right.Value), default(MinimumFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Pow(Tangent<N> x, Tangent<N> y) =>
        Lift(x, y, N.Pow(x.Value, y.Value), default(PowerFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Sin(Tangent<N> x) => Lift(x, N.Sin(x.Value), default(SinFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Cos(Tangent<N> x) => Lift(x, N.Cos(x.Value), default(CosFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Tan(Tangent<N> x) => Lift(x, N.Tan(x.Value), default(TanFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Asin(Tangent<N> x) => Lift(x, N.Asin(x.Value), default(AsinFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Acos(Tangent<N> x) => Lift(x, N.Acos(x.Value), default(AcosFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Atan(Tangent<N> x) => Lift(x, N.Atan(x.Value), default(AtanFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Atan2(Tangent<N> y, Tangent<N> x) =>
        Lift(y, x, N.Atan2(y.Value, x.Value), default(Atan2Function));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Sinh(Tangent<N> x) => Lift(x, N.Sinh(x.Value), default(SinhFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Cosh(Tangent<N> x) => Lift(x, N.Cosh(x.Value), default(CoshFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Erf(Tangent<N> x) => Lift(x, N.Erf(x.Value), default(ErfFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Phi(Tangent<N> x) => Lift(x, N.Phi(x.Value), default(PhiFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Gelu(Tangent<N> x) => Lift(x, N.Gelu(x.Value), default(GeluFunction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Floor(Tangent<N> x) => new(N.Floor(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Ceiling(Tangent<N> x) => new(N.Ceiling(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Tangent<N> Round(Tangent<N> x) => new(N.Round(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<Tangent<N>> Lift(Mask<N> mask) => new(new Tangent<N>(mask.Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Tangent<N> Lift<F>(Tangent<N> x, N value, F function)
        where F : struct, IElementary =>
        x._varies ? new(value, x._slope * function.Slope(x.Value, value)) : new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Tangent<N> Lift<F>(Tangent<N> x, Tangent<N> y, N value, F function)
        where F : struct, IElementary2
    {
        if (!x._varies)
        {
            return y._varies ? new(value, y._slope * function.SlopeY(x.Value, y.Value, value)) : new(value);
        }

        N slope = x._slope * function.SlopeX(x.Value, y.Value, value);
        return new(value, y._varies ? slope + (y._slope * function.SlopeY(x.Value, y.Value, value)) : slope);
    }
}
