using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AutoGrad.Autodiff;

public readonly partial struct Scalar<T>
{
    /// <summary>The value, in the invariant culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The value in a format.</summary>
    /// <param name="format">A format of <typeparamref name="T"/>.</param>
    /// <param name="formatProvider">The culture; without one, the invariant culture.</param>
    public string ToString([StringSyntax(StringSyntaxAttribute.NumericFormat)] string? format, IFormatProvider? formatProvider) =>
        _value.ToString(format, formatProvider ?? CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        [StringSyntax(StringSyntaxAttribute.NumericFormat)] ReadOnlySpan<char> format,
        IFormatProvider? provider) => _value.TryFormat(destination, out charsWritten, format, provider ?? CultureInfo.InvariantCulture);

    /// <summary>Not supported: text has no derivative. Parse a <typeparamref name="T"/>; it converts to a constant.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Scalar<T> Parse(string s, IFormatProvider? provider) => throw NoDerivative.Text("Scalar", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Scalar<T> Parse(string s, NumberStyles style, IFormatProvider? provider) => throw NoDerivative.Text("Scalar", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Scalar<T> Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw NoDerivative.Text("Scalar", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Scalar<T> Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) => throw NoDerivative.Text("Scalar", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Scalar<T> result) =>
        throw NoDerivative.Text("Scalar", nameof(TryParse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out Scalar<T> result) =>
        throw NoDerivative.Text("Scalar", nameof(TryParse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Scalar<T> result) =>
        throw NoDerivative.Text("Scalar", nameof(TryParse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Scalar<T> result) =>
        throw NoDerivative.Text("Scalar", nameof(TryParse));
}
