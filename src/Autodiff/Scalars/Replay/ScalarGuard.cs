using System.Globalization;
using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>What a branch of the recorded function asked of its numbers. Derivatives have no part in it.</summary>
internal enum GuardKind
{
    // Of two numbers.
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,

    /// <summary>The same integer when the fraction is cut off: a conversion to an integer type.</summary>
    SameWhole,

    /// <summary>The same exponent: ILogB.</summary>
    SameExponent,

    /// <summary>The same sign, 0 being one of its own: Sign.</summary>
    SameSign,

    // Of one number.
    IsNaN,
    IsFinite,
    IsInfinity,
    IsPositiveInfinity,
    IsNegativeInfinity,
    IsPositive,
    IsNegative,
    IsZero,
    IsNormal,
    IsSubnormal,
    IsInteger,
    IsEvenInteger,
    IsOddInteger,
    IsRealNumber,
}

/// <summary>A comparison that the recorded function branched on, with its outcome: where it comes out otherwise the recording does not hold.</summary>
/// <param name="Kind">What was compared.</param>
/// <param name="Left">The node of the left operand.</param>
/// <param name="Right">The node of the right operand; the left one again where there is one operand.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Number">Its number in the recording, from 0.</param>
/// <param name="Position">How many statements stand before it.</param>
internal readonly record struct ScalarGuard(GuardKind Kind, int Left, int Right, bool Outcome, int Number, int Position)
{
    public static bool HasTwoOperands(GuardKind kind) => kind < GuardKind.IsNaN;

    public static bool Test<T>(GuardKind kind, T left, T right)
        where T : unmanaged, IFloatingPointIeee754<T> => kind switch
        {
            GuardKind.Less => left < right,
            GuardKind.LessOrEqual => left <= right,
            GuardKind.Greater => left > right,
            GuardKind.GreaterOrEqual => left >= right,
            GuardKind.Equal => left == right,
            GuardKind.NotEqual => left != right,
            GuardKind.SameWhole => T.Truncate(left) == T.Truncate(right) || (T.IsNaN(left) && T.IsNaN(right)),
            GuardKind.SameExponent => T.ILogB(left) == T.ILogB(right),
            GuardKind.SameSign => (left > T.Zero) == (right > T.Zero) && (left < T.Zero) == (right < T.Zero) && T.IsNaN(left) == T.IsNaN(right),
            GuardKind.IsNaN => T.IsNaN(left),
            GuardKind.IsFinite => T.IsFinite(left),
            GuardKind.IsInfinity => T.IsInfinity(left),
            GuardKind.IsPositiveInfinity => T.IsPositiveInfinity(left),
            GuardKind.IsNegativeInfinity => T.IsNegativeInfinity(left),
            GuardKind.IsPositive => T.IsPositive(left),
            GuardKind.IsNegative => T.IsNegative(left),
            GuardKind.IsZero => T.IsZero(left),
            GuardKind.IsNormal => T.IsNormal(left),
            GuardKind.IsSubnormal => T.IsSubnormal(left),
            GuardKind.IsInteger => T.IsInteger(left),
            GuardKind.IsEvenInteger => T.IsEvenInteger(left),
            GuardKind.IsOddInteger => T.IsOddInteger(left),
            GuardKind.IsRealNumber => T.IsRealNumber(left),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>The comparison with its numbers, as text.</summary>
    public string Format<T>(T left, T right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string? operation = Kind switch
        {
            GuardKind.Less => "<",
            GuardKind.LessOrEqual => "<=",
            GuardKind.Greater => ">",
            GuardKind.GreaterOrEqual => ">=",
            GuardKind.Equal => "==",
            GuardKind.NotEqual => "!=",
            _ => null,
        };
        return operation is not null ? string.Create(CultureInfo.InvariantCulture, $"{left} {operation} {right}")
            : HasTwoOperands(Kind) ? string.Create(CultureInfo.InvariantCulture, $"{Kind}({left}, {right})")
            : string.Create(CultureInfo.InvariantCulture, $"{Kind}({left})");
    }
}
