using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Bench;

/// <summary>
/// Gradient computations of a multilayer perceptron, as a user writes them: inputs in, forward, loss and all gradients read. With one
/// output tanh and binary cross-entropy with logits, otherwise relu, softmax and cross-entropy.
/// </summary>
internal sealed class MlpSteps : IWork
{
    // At this rate nothing is learned, so that every step meets ordinary numbers: gradients that fade become subnormal.
    private const double LearningRate = 1e-7;

    private readonly Tape<float> _tape;
    private readonly Parameter<float>[] _parameters;
    private readonly Adam<float>? _optimizer;
    private readonly Shape _inputShape;
    private readonly Shape _targetShape;

    public MlpSteps(ReadOnlySpan<int> sizes, int batch, int threads, bool withAdam = false)
    {
        bool isLogistic = sizes[^1] == 1;
        string network = string.Join('-', sizes.ToArray().Select(size => size.ToString(CultureInfo.InvariantCulture)));
        Name = string.Create(CultureInfo.InvariantCulture, $"{(withAdam ? "adam" : "mlp")}-{network}-b{batch}");
        Model = new(sizes, isLogistic ? Activation.Tanh : Activation.Relu, seed: 1);
        _parameters = [.. Model.Parameters];
        _tape = BenchTape.Create(threads);
        _optimizer = withAdam ? new(_parameters, LearningRate) : null;
        (_inputShape, _targetShape) = ([batch, sizes[0]], [batch, 1]);

        // Biases start at 0, where a mistake might not show.
        Random random = new(2);
        foreach (Linear<float> layer in Model.Layers)
        {
            layer.Bias!.Assign(AlignedArray.Uniform(random, layer.Outputs));
        }

        random = new(1);
        Inputs = AlignedArray.Uniform(random, batch * sizes[0]);
        Labels = new int[isLogistic ? 0 : batch];
        foreach (ref int label in Labels.AsSpan())
        {
            label = random.Next(sizes[^1]);
        }

        Targets = new(isLogistic ? batch : 0);
        foreach (ref float target in Targets.Span)
        {
            target = random.Next(2);
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    public Mlp<float> Model { get; }

    public AlignedArray Inputs { get; }

    /// <summary>The classes; none where there is one output.</summary>
    public int[] Labels { get; }

    /// <summary>0 or 1 for each row where there is one output.</summary>
    public AlignedArray Targets { get; }

    /// <inheritdoc/>
    public float Run(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            Gradients<float> gradients = Record().Gradients();
            foreach (Parameter<float> parameter in _parameters)
            {
                sum += gradients[parameter][0];
            }

            _optimizer?.Step(gradients);
        }

        return sum;
    }

    /// <summary>Runs forward passes alone, recorded as in <see cref="Run"/>.</summary>
    public float RunForward(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            sum += Record().Item();
        }

        return sum;
    }

    /// <summary>Starts a recording, brings the inputs in and records the loss.</summary>
    public Variable<float> Record()
    {
        _tape.Reset();

        // Borrowed, as a training loop that counts microseconds would: the other side copies no inputs either.
        Variable<float> outputs = Model.Forward(_tape.Borrow(Inputs.Memory, _inputShape));
        return Labels.Length > 0
            ? Loss.CrossEntropy(outputs, Labels)
            : Loss.BinaryCrossEntropyWithLogits(outputs, _tape.Borrow(Targets.Memory, _targetShape));
    }
}
