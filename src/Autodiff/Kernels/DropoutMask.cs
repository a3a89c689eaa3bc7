using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>A mask that is never stored: whether element i is dropped follows from a key and i alone.</summary>
internal static unsafe class DropoutMask
{
    // So many factors are made at a time; even, because 64 random bits serve two elements.
    private const int Block = 128;

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
        fixed (T* px = x, pt = target)
        {
            var action = new ApplyInLanes<T>(key, probability, px, pt, x.Length, accumulate);
            Lanes.Dispatch<T, ApplyInLanes<T>>(ref action);
        }
    }

    // No branch on a random bit: the processor would guess it wrong every other time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Factor<T>(T* factors, uint bits, uint limit)
        where T : unmanaged => factors[Unsafe.BitCast<bool, byte>(bits < limit)];

    private readonly struct ApplyInLanes<T>(ulong key, double probability, T* x, T* target, nint length, bool accumulate) : ILaneAction<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            var limit = (uint)Math.Min(Math.Round(probability * 4294967296.0), uint.MaxValue);
            var either = stackalloc T[2];
            either[0] = T.CreateTruncating(1.0 / (1.0 - probability));
            either[1] = T.Zero;
            var factors = stackalloc T[Block];
            var state = key;
            for (nint start = 0; start < length; start += Block)
            {
                var size = Math.Min(Block, length - start);
                for (nint index = 0; index < size; index += 2)
                {
                    state += SplitMix.Step;
                    var bits = SplitMix.Mix(state);
                    factors[index] = Factor(either, (uint)bits, limit);
                    factors[index + 1] = Factor(either, (uint)(bits >> 32), limit);
                }

                // Multiplied also where it is dropped: NaN stays NaN.
                Multiply<L>(x + start, factors, target + start, size, accumulate);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Multiply<L>(T* x, T* factors, T* target, nint length, bool accumulate)
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            nint index = 0;
            for (; index + count <= length; index += count)
            {
                var value = L.Load(x + index) * L.Load(factors + index);
                L.Store(accumulate ? L.Load(target + index) + value : value, target + index);
            }

            if (index < length)
            {
                var rest = (int)(length - index);
                var value = L.Load(x + index, rest) * L.Load(factors + index, rest);
                L.Store(accumulate ? L.Load(target + index, rest) + value : value, target + index, rest);
            }
        }
    }
}
