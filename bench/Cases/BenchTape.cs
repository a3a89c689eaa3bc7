using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>The tapes of all cases.</summary>
internal static class BenchTape
{
    /// <summary>A tape that uses so many threads.</summary>
    public static Tape<float> Create(int threads) => new() { MaxDegreeOfParallelism = threads };
}
