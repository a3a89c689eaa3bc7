using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Bench;

/// <summary>
/// One gradient computation done twice: by the library from a forward pass, and by hand. A step is the same work on both
/// sides: inputs in, forward, loss and all gradients read; without an update of the parameters.
/// </summary>
public abstract class TrainingCase
{
    private readonly Parameter<float>[] _parameters;

    private protected TrainingCase(string name, ReadOnlySpan<int> sizes, Activation hidden)
    {
        Name = name;
        Model = new(sizes, hidden, seed: 1);
        _parameters = [.. Model.Parameters];

        // Biases start at 0, where a mistake might not show.
        Random random = new(2);
        foreach (Linear<float> layer in Model.Layers)
        {
            layer.Bias!.Assign(Uniform(random, layer.Outputs));
        }
    }

    /// <summary>All cases, the largest first.</summary>
    public static IReadOnlyList<TrainingCase> All { get; } =
    [
        new ClassifierCase(inputs: 784, hidden: 128, classes: 10, batch: 128),
        new ClassifierCase(inputs: 784, hidden: 128, classes: 10, batch: 32),
        new ClassifierCase(inputs: 64, hidden: 32, classes: 10, batch: 16),
        new LogisticCase(inputs: 2, hidden: 16, batch: 4),
    ];

    /// <summary>Such as <c>mlp-784-128-10-b32</c>.</summary>
    public string Name { get; }

    protected Mlp<float> Model { get; }

    protected Tape<float> Tape { get; } = new();

    /// <summary>The gradients that <see cref="ManualStep"/> leaves, in the order of the model's parameters.</summary>
    private protected abstract AlignedArray[] ManualGradients { get; }

    /// <summary>Runs steps with the library; returns a sum over what was computed.</summary>
    public float Ours(int steps)
    {
        float sum = 0f;
        for (; steps > 0; steps--)
        {
            Gradients<float> gradients = Record().Gradients();
            foreach (Parameter<float> parameter in _parameters)
            {
                sum += gradients[parameter][0];
            }
        }

        return sum;
    }

    /// <summary>Runs steps of the backpropagation written by hand; returns the same sum.</summary>
    public abstract float Manual(int steps);

    /// <summary>Computes the loss and all gradients both ways and compares them.</summary>
    /// <returns>How the two agree, in words.</returns>
    /// <exception cref="InvalidOperationException">They differ by more than 1e-6 of the greatest entry of an array.</exception>
    public string Verify()
    {
        float byHand = ManualStep();
        Variable<float> loss = Record();
        Gradients<float> gradients = loss.Gradients();
        float greatest = Compare("loss", [loss.Item()], [byHand]);
        for (int index = 0; index < _parameters.Length; index++)
        {
            Parameter<float> parameter = _parameters[index];
            greatest = Math.Max(greatest, Compare(parameter.Name, gradients[parameter], ManualGradients[index]));
        }

        return greatest == 0f ? "gradients equal bit by bit" : FormattableString.Invariant($"gradients equal to {greatest:E1}");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Starts a recording, brings the inputs in and records the loss.</summary>
    protected abstract Variable<float> Record();

    /// <summary>Computes the loss and all gradients by hand.</summary>
    protected abstract float ManualStep();

    private protected static AlignedArray Uniform(Random random, int length)
    {
        AlignedArray values = new(length);
        foreach (ref float value in values.Span)
        {
            value = (2f * random.NextSingle()) - 1f;
        }

        return values;
    }

    private float Compare(string name, ReadOnlySpan<float> ours, ReadOnlySpan<float> byHand)
    {
        float scale = 0f;
        float difference = ours.Length == byHand.Length ? 0f : float.NaN;
        for (int index = 0; index < Math.Min(ours.Length, byHand.Length); index++)
        {
            scale = MathF.Max(scale, MathF.Abs(byHand[index]));
            difference = MathF.Max(difference, MathF.Abs(ours[index] - byHand[index]));
        }

        // Written so that a NaN fails, and so does an array of zeros: nothing would have been compared.
        return difference <= 1e-6f * scale && scale > 0f
            ? difference / scale
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"{Name}: {name} of the library and by hand differ by {difference:E2} at a greatest entry of {scale:E2}."));
    }
}
