using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Bench;

/// <summary>Steps of Adam alone, with gradients that stay what they are.</summary>
internal sealed class AdamSteps : IWork
{
    private readonly Parameter<float> _parameter;
    private readonly Adam<float> _optimizer;
    private readonly GradientAccumulator<float> _gradients;

    public AdamSteps(string name, int length, int threads)
    {
        Name = name;
        Random random = new(1);
        _parameter = new("theta", AlignedArray.Uniform(random, length).Span, [length]);
        _optimizer = new([_parameter], learningRate: 1e-7);
        _gradients = new([_parameter]);

        // The gradient of the sum of theta c is c.
        Tape<float> tape = BenchTape.Create(threads);
        Variable<float> factors = tape.Constant(AlignedArray.Uniform(random, length).Span, [length]);
        _gradients.Add((tape.Variable(_parameter) * factors).Sum().Gradients());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How many parameters there are.</summary>
    public int Length => _parameter.Length;

    /// <inheritdoc/>
    public (double Count, string Name)? Pieces => (Length, "parameter");

    /// <inheritdoc/>
    public float Run(int steps)
    {
        for (; steps > 0; steps--)
        {
            _optimizer.Step(_gradients);
        }

        return _parameter.Values[0];
    }
}
