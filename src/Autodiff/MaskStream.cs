using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// Where the masks of <see cref="Variable{T}.Dropout"/> come from: a seeded stream of keys, one for each call. The same seed gives
/// the same masks on every machine and with any number of threads.
/// </summary>
/// <param name="seed">The seed. Two streams of the same seed give the same masks: give each layer of a model a seed of its own.</param>
/// <remarks>
/// May be drawn from by many threads at once; which of them gets which key is then not determined. <see cref="State"/> is all there
/// is to save and restore.
/// </remarks>
public sealed class MaskStream(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Where the stream is: set on another stream, it goes on from here.</summary>
    public ulong State
    {
        get => Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, value);
    }

    /// <summary>The next 64 bits. Only the tape draws, so that it can draw the same again when it recomputes a part.</summary>
    internal ulong Next() => SplitMix.Mix(Interlocked.Add(ref _state, SplitMix.Step));
}
