using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Any number becomes a constant. The way back is open to whole numbers, whose derivative is 0; to floating-point numbers it would
// cut the derivative without a word, so double.CreateChecked(dual) finds no conversion and throws NotSupportedException.
public readonly partial struct Dual<T>
{
    /// <summary>A constant; a number of this very type stays as it is.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="NotSupportedException">Such a number does not convert to <typeparamref name="T"/>; a dual or tracked number of another kind does not.</exception>
    /// <exception cref="OverflowException"><typeparamref name="T"/> cannot hold the number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> CreateChecked<TOther>(TOther value)
        where TOther : INumberBase<TOther> =>
        typeof(TOther) == typeof(Dual<T>) ? (Dual<T>)(object)value : T.CreateChecked(value);

    /// <inheritdoc cref="CreateChecked{TOther}(TOther)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> CreateSaturating<TOther>(TOther value)
        where TOther : INumberBase<TOther> =>
        typeof(TOther) == typeof(Dual<T>) ? (Dual<T>)(object)value : T.CreateSaturating(value);

    /// <inheritdoc cref="CreateChecked{TOther}(TOther)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> CreateTruncating<TOther>(TOther value)
        where TOther : INumberBase<TOther> =>
        typeof(TOther) == typeof(Dual<T>) ? (Dual<T>)(object)value : T.CreateTruncating(value);

    static bool INumberBase<Dual<T>>.TryConvertFromChecked<TOther>(TOther value, out Dual<T> result)
    {
        bool converted = T.TryConvertFromChecked(value, out T constant) || TOther.TryConvertToChecked(value, out constant);
        result = constant;
        return converted;
    }

    static bool INumberBase<Dual<T>>.TryConvertFromSaturating<TOther>(TOther value, out Dual<T> result)
    {
        bool converted = T.TryConvertFromSaturating(value, out T constant) || TOther.TryConvertToSaturating(value, out constant);
        result = constant;
        return converted;
    }

    static bool INumberBase<Dual<T>>.TryConvertFromTruncating<TOther>(TOther value, out Dual<T> result)
    {
        bool converted = T.TryConvertFromTruncating(value, out T constant) || TOther.TryConvertToTruncating(value, out constant);
        result = constant;
        return converted;
    }

    static bool INumberBase<Dual<T>>.TryConvertToChecked<TOther>(Dual<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = Integers.Includes<TOther>() ? TOther.CreateChecked(value.Value) : default;
        return Integers.Includes<TOther>();
    }

    static bool INumberBase<Dual<T>>.TryConvertToSaturating<TOther>(Dual<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = Integers.Includes<TOther>() ? TOther.CreateSaturating(value.Value) : default;
        return Integers.Includes<TOther>();
    }

    static bool INumberBase<Dual<T>>.TryConvertToTruncating<TOther>(Dual<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        result = Integers.Includes<TOther>() ? TOther.CreateTruncating(value.Value) : default;
        return Integers.Includes<TOther>();
    }
}
