using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Bench;

/// <summary>The gradient of softmax and cross-entropy alone, with respect to its logits.</summary>
internal sealed class CrossEntropySteps : IWork
{
    private readonly Tape<float> _tape;
    private readonly Parameter<float> _logits;
    private readonly int[] _labels;

    public CrossEntropySteps(int rows, int classes, int threads)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"cross-entropy-{rows}x{classes}");
        _tape = BenchTape.Create(threads);
        _logits = new("logits", Normal.Numbers(rows * classes), [rows, classes]);
        Random random = new(1);
        _labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public (double Count, string Name)? Pieces => (_logits.Length, "logit");

    /// <inheritdoc/>
    public float Run(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            _tape.Reset();
            sum += Loss.CrossEntropy(_tape.Variable(_logits), _labels).Gradients()[_logits][0];
        }

        return sum;
    }
}
