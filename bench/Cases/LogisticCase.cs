using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;
using AutoGrad.Nn;

namespace AutoGrad.Bench;

/// <summary>Two hidden layers with tanh, one output, binary cross-entropy with logits: a network so small that the tape shows.</summary>
public sealed class LogisticCase : TrainingCase
{
    private readonly int _batch;
    private readonly int _inputs;
    private readonly Shape _inputShape;
    private readonly Shape _targetShape;
    private readonly AlignedArray _x;
    private readonly AlignedArray _targets;

    private readonly ManualLayer<TanhFunction> _first;
    private readonly ManualLayer<TanhFunction> _second;
    private readonly ManualLayer<IdentityFunction> _third;
    private readonly AlignedArray _losses;
    private readonly AlignedArray _lossSeed;
    private readonly AlignedArray _logitSeed;
    private readonly AlignedArray _secondSeed;
    private readonly AlignedArray _firstSeed;

    public LogisticCase(int inputs, int hidden, int batch)
        : base(FormattableString.Invariant($"mlp-{inputs}-{hidden}-{hidden}-1-b{batch}"), [inputs, hidden, hidden, 1], Activation.Tanh)
    {
        (_inputs, _batch) = (inputs, batch);
        (_inputShape, _targetShape) = ([batch, inputs], [batch, 1]);
        Random random = new(1);
        _x = Uniform(random, batch * inputs);
        _targets = new(batch);
        foreach (ref float target in _targets.Span)
        {
            target = random.Next(2);
        }

        _first = new(batch, Model.Layers[0]);
        _second = new(batch, Model.Layers[1]);
        _third = new(batch, Model.Layers[2]);
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
    protected override Variable<float> Record()
    {
        Tape.Reset();

        // Borrowed, as a training loop that counts nanoseconds would: the hand-written side copies no inputs either.
        Variable<float> x = Tape.Borrow(_x.Memory, _inputShape);
        Variable<float> targets = Tape.Borrow(_targets.Memory, _targetShape);
        return Loss.BinaryCrossEntropyWithLogits(Model.Forward(x), targets);
    }

    /// <inheritdoc/>
    protected override float ManualStep()
    {
        _first.Forward(_x);
        _second.Forward(_first.Outputs);
        _third.Forward(_second.Outputs);
        Span<float> logits = _third.Outputs;
        Pointwise2.Map<float, LogitCrossEntropy>(default, logits, _targets, _losses);
        float loss = 0f;
        AutoGrad.Autodiff.Kernels.Reduction.Sum(_losses, [_batch], 1, new Span<float>(ref loss), 1f / _batch, accumulate: false);
        Pointwise2.Pull<float, LogitCrossEntropySlope>(
            default, _lossSeed, logits, [_batch], _targets, [_batch], _losses, [_batch], _logitSeed, accumulate: false);
        _third.Backward(_second.Outputs, _logitSeed);
        _third.BackwardInputs(_logitSeed, _secondSeed);
        _second.Backward(_first.Outputs, _secondSeed);
        _second.BackwardInputs(_secondSeed, _firstSeed);
        _first.Backward(_x, _firstSeed);
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
