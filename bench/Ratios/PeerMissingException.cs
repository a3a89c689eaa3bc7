namespace AutoGrad.Bench;

/// <summary>A peer that was asked for is not installed.</summary>
internal sealed class PeerMissingException(string message) : Exception(message);
