using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AutoGrad.Autodiff;

public readonly partial struct Dual<T>
{
    /// <summary>Value and tangent: <c>&lt;0.5; 1&gt;</c>, in the invariant culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>Value and tangent, each in a format: <c>&lt;0.50; 1.00&gt;</c>.</summary>
    /// <param name="format">A format of <typeparamref name="T"/>.</param>
    /// <param name="formatProvider">The culture; without one, the invariant culture.</param>
    public string ToString([StringSyntax(StringSyntaxAttribute.NumericFormat)] string? format, IFormatProvider? formatProvider)
    {
        formatProvider ??= CultureInfo.InvariantCulture;
        return $"<{Value.ToString(format, formatProvider)}; {Tangent.ToString(format, formatProvider)}>";
    }

    /// <inheritdoc/>
    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        [StringSyntax(StringSyntaxAttribute.NumericFormat)] ReadOnlySpan<char> format,
        IFormatProvider? provider)
    {
        string text = ToString(format.ToString(), provider);
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    /// <summary>Not supported: text has no derivative. Parse a <typeparamref name="T"/>; it converts to a constant.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Dual<T> Parse(string s, IFormatProvider? provider) => throw NoDerivative.Text("Dual", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Dual<T> Parse(string s, NumberStyles style, IFormatProvider? provider) => throw NoDerivative.Text("Dual", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Dual<T> Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw NoDerivative.Text("Dual", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Dual<T> Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) => throw NoDerivative.Text("Dual", nameof(Parse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Dual<T> result) =>
        throw NoDerivative.Text("Dual", nameof(TryParse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out Dual<T> result) =>
        throw NoDerivative.Text("Dual", nameof(TryParse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Dual<T> result) =>
        throw NoDerivative.Text("Dual", nameof(TryParse));

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Dual<T> result) =>
        throw NoDerivative.Text("Dual", nameof(TryParse));
}
