using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>The outcome of one case: times of a step in microseconds, the ratio of the two, and what the library allocates in a step.</summary>
/// <remarks>Where the case says so, the two figures are kilobytes. The bytes are null where there are no steps to count them in.</remarks>
internal sealed record RatioRow(string Name, double Ours, string Peer, double Theirs, double Ratio, double? BytesPerStep)
{
    /// <summary>name, ours_us, peer, peer_us, ratio, bytes_per_step, separated by tabs.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}\t{Ours:F3}\t{Peer}\t{Theirs:F3}\t{Ratio:F3}\t{BytesPerStep?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-"}");
}
