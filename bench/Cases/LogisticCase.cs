using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Bench;

/// <summary>Two hidden layers with tanh, one output, binary cross-entropy with logits: a network so small that the tape shows.</summary>
public sealed class LogisticCase : TrainingCase
{
    private readonly int _batch;

    private readonly ManualLayer<TanhFunction> _first;
    private readonly ManualLayer<TanhFunction> _second;
    private readonly ManualLayer<IdentityFunction> _third;
    private readonly AlignedArray _losses;
    private readonly AlignedArray _lossSeed;
    private readonly AlignedArray _logitSeed;
    private readonly AlignedArray _secondSeed;
    private readonly AlignedArray _firstSeed;

    public LogisticCase(int inputs, int hidden, int batch, int threads)
        : base([inputs, hidden, hidden, 1], batch, threads)
    {
        _batch = batch;
        _first = new(batch, Library.Model.Layers[0]);
        _second = new(batch, Library.Model.Layers[1]);
        _third = new(batch, Library.Model.Layers[2]);
        _losses = new(batch);
        _lossSeed = new(batch);
        _lossSeed.Span.Fill(1f / batch);
        _logitSeed = new(batch);
        _secondSeed = new(batch * hidden);
        _firstSeed = new(batch * hidden);
    }

    /// <inheritdoc/>
    private protected override AlignedArray[] ManualGradients =>
    [
        _first.WeightGradient, _first.BiasGradient,
        _second.WeightGradient, _second.BiasGradient,
        _third.WeightGradient, _third.BiasGradient,
    ];

    /// <inheritdoc/>
    public override float Manual(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            ManualStep();
            sum += _first.FirstGradients + _second.FirstGradients + _third.FirstGradients;
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override float ManualStep()
    {
        _first.Forward(Library.Inputs);
        _second.Forward(_first.Outputs);
        _third.Forward(_second.Outputs);
        Span<float> logits = _third.Outputs;
        Pointwise2.Map<float, LogitCrossEntropy>(default, logits, Library.Targets, _losses);
        float loss = 0f;
        AutoGrad.Autodiff.Kernels.Reduction.Sum(_losses, [_batch], 1, new Span<float>(ref loss), 1f / _batch, accumulate: false);
        Pointwise2.Pull<float, LogitCrossEntropySlope>(
            default, _lossSeed, logits, [_batch], Library.Targets, [_batch], _losses, [_batch], _logitSeed, accumulate: false);
        _third.Backward(_second.Outputs, _logitSeed);
        _third.BackwardInputs(_logitSeed, _secondSeed);
        _second.Backward(_first.Outputs, _secondSeed);
        _second.BackwardInputs(_secondSeed, _firstSeed);
        _first.Backward(Library.Inputs, _firstSeed);
        return loss;
    }

    /// <summary>log(1 + e^z) - z t: what one writes by hand.</summary>
    private readonly struct LogitCrossEntropy : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N z, N t)
            where N : struct, IReal<N> => N.Softplus(z) - (z * t);
    }

    /// <summary>sigmoid(z) - t: by hand the derivative is known; the library derives it from the forward line.</summary>
    private readonly struct LogitCrossEntropySlope : ISlope2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N At<N>(N z, N t, N loss)
            where N : struct, IReal<N> => N.Sigmoid(z) - t;
    }
}
