using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>A mask that is never stored: whether element i is dropped follows from a key and i alone.</summary>
internal static class DropoutMask
{
    /// <summary>target (+)= x times 0 with the given probability, else times 1 / (1 - probability).</summary>
    /// <param name="key">The key of the mask.</param>
    /// <param name="probability">How probable it is that an element is dropped, to a multiple of 2^-32.</param>
    /// <param name="x">The numbers.</param>
    /// <param name="target">As many numbers.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Apply<T>(ulong key, double probability, ReadOnlySpan<T> x, Span<T> target, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, x.Length);
        var kept = T.CreateTruncating(1.0 / (1.0 - probability));
        var limit = (uint)Math.Min(Math.Round(probability * 4294967296.0), uint.MaxValue);
        for (var index = 0; index < x.Length; index += 2)
        {
            // 64 random bits are enough for two elements.
            key += SplitMix.Step;
            var bits = SplitMix.Mix(key);
            Set(x, index, (uint)bits < limit ? T.Zero : kept, target, accumulate);
            if (index + 1 < x.Length)
            {
                Set(x, index + 1, (uint)(bits >> 32) < limit ? T.Zero : kept, target, accumulate);
            }
        }
    }

    // Multiplied also where it is dropped: NaN stays NaN.
    private static void Set<T>(ReadOnlySpan<T> x, int index, T factor, Span<T> target, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        target[index] = accumulate ? target[index] + (x[index] * factor) : x[index] * factor;
}
