using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Numbers become constants; scalars become integers only, whose derivative is 0 anyway.
public readonly unsafe partial struct Scalar<T>
{
    private const string NoText = "A scalar is not parsed: text has no history. Parse the number and make a variable with tape.Scalar, or a constant of it.";
    private const string NoBits = "The bits of a scalar are not a differentiable function of it: take those of its Value.";

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

    /// <summary>Not supported: text has no history.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Scalar<T> Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) => throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static Scalar<T> Parse(string s, NumberStyles style, IFormatProvider? provider) => throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static Scalar<T> Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static Scalar<T> Parse(string s, IFormatProvider? provider) => throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Scalar<T> result) =>
        throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out Scalar<T> result) =>
        throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Scalar<T> result) => throw new NotSupportedException(NoText);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Scalar<T> result) => throw new NotSupportedException(NoText);

    /// <summary>Not supported: bits are not differentiable.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public int GetExponentByteCount() => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public int GetExponentShortestBitLength() => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public int GetSignificandBitLength() => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public int GetSignificandByteCount() => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public bool TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public bool TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public bool TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException(NoBits);

    /// <inheritdoc cref="GetExponentByteCount"/>
    public bool TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) => throw new NotSupportedException(NoBits);

    static bool INumberBase<Scalar<T>>.TryConvertFromChecked<TOther>(TOther value, out Scalar<T> result)
    {
        result = T.CreateChecked(value);
        return true;
    }

    static bool INumberBase<Scalar<T>>.TryConvertFromSaturating<TOther>(TOther value, out Scalar<T> result)
    {
        result = T.CreateSaturating(value);
        return true;
    }

    static bool INumberBase<Scalar<T>>.TryConvertFromTruncating<TOther>(TOther value, out Scalar<T> result)
    {
        result = T.CreateTruncating(value);
        return true;
    }

    static bool INumberBase<Scalar<T>>.TryConvertToChecked<TOther>(Scalar<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        bool converts = Integers.Includes<TOther>();
        result = converts ? TOther.CreateChecked(value._value) : default;
        return converts;
    }

    static bool INumberBase<Scalar<T>>.TryConvertToSaturating<TOther>(Scalar<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        bool converts = Integers.Includes<TOther>();
        result = converts ? TOther.CreateSaturating(value._value) : default;
        return converts;
    }

    static bool INumberBase<Scalar<T>>.TryConvertToTruncating<TOther>(Scalar<T> value, [MaybeNullWhen(false)] out TOther result)
    {
        bool converts = Integers.Includes<TOther>();
        result = converts ? TOther.CreateTruncating(value._value) : default;
        return converts;
    }
}
