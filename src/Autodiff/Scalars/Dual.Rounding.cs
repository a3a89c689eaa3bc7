namespace AutoGrad.Autodiff;

public readonly partial struct Dual<T>
{
    // Constant between its jumps: the value is all there is.

    /// <inheritdoc/>
    public static Dual<T> Floor(Dual<T> x) => T.Floor(x.Value);

    /// <inheritdoc/>
    public static Dual<T> Ceiling(Dual<T> x) => T.Ceiling(x.Value);

    /// <inheritdoc/>
    public static Dual<T> Truncate(Dual<T> x) => T.Truncate(x.Value);

    /// <inheritdoc/>
    public static Dual<T> Round(Dual<T> x) => T.Round(x.Value);

    /// <inheritdoc/>
    public static Dual<T> Round(Dual<T> x, int digits) => T.Round(x.Value, digits);

    /// <inheritdoc/>
    public static Dual<T> Round(Dual<T> x, MidpointRounding mode) => T.Round(x.Value, mode);

    /// <inheritdoc/>
    public static Dual<T> Round(Dual<T> x, int digits, MidpointRounding mode) => T.Round(x.Value, digits, mode);

    /// <inheritdoc/>
    public static int Sign(Dual<T> value) => T.Sign(value.Value);

    /// <inheritdoc/>
    public static int ILogB(Dual<T> x) => T.ILogB(x.Value);
}
