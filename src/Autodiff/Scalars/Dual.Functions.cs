using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Dual<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Exp(Dual<T> x) => Chain(default(ExpRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Exp2(Dual<T> x) => Chain(default(Exp2Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Exp10(Dual<T> x) => Chain(default(Exp10Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> ExpM1(Dual<T> x) => Chain(default(ExpM1Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Exp2M1(Dual<T> x) => Chain(default(Exp2M1Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Exp10M1(Dual<T> x) => Chain(default(Exp10M1Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log(Dual<T> x) => Chain(default(LogRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log(Dual<T> x, Dual<T> newBase) => Chain(default(LogBaseRule<T>), x, newBase);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log2(Dual<T> x) => Chain(default(Log2Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log10(Dual<T> x) => Chain(default(Log10Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> LogP1(Dual<T> x) => Chain(default(LogP1Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log2P1(Dual<T> x) => Chain(default(Log2P1Rule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log10P1(Dual<T> x) => Chain(default(Log10P1Rule<T>), x);

    /// <inheritdoc/>
    /// <remarks>x^0 has slope 0 towards x everywhere; 0^y has slope 0 towards y for y &gt;= 0; a constant y asks nothing of log x.</remarks>
    public static Dual<T> Pow(Dual<T> x, Dual<T> y) =>
        StrongZero.Is(y.Tangent) ? Chain(new PowConstantRule<T>(y.Value), x)
        : StrongZero.Is(x.Tangent) ? Chain(new ConstantPowRule<T>(x.Value), y)
        : Chain(default(PowRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Sqrt(Dual<T> x) => Chain(default(SqrtRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Cbrt(Dual<T> x) => Chain(default(CbrtRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> RootN(Dual<T> x, int n) => Chain(new RootNRule<T>(n), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Hypot(Dual<T> x, Dual<T> y) => Chain(default(HypotRule<T>), x, y);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Sin(Dual<T> x) => Chain(default(SinRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Cos(Dual<T> x) => Chain(default(CosRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Tan(Dual<T> x) => Chain(default(TanRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> SinPi(Dual<T> x) => Chain(default(SinPiRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> CosPi(Dual<T> x) => Chain(default(CosPiRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> TanPi(Dual<T> x) => Chain(default(TanPiRule<T>), x);

    /// <inheritdoc/>
    public static (Dual<T> Sin, Dual<T> Cos) SinCos(Dual<T> x)
    {
        (T sin, T cos) = SinCosRule<T>.Value(x.Value, out T slopeOfSin, out T slopeOfCos);
        return (new(sin, StrongZero.Product(slopeOfSin, x.Tangent)), new(cos, StrongZero.Product(slopeOfCos, x.Tangent)));
    }

    /// <inheritdoc/>
    public static (Dual<T> SinPi, Dual<T> CosPi) SinCosPi(Dual<T> x)
    {
        (T sin, T cos) = SinCosPiRule<T>.Value(x.Value, out T slopeOfSin, out T slopeOfCos);
        return (new(sin, StrongZero.Product(slopeOfSin, x.Tangent)), new(cos, StrongZero.Product(slopeOfCos, x.Tangent)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Asin(Dual<T> x) => Chain(default(AsinRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Acos(Dual<T> x) => Chain(default(AcosRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Atan(Dual<T> x) => Chain(default(AtanRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> AsinPi(Dual<T> x) => Chain(default(AsinPiRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> AcosPi(Dual<T> x) => Chain(default(AcosPiRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> AtanPi(Dual<T> x) => Chain(default(AtanPiRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Atan2(Dual<T> y, Dual<T> x) => Chain(default(Atan2Rule<T>), y, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Atan2Pi(Dual<T> y, Dual<T> x) => Chain(default(Atan2PiRule<T>), y, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> DegreesToRadians(Dual<T> degrees) => Chain(default(DegreesToRadiansRule<T>), degrees);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> RadiansToDegrees(Dual<T> radians) => Chain(default(RadiansToDegreesRule<T>), radians);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Sinh(Dual<T> x) => Chain(default(SinhRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Cosh(Dual<T> x) => Chain(default(CoshRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Tanh(Dual<T> x) => Chain(default(TanhRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Asinh(Dual<T> x) => Chain(default(AsinhRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Acosh(Dual<T> x) => Chain(default(AcoshRule<T>), x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Atanh(Dual<T> x) => Chain(default(AtanhRule<T>), x);
}
