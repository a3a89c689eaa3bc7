namespace AutoGrad.Autodiff;

public readonly unsafe partial struct Scalar<T>
{
    /// <inheritdoc/>
    public static Scalar<T> One => T.One;

    /// <inheritdoc/>
    public static Scalar<T> Zero => default;

    /// <inheritdoc/>
    public static Scalar<T> NegativeOne => T.NegativeOne;

    /// <inheritdoc/>
    public static Scalar<T> AdditiveIdentity => default;

    /// <inheritdoc/>
    public static Scalar<T> MultiplicativeIdentity => T.One;

    /// <inheritdoc/>
    public static Scalar<T> E => T.E;

    /// <inheritdoc/>
    public static Scalar<T> Pi => T.Pi;

    /// <inheritdoc/>
    public static Scalar<T> Tau => T.Tau;

    /// <inheritdoc/>
    public static Scalar<T> Epsilon => T.Epsilon;

    /// <inheritdoc/>
    public static Scalar<T> NaN => T.NaN;

    /// <inheritdoc/>
    public static Scalar<T> NegativeInfinity => T.NegativeInfinity;

    /// <inheritdoc/>
    public static Scalar<T> PositiveInfinity => T.PositiveInfinity;

    /// <inheritdoc/>
    public static Scalar<T> NegativeZero => T.NegativeZero;

    /// <inheritdoc/>
    public static int Radix => T.Radix;
}
