using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Bench;

/// <summary>One hidden layer with relu, softmax and cross-entropy.</summary>
public sealed class ClassifierCase : TrainingCase
{
    private readonly int _batch;
    private readonly int _classes;

    private readonly ManualLayer<ReluFunction> _first;
    private readonly ManualLayer<IdentityFunction> _second;
    private readonly AlignedArray _probabilities;
    private readonly AlignedArray _logitSeed;
    private readonly AlignedArray _hiddenSeed;

    public ClassifierCase(int inputs, int hidden, int classes, int batch, int threads)
        : base([inputs, hidden, classes], batch, threads)
    {
        (_classes, _batch) = (classes, batch);
        _first = new(batch, Library.Model.Layers[0]);
        _second = new(batch, Library.Model.Layers[1]);
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
    protected override float ManualStep()
    {
        _first.Forward(Library.Inputs);
        _second.Forward(_first.Outputs);
        float loss = CrossEntropy.Forward<float>(_second.Outputs, _batch, _classes, Library.Labels, _probabilities);
        CrossEntropy.Pullback<float>(_probabilities, Library.Labels, _batch, _classes, 1f / _batch, _logitSeed, accumulate: false);
        _second.Backward(_first.Outputs, _logitSeed);
        _second.BackwardInputs(_logitSeed, _hiddenSeed);
        _first.Backward(Library.Inputs, _hiddenSeed);
        return loss;
    }
}
