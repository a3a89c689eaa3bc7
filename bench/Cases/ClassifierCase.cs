using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;
using AutoGrad.Nn;

namespace AutoGrad.Bench;

/// <summary>One hidden layer with relu, softmax and cross-entropy.</summary>
public sealed class ClassifierCase : TrainingCase
{
    private readonly int _batch;
    private readonly int _classes;
    private readonly int _inputs;
    private readonly Shape _inputShape;
    private readonly AlignedArray _x;
    private readonly int[] _labels;

    private readonly ManualLayer<ReluFunction> _first;
    private readonly ManualLayer<IdentityFunction> _second;
    private readonly AlignedArray _probabilities;
    private readonly AlignedArray _logitSeed;
    private readonly AlignedArray _hiddenSeed;

    public ClassifierCase(int inputs, int hidden, int classes, int batch)
        : base(FormattableString.Invariant($"mlp-{inputs}-{hidden}-{classes}-b{batch}"), [inputs, hidden, classes], Activation.Relu)
    {
        (_inputs, _classes, _batch) = (inputs, classes, batch);
        _inputShape = [batch, inputs];
        Random random = new(1);
        _x = Uniform(random, batch * inputs);
        _labels = new int[batch];
        foreach (ref int label in _labels.AsSpan())
        {
            label = random.Next(classes);
        }

        _first = new(batch, Model.Layers[0]);
        _second = new(batch, Model.Layers[1]);
        _probabilities = new(batch * classes);
        _logitSeed = new(batch * classes);
        _hiddenSeed = new(batch * hidden);
    }

    /// <inheritdoc/>
    private protected override AlignedArray[] ManualGradients =>
        [_first.WeightGradient, _first.BiasGradient, _second.WeightGradient, _second.BiasGradient];

    /// <inheritdoc/>
    public override float Manual(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            ManualStep();
            sum += _first.FirstGradients + _second.FirstGradients;
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override Variable<float> Record()
    {
        Tape.Reset();

        // Borrowed, as a training loop that counts microseconds would: the hand-written side copies no inputs either.
        Variable<float> x = Tape.Borrow(_x.Memory, _inputShape);
        return Loss.CrossEntropy(Model.Forward(x), _labels);
    }

    /// <inheritdoc/>
    protected override float ManualStep()
    {
        _first.Forward(_x);
        _second.Forward(_first.Outputs);
        float loss = CrossEntropy.Forward<float>(_second.Outputs, _batch, _classes, _labels, _probabilities);
        CrossEntropy.Pullback<float>(_probabilities, _labels, _batch, _classes, 1f / _batch, _logitSeed, accumulate: false);
        _second.Backward(_first.Outputs, _logitSeed);
        _second.BackwardInputs(_logitSeed, _hiddenSeed);
        _first.Backward(_x, _hiddenSeed);
        return loss;
    }
}
