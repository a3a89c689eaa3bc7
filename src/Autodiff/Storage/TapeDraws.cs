using System.Diagnostics.CodeAnalysis;

namespace AutoGrad.Autodiff;

// What operations take from and leave in the world outside the recording. All of it passes here, so that a part that is recorded
// again can be given the same numbers and leave nothing twice.
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It is the tape that knows whether it records a part again.")]
public sealed unsafe partial class Tape<T>
{
    /// <summary>The next key of a stream.</summary>
    internal ulong Draw(MaskStream stream) => stream.Next();

    /// <summary>Moves running statistics towards those of a batch.</summary>
    internal void Observe(RunningStatistics<T> statistics, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, int count, double momentum) =>
        statistics.Observe(mean, variance, count, momentum);
}
