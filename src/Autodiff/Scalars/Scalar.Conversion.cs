using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Numbers become constants; scalars become integers only, whose derivative is 0 anyway.
public readonly unsafe partial struct Scalar<T>
{
    /// <summary>A number of another type as a constant; a number out of range is an OverflowException. A scalar stays itself.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="TOther"/> does not convert.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> => value is Scalar<T> scalar ? scalar : T.CreateChecked(value);

    /// <summary>A number of another type as a constant; a number out of range becomes the nearest. A scalar stays itself.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="TOther"/> does not convert.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => value is Scalar<T> scalar ? scalar : T.CreateSaturating(value);

    /// <summary>A number of another type as a constant; a number out of range loses its leading bits. A scalar stays itself.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="TOther"/> does not convert.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> => value is Scalar<T> scalar ? scalar : T.CreateTruncating(value);

    static bool INumberBase<Scalar<T>>.TryConvertFromChecked<TOther>(TOther value, out Scalar<T> result)
    {
        bool converted = T.TryConvertFromChecked(value, out T constant) || TOther.TryConvertToChecked(value, out constant);
        result = constant;
        return converted;
    }

    static bool INumberBase<Scalar<T>>.TryConvertFromSaturating<TOther>(TOther value, out Scalar<T> result)
    {
        bool converted = T.TryConvertFromSaturating(value, out T constant) || TOther.TryConvertToSaturating(value, out constant);
        result = constant;
        return converted;
    }

    static bool INumberBase<Scalar<T>>.TryConvertFromTruncating<TOther>(TOther value, out Scalar<T> result)
    {
        bool converted = T.TryConvertFromTruncating(value, out T constant) || TOther.TryConvertToTruncating(value, out constant);
        result = constant;
        return converted;
    }

    static bool INumberBase<Scalar<T>>.TryConvertToChecked<TOther>(Scalar<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        bool converts = Integers.Includes<TOther>();
        result = converts ? TOther.CreateChecked(value.Whole()._value) : default;
        return converts;
    }

    static bool INumberBase<Scalar<T>>.TryConvertToSaturating<TOther>(Scalar<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        bool converts = Integers.Includes<TOther>();
        result = converts ? TOther.CreateSaturating(value.Whole()._value) : default;
        return converts;
    }

    static bool INumberBase<Scalar<T>>.TryConvertToTruncating<TOther>(Scalar<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        bool converts = Integers.Includes<TOther>();
        result = converts ? TOther.CreateTruncating(value.Whole()._value) : default;
        return converts;
    }

    // A function that is being frozen goes on with the integer as it was.
    private Scalar<T> Whole()
    {
        Branch(GuardKind.SameWhole, this, _value, outcome: true);
        return this;
    }
}
