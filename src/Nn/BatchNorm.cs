using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// Brings each channel (axis 1) to mean 0 and variance 1, times a weight, plus a bias: by the statistics of the batch while the tape
/// records, by the running ones in evaluation (<see cref="Tape{T}.Inference"/>, <see cref="Module{T}.Predict(ReadOnlySpan{T}, Shape)"/>).
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// The running statistics move at every forward pass that is recorded, and are the module's <see cref="Module{T}.Buffers"/>: threads
/// may evaluate together, but not while one trains.
/// </remarks>
public sealed class BatchNorm<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A layer; the weight starts at 1 and the bias at 0.</summary>
    /// <param name="channels">How many channels.</param>
    /// <param name="momentum">How far the running statistics move with each batch.</param>
    /// <param name="epsilon">What keeps the root from 0.</param>
    /// <param name="affine">Whether there are a weight and a bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of channels is not positive.</exception>
    public BatchNorm(int channels, double momentum = 0.1, double epsilon = 1e-5, bool affine = true)
    {
        Statistics = new(Refuse.Size("BatchNorm", nameof(channels), channels));
        RegisterBuffer(Statistics.Mean);
        RegisterBuffer(Statistics.Variance);
        (Momentum, Epsilon) = (momentum, epsilon);
        if (affine)
        {
            Weight = Register(Parameter<T>.Ones("weight", [channels]));
            Bias = Register(Parameter<T>.Zeros("bias", [channels]));
        }
    }

    /// <summary>The weight, of shape [channels]; null for a layer without.</summary>
    public Parameter<T>? Weight { get; }

    /// <summary>The bias, of shape [channels]; null for a layer without.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>The running statistics.</summary>
    public RunningStatistics<T> Statistics { get; }

    /// <summary>How far the running statistics move with each batch.</summary>
    public double Momentum { get; }

    /// <summary>What keeps the root from 0.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not [examples, channels, ...], or has one value a channel while the tape records.</exception>
    public override Variable<T> Forward(Variable<T> x) => Weight is null || Bias is null
        ? x.BatchNorm(Statistics, momentum: Momentum, epsilon: Epsilon)
        : x.BatchNorm(Statistics, Weight, Bias, Momentum, Epsilon);
}
