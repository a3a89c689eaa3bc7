using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Mean and variance of each channel, as batch norm has seen them in training and uses them in evaluation. Both are arrays of a
/// model's state that are not learned: save them beside its parameters.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <param name="channels">How many channels. The means start at 0, the variances at 1.</param>
/// <remarks>Reading from many threads is safe; training, which changes them, is for one.</remarks>
public sealed class RunningStatistics<T>(int channels)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The means, of shape [channels].</summary>
    public Parameter<T> Mean { get; } = Parameter<T>.Zeros("running mean", [channels]);

    /// <summary>The unbiased variances, of shape [channels].</summary>
    public Parameter<T> Variance { get; } = Parameter<T>.Ones("running variance", [channels]);

    /// <summary>How many channels.</summary>
    public int Channels => Mean.Length;

    /// <summary>old (1 - momentum) + new momentum, from a batch with a biased variance over <paramref name="count"/> values a channel.</summary>
    internal void Observe(ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, int count, double momentum)
    {
        T fresh = T.CreateTruncating(momentum);
        T stays = T.CreateTruncating(1.0 - momentum);
        T unbiased = T.CreateTruncating(momentum * count / (count - 1.0));
        Span<T> means = Mean.Update();
        Span<T> variances = Variance.Update();
        for (int channel = 0; channel < means.Length; channel++)
        {
            means[channel] = (stays * means[channel]) + (fresh * mean[channel]);
            variances[channel] = (stays * variances[channel]) + (unbiased * variance[channel]);
        }
    }
}
