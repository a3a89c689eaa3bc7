using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>The cost of a step at one size.</summary>
/// <param name="What">What grows, such as <c>batch</c>.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Microseconds">A step.</param>
/// <param name="PerUnit">A step by what there are of it: rows, layers, nodes; by a million multiply-adds where the width grows.</param>
/// <param name="BytesPerStep">What the library allocates in a step.</param>
internal sealed record ScaleRow(string What, int Size, double Microseconds, double PerUnit, double BytesPerStep)
{
    /// <summary>what, size, us, us_per_unit, bytes_per_step, separated by tabs.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{What}\t{Size}\t{Microseconds:F3}\t{PerUnit:F5}\t{BytesPerStep:0.######}");
}
