using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;
using AutoGrad.Nn;

namespace AutoGrad.Bench;

/// <summary>
/// Forward and backward of y = f(x W + b) by hand, on the library's own kernels, into memory that was allocated before: what
/// remains between this and the library is the tape.
/// </summary>
internal sealed class ManualLayer<F>
    where F : struct, IElementary
{
    private readonly int _rows;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly AlignedArray _weight;
    private readonly AlignedArray _bias;
    private readonly AlignedArray _workspace;

    /// <summary>A layer for batches of <paramref name="rows"/> with copies of the given layer's parameters.</summary>
    public ManualLayer(int rows, Linear<float> layer)
    {
        (_rows, _inputs, _outputs) = (rows, layer.Inputs, layer.Outputs);
        _weight = new(layer.Weight.Values);
        _bias = new(layer.Bias!.Values);
        Outputs = new(rows * _outputs);
        WeightGradient = new(_inputs * _outputs);
        BiasGradient = new(_outputs);
        int forward = MatrixProduct.WorkspaceLength<float>(rows, _outputs, _inputs, false, false);
        int towardsWeight = MatrixProduct.WorkspaceLength<float>(_inputs, _outputs, rows, true, false);
        int towardsInputs = MatrixProduct.WorkspaceLength<float>(rows, _inputs, _outputs, false, true);
        _workspace = new(Math.Max(forward, Math.Max(towardsWeight, towardsInputs)));
    }

    /// <summary>y, after <see cref="Forward"/>.</summary>
    public AlignedArray Outputs { get; }

    public AlignedArray WeightGradient { get; }

    public AlignedArray BiasGradient { get; }

    /// <summary>The first numbers of both gradients: that they were read.</summary>
    public float FirstGradients => WeightGradient.Span[0] + BiasGradient.Span[0];

    public void Forward(ReadOnlySpan<float> inputs)
    {
        Span<float> outputs = Outputs;
        MatrixProduct.Multiply<float>(_rows, _outputs, _inputs, inputs, false, _weight, false, outputs, false, _bias, _workspace);
        if (typeof(F) != typeof(IdentityFunction))
        {
            Pointwise.Map<float, F>(default, outputs, outputs);
        }
    }

    /// <summary>The gradients of the parameters; <paramref name="seed"/> is the gradient of y and becomes that of x W + b.</summary>
    public void Backward(ReadOnlySpan<float> inputs, Span<float> seed)
    {
        if (typeof(F) != typeof(IdentityFunction))
        {
            Pointwise.Pull(default(StatedSlope<F>), seed, Outputs, Outputs, seed, accumulate: false);
        }

        AutoGrad.Autodiff.Kernels.Reduction.Sum(seed, [_rows, _outputs], 1, BiasGradient, 1f, accumulate: false);
        MatrixProduct.Multiply(_inputs, _outputs, _rows, inputs, true, seed, false, WeightGradient, false, [], _workspace);
    }

    /// <summary>The gradient of x from that of x W + b.</summary>
    public void BackwardInputs(ReadOnlySpan<float> seed, Span<float> inputSeed) =>
        MatrixProduct.Multiply(_rows, _inputs, _outputs, seed, false, _weight, true, inputSeed, false, [], _workspace);
}
