using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The generator SplitMix64 (Steele, Lea, Flood 2014: Fast splittable pseudorandom number generators): number i is a mixture of
/// the seed plus i times a constant, so that any number can be had without those before it.
/// </summary>
internal static class SplitMix
{
    /// <summary>What the state moves on by.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The number that belongs to a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong state)
    {
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
