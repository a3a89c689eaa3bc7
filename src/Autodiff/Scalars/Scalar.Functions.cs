namespace AutoGrad.Autodiff;

// Each is its rule, recorded.
public readonly unsafe partial struct Scalar<T>
{
    /// <inheritdoc/>
    public static Scalar<T> Sqrt(Scalar<T> x) => Record(default(SqrtRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Cbrt(Scalar<T> x) => Record(default(CbrtRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Exp(Scalar<T> x) => Record(default(ExpRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Exp2(Scalar<T> x) => Record(default(Exp2Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Exp10(Scalar<T> x) => Record(default(Exp10Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> ExpM1(Scalar<T> x) => Record(default(ExpM1Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Exp2M1(Scalar<T> x) => Record(default(Exp2M1Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Exp10M1(Scalar<T> x) => Record(default(Exp10M1Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Log(Scalar<T> x) => Record(default(LogRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Log2(Scalar<T> x) => Record(default(Log2Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Log10(Scalar<T> x) => Record(default(Log10Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> LogP1(Scalar<T> x) => Record(default(LogP1Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Log2P1(Scalar<T> x) => Record(default(Log2P1Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Log10P1(Scalar<T> x) => Record(default(Log10P1Rule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Sin(Scalar<T> x) => Record(default(SinRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Cos(Scalar<T> x) => Record(default(CosRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Tan(Scalar<T> x) => Record(default(TanRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> SinPi(Scalar<T> x) => Record(default(SinPiRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> CosPi(Scalar<T> x) => Record(default(CosPiRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> TanPi(Scalar<T> x) => Record(default(TanPiRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Asin(Scalar<T> x) => Record(default(AsinRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Acos(Scalar<T> x) => Record(default(AcosRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Atan(Scalar<T> x) => Record(default(AtanRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> AsinPi(Scalar<T> x) => Record(default(AsinPiRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> AcosPi(Scalar<T> x) => Record(default(AcosPiRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> AtanPi(Scalar<T> x) => Record(default(AtanPiRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Sinh(Scalar<T> x) => Record(default(SinhRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Cosh(Scalar<T> x) => Record(default(CoshRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Tanh(Scalar<T> x) => Record(default(TanhRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Asinh(Scalar<T> x) => Record(default(AsinhRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Acosh(Scalar<T> x) => Record(default(AcoshRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Atanh(Scalar<T> x) => Record(default(AtanhRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> DegreesToRadians(Scalar<T> degrees) => Record(default(DegreesToRadiansRule<T>), degrees);

    /// <inheritdoc/>
    public static Scalar<T> RadiansToDegrees(Scalar<T> radians) => Record(default(RadiansToDegreesRule<T>), radians);

    /// <inheritdoc/>
    public static Scalar<T> ReciprocalEstimate(Scalar<T> x) => Record(default(ReciprocalEstimateRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> ReciprocalSqrtEstimate(Scalar<T> x) => Record(default(ReciprocalSqrtEstimateRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> BitIncrement(Scalar<T> x) => Record(default(BitIncrementRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> BitDecrement(Scalar<T> x) => Record(default(BitDecrementRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Abs(Scalar<T> x) => Record(default(AbsRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Floor(Scalar<T> x) => Record(default(FloorRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Ceiling(Scalar<T> x) => Record(default(CeilingRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Truncate(Scalar<T> x) => Record(default(TruncateRule<T>), x);

    /// <inheritdoc/>
    public static Scalar<T> Round(Scalar<T> x) => Round(x, 0, MidpointRounding.ToEven);

    /// <inheritdoc/>
    public static Scalar<T> Round(Scalar<T> x, int digits) => Round(x, digits, MidpointRounding.ToEven);

    /// <inheritdoc/>
    public static Scalar<T> Round(Scalar<T> x, MidpointRounding mode) => Round(x, 0, mode);

    /// <inheritdoc/>
    public static Scalar<T> Round(Scalar<T> x, int digits, MidpointRounding mode) => Record(new RoundRule<T>(digits, mode), x);

    /// <inheritdoc/>
    public static Scalar<T> RootN(Scalar<T> x, int n) => Record(new RootNRule<T>(n), x);

    /// <inheritdoc/>
    public static Scalar<T> ScaleB(Scalar<T> x, int n) => Record(new ScaleBRule<T>(n), x);

    /// <summary>x^y. Slopes: y x^(y - 1) and x^y log x; towards x 0 where y is 0, towards y 0 where x is 0 and y is not negative.</summary>
    public static Scalar<T> Pow(Scalar<T> x, Scalar<T> y) =>
        y.IsConstant ? Record(new PowConstantRule<T>(y._value), x)
        : x.IsConstant ? Record(new ConstantPowRule<T>(x._value), y)
        : Record(default(PowRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> Hypot(Scalar<T> x, Scalar<T> y) => Record(default(HypotRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> Atan2(Scalar<T> y, Scalar<T> x) => Record(default(Atan2Rule<T>), y, x);

    /// <inheritdoc/>
    public static Scalar<T> Atan2Pi(Scalar<T> y, Scalar<T> x) => Record(default(Atan2PiRule<T>), y, x);

    /// <inheritdoc/>
    public static Scalar<T> Log(Scalar<T> x, Scalar<T> newBase) => Record(default(LogBaseRule<T>), x, newBase);

    /// <inheritdoc/>
    public static Scalar<T> CopySign(Scalar<T> value, Scalar<T> sign) => Record(default(CopySignRule<T>), value, sign);

    /// <inheritdoc/>
    public static Scalar<T> Max(Scalar<T> x, Scalar<T> y) => Record(default(MaxRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> Min(Scalar<T> x, Scalar<T> y) => Record(default(MinRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MaxNumber(Scalar<T> x, Scalar<T> y) => Record(default(MaxNumberRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MinNumber(Scalar<T> x, Scalar<T> y) => Record(default(MinNumberRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MaxMagnitude(Scalar<T> x, Scalar<T> y) => Record(default(MaxMagnitudeRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MinMagnitude(Scalar<T> x, Scalar<T> y) => Record(default(MinMagnitudeRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MaxMagnitudeNumber(Scalar<T> x, Scalar<T> y) => Record(default(MaxMagnitudeNumberRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MinMagnitudeNumber(Scalar<T> x, Scalar<T> y) => Record(default(MinMagnitudeNumberRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MaxNative(Scalar<T> x, Scalar<T> y) => Record(default(MaxNativeRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> MinNative(Scalar<T> x, Scalar<T> y) => Record(default(MinNativeRule<T>), x, y);

    /// <inheritdoc/>
    public static Scalar<T> Clamp(Scalar<T> value, Scalar<T> min, Scalar<T> max) => Record(default(ClampRule<T>), value, min, max);

    /// <inheritdoc/>
    public static Scalar<T> ClampNative(Scalar<T> value, Scalar<T> min, Scalar<T> max) => Record(default(ClampNativeRule<T>), value, min, max);

    /// <inheritdoc/>
    public static (Scalar<T> Sin, Scalar<T> Cos) SinCos(Scalar<T> x) => (Sin(x), Cos(x));

    /// <inheritdoc/>
    public static (Scalar<T> SinPi, Scalar<T> CosPi) SinCosPi(Scalar<T> x) => (SinPi(x), CosPi(x));
}
