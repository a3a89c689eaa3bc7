using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>
/// One gradient computation done twice: by the library from a forward pass, and by hand. A step is the same work on both
/// sides: inputs in, forward, loss and all gradients read; without an update of the parameters.
/// </summary>
public abstract class TrainingCase
{
    private protected TrainingCase(ReadOnlySpan<int> sizes, int batch, int threads) => Library = new(sizes, batch, threads);

    /// <summary>Such as <c>mlp-784-128-10-b32</c>.</summary>
    public string Name => Library.Name;

    /// <summary>The library's side.</summary>
    private protected MlpSteps Library { get; }

    /// <summary>The gradients that <see cref="ManualStep"/> leaves, in the order of the model's parameters.</summary>
    private protected abstract AlignedArray[] ManualGradients { get; }

    /// <summary>All cases, the largest first.</summary>
    /// <param name="threads">How many threads the library may use; what is written by hand uses one.</param>
    public static IReadOnlyList<TrainingCase> All(int threads) =>
    [
        new ClassifierCase(inputs: 784, hidden: 128, classes: 10, batch: 128, threads),
        new ClassifierCase(inputs: 784, hidden: 128, classes: 10, batch: 32, threads),
        new ClassifierCase(inputs: 64, hidden: 32, classes: 10, batch: 16, threads),
        new LogisticCase(inputs: 2, hidden: 16, batch: 4, threads),
    ];

    /// <summary>Runs steps with the library; returns a sum over what was computed.</summary>
    public float Ours(int steps) => Library.Run(steps);

    /// <summary>Runs steps of the backpropagation written by hand; returns the same sum.</summary>
    public abstract float Manual(int steps);

    /// <summary>Computes the loss and all gradients both ways and compares them.</summary>
    /// <returns>How the two agree, in words.</returns>
    /// <exception cref="InvalidOperationException">They differ by more than 1e-6 of the greatest entry of an array.</exception>
    public string Verify()
    {
        float byHand = ManualStep();
        Variable<float> loss = Library.Record();
        Gradients<float> gradients = loss.Gradients();
        float greatest = Compare("loss", [loss.Item()], [byHand]);
        for (int index = 0; index < ManualGradients.Length; index++)
        {
            Parameter<float> parameter = Library.Model.Parameters[index];
            greatest = Math.Max(greatest, Compare(parameter.Name, gradients[parameter], ManualGradients[index]));
        }

        return greatest == 0f ? "gradients equal bit by bit" : FormattableString.Invariant($"gradients equal to {greatest:E1}");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Computes the loss and all gradients by hand.</summary>
    protected abstract float ManualStep();

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
