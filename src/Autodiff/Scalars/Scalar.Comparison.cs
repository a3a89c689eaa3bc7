namespace AutoGrad.Autodiff;

// Comparisons look at values and record nothing.
public readonly unsafe partial struct Scalar<T>
{
    /// <summary>Whether the values are equal; NaN equals nothing.</summary>
    public static bool operator ==(Scalar<T> left, Scalar<T> right) => left._value == right._value;

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(Scalar<T> left, Scalar<T> right) => left._value != right._value;

    /// <summary>Whether the value is less.</summary>
    public static bool operator <(Scalar<T> left, Scalar<T> right) => left._value < right._value;

    /// <summary>Whether the value is greater.</summary>
    public static bool operator >(Scalar<T> left, Scalar<T> right) => left._value > right._value;

    /// <summary>Whether the value is less or equal.</summary>
    public static bool operator <=(Scalar<T> left, Scalar<T> right) => left._value <= right._value;

    /// <summary>Whether the value is greater or equal.</summary>
    public static bool operator >=(Scalar<T> left, Scalar<T> right) => left._value >= right._value;

    /// <inheritdoc/>
    public int CompareTo(Scalar<T> other) => _value.CompareTo(other._value);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Scalar<T> other => CompareTo(other),
        _ => throw new ArgumentException($"A scalar cannot be compared with {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>Whether the values are equal, NaN and NaN too; where they are recorded is not compared.</summary>
    public bool Equals(Scalar<T> other) => _value.Equals(other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    public static int Sign(Scalar<T> value) => T.Sign(value._value);

    /// <inheritdoc/>
    public static bool IsCanonical(Scalar<T> value) => T.IsCanonical(value._value);

    /// <inheritdoc/>
    public static bool IsComplexNumber(Scalar<T> value) => T.IsComplexNumber(value._value);

    /// <inheritdoc/>
    public static bool IsEvenInteger(Scalar<T> value) => T.IsEvenInteger(value._value);

    /// <inheritdoc/>
    public static bool IsFinite(Scalar<T> value) => T.IsFinite(value._value);

    /// <inheritdoc/>
    public static bool IsImaginaryNumber(Scalar<T> value) => T.IsImaginaryNumber(value._value);

    /// <inheritdoc/>
    public static bool IsInfinity(Scalar<T> value) => T.IsInfinity(value._value);

    /// <inheritdoc/>
    public static bool IsInteger(Scalar<T> value) => T.IsInteger(value._value);

    /// <inheritdoc/>
    public static bool IsNaN(Scalar<T> value) => T.IsNaN(value._value);

    /// <inheritdoc/>
    public static bool IsNegative(Scalar<T> value) => T.IsNegative(value._value);

    /// <inheritdoc/>
    public static bool IsNegativeInfinity(Scalar<T> value) => T.IsNegativeInfinity(value._value);

    /// <inheritdoc/>
    public static bool IsNormal(Scalar<T> value) => T.IsNormal(value._value);

    /// <inheritdoc/>
    public static bool IsOddInteger(Scalar<T> value) => T.IsOddInteger(value._value);

    /// <inheritdoc/>
    public static bool IsPositive(Scalar<T> value) => T.IsPositive(value._value);

    /// <inheritdoc/>
    public static bool IsPositiveInfinity(Scalar<T> value) => T.IsPositiveInfinity(value._value);

    /// <inheritdoc/>
    public static bool IsRealNumber(Scalar<T> value) => T.IsRealNumber(value._value);

    /// <inheritdoc/>
    public static bool IsSubnormal(Scalar<T> value) => T.IsSubnormal(value._value);

    /// <inheritdoc/>
    public static bool IsZero(Scalar<T> value) => T.IsZero(value._value);

    /// <inheritdoc/>
    public static int ILogB(Scalar<T> x) => T.ILogB(x._value);
}
