using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>The outcome of one case: times of a step in microseconds, the ratio of the two, and what the library allocates in a step.</summary>
internal sealed record RatioRow(string Name, double OursMicroseconds, string Peer, double PeerMicroseconds, double Ratio, double BytesPerStep)
{
    /// <summary>name, ours_us, peer, peer_us, ratio, bytes_per_step, separated by tabs.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}\t{OursMicroseconds:F3}\t{Peer}\t{PeerMicroseconds:F3}\t{Ratio:F3}\t{BytesPerStep:0.######}");
}
