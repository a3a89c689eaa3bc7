using System.Globalization;

namespace AutoGrad.Autodiff;

/// <summary>The worst entry of a comparison of derivatives with central differences.</summary>
/// <param name="Entry">The entry: <c>dy/dx[3]</c>, or <c>dy[0]/dW1[2, 1]</c>.</param>
/// <param name="Differentiated">The derivative from the reverse sweep.</param>
/// <param name="Numerical">The derivative from central differences.</param>
/// <param name="Error">Their difference, relative to the greater of the two, to 0.01 of the largest entry, or to what rounding of the values leaves undecided.</param>
/// <param name="Tolerance">The error that passes.</param>
/// <param name="Entries">How many entries were compared.</param>
public sealed record GradientReport(string Entry, double Differentiated, double Numerical, double Error, double Tolerance, int Entries)
{
    /// <summary>Whether every entry is within the tolerance.</summary>
    public bool Passed => Error <= Tolerance;

    /// <summary>The report as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"worst of {Entries} entries is {Entry}: differentiated {Differentiated:R}, central differences {Numerical:R}, error {Error:G3}, tolerance {Tolerance:G3}");
}
