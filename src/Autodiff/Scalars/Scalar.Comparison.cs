using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Comparisons look at values and record nothing.
public readonly unsafe partial struct Scalar<T>
{
    /// <summary>Whether the values are equal; NaN equals nothing.</summary>
    public static bool operator ==(Scalar<T> left, Scalar<T> right) =>
        Branch(GuardKind.Equal, left, right, left._value == right._value);

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(Scalar<T> left, Scalar<T> right) =>
        Branch(GuardKind.NotEqual, left, right, left._value != right._value);

    /// <summary>Whether the value is less.</summary>
    public static bool operator <(Scalar<T> left, Scalar<T> right) =>
        Branch(GuardKind.Less, left, right, left._value < right._value);

    /// <summary>Whether the value is greater.</summary>
    public static bool operator >(Scalar<T> left, Scalar<T> right) =>
        Branch(GuardKind.Greater, left, right, left._value > right._value);

    /// <summary>Whether the value is less or equal.</summary>
    public static bool operator <=(Scalar<T> left, Scalar<T> right) =>
        Branch(GuardKind.LessOrEqual, left, right, left._value <= right._value);

    /// <summary>Whether the value is greater or equal.</summary>
    public static bool operator >=(Scalar<T> left, Scalar<T> right) =>
        Branch(GuardKind.GreaterOrEqual, left, right, left._value >= right._value);

    /// <inheritdoc/>
    public int CompareTo(Scalar<T> other)
    {
        int order = _value.CompareTo(other._value);
        GuardKind kind = order < 0 ? GuardKind.Less : order > 0 ? GuardKind.Greater : GuardKind.Equal;
        if (T.IsNaN(_value) || T.IsNaN(other._value))
        {
            Branch(GuardKind.IsNaN, this, this, T.IsNaN(_value));
            Branch(GuardKind.IsNaN, other, other, T.IsNaN(other._value));
        }
        else
        {
            Branch(kind, this, other, outcome: true);
        }

        return order;
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Scalar<T> other => CompareTo(other),
        _ => throw new ArgumentException($"A scalar cannot be compared with {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>Whether the values are equal, NaN and NaN too; where they are recorded is not compared.</summary>
    public bool Equals(Scalar<T> other) => CompareTo(other) == 0 && _value.Equals(other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        Branch(GuardKind.Equal, this, _value, outcome: true);
        return _value.GetHashCode();
    }

    /// <inheritdoc/>
    public static int Sign(Scalar<T> value)
    {
        Branch(GuardKind.SameSign, value, value._value, outcome: true);
        return T.Sign(value._value);
    }

    /// <inheritdoc/>
    public static bool IsCanonical(Scalar<T> value) => T.IsCanonical(value._value);

    /// <inheritdoc/>
    public static bool IsComplexNumber(Scalar<T> value) => T.IsComplexNumber(value._value);

    /// <inheritdoc/>
    public static bool IsEvenInteger(Scalar<T> value) => Branch(GuardKind.IsEvenInteger, value, value, T.IsEvenInteger(value._value));

    /// <inheritdoc/>
    public static bool IsFinite(Scalar<T> value) => Branch(GuardKind.IsFinite, value, value, T.IsFinite(value._value));

    /// <inheritdoc/>
    public static bool IsImaginaryNumber(Scalar<T> value) => T.IsImaginaryNumber(value._value);

    /// <inheritdoc/>
    public static bool IsInfinity(Scalar<T> value) => Branch(GuardKind.IsInfinity, value, value, T.IsInfinity(value._value));

    /// <inheritdoc/>
    public static bool IsInteger(Scalar<T> value) => Branch(GuardKind.IsInteger, value, value, T.IsInteger(value._value));

    /// <inheritdoc/>
    public static bool IsNaN(Scalar<T> value) => Branch(GuardKind.IsNaN, value, value, T.IsNaN(value._value));

    /// <inheritdoc/>
    public static bool IsNegative(Scalar<T> value) => Branch(GuardKind.IsNegative, value, value, T.IsNegative(value._value));

    /// <inheritdoc/>
    public static bool IsNegativeInfinity(Scalar<T> value) => Branch(GuardKind.IsNegativeInfinity, value, value, T.IsNegativeInfinity(value._value));

    /// <inheritdoc/>
    public static bool IsNormal(Scalar<T> value) => Branch(GuardKind.IsNormal, value, value, T.IsNormal(value._value));

    /// <inheritdoc/>
    public static bool IsOddInteger(Scalar<T> value) => Branch(GuardKind.IsOddInteger, value, value, T.IsOddInteger(value._value));

    /// <inheritdoc/>
    public static bool IsPositive(Scalar<T> value) => Branch(GuardKind.IsPositive, value, value, T.IsPositive(value._value));

    /// <inheritdoc/>
    public static bool IsPositiveInfinity(Scalar<T> value) => Branch(GuardKind.IsPositiveInfinity, value, value, T.IsPositiveInfinity(value._value));

    /// <inheritdoc/>
    public static bool IsRealNumber(Scalar<T> value) => Branch(GuardKind.IsRealNumber, value, value, T.IsRealNumber(value._value));

    /// <inheritdoc/>
    public static bool IsSubnormal(Scalar<T> value) => Branch(GuardKind.IsSubnormal, value, value, T.IsSubnormal(value._value));

    /// <inheritdoc/>
    public static bool IsZero(Scalar<T> value) => Branch(GuardKind.IsZero, value, value, T.IsZero(value._value));

    /// <inheritdoc/>
    public static int ILogB(Scalar<T> x)
    {
        Branch(GuardKind.SameExponent, x, x._value, outcome: true);
        return T.ILogB(x._value);
    }

    // A function that is being frozen remembers which way it went.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Branch(GuardKind kind, Scalar<T> left, Scalar<T> right, bool outcome)
    {
        (left._recorder ?? right._recorder)?.Observe(kind, left, right, outcome);
        return outcome;
    }
}
