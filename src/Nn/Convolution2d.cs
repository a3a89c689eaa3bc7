using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>A layer y = f(w * x + b): cross-correlation with windows over height and width, and an activation.</summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>Give each layer of a model a seed of its own: the same sizes and seed start with the same weights.</remarks>
public sealed class Convolution2d<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A layer; the bias starts at 0.</summary>
    /// <param name="channels">How many channels x has.</param>
    /// <param name="outputs">How many channels y has.</param>
    /// <param name="kernel">The height and width of the windows.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="stride">How far a window lies from the next; 1 where none is given.</param>
    /// <param name="padding">How many zeros are put before and behind each axis; 0 where none is given.</param>
    /// <param name="dilation">How far a place of a window lies from the next; 1 where none is given.</param>
    /// <param name="groups">How many groups channels and outputs are divided into.</param>
    /// <param name="activation">The activation f; none where none is given.</param>
    /// <param name="initializer">How the weights start; the activation's <see cref="Activation.DefaultInitializer"/> where none is given.</param>
    /// <param name="bias">Whether there is a bias b.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Channels, outputs, kernel or groups are not positive, or channels or outputs no multiple of the groups.
    /// </exception>
    public Convolution2d(
        int channels,
        int outputs,
        Extent2d kernel,
        int seed,
        Extent2d? stride = null,
        Extent2d? padding = null,
        Extent2d? dilation = null,
        int groups = 1,
        Activation? activation = null,
        Initializer? initializer = null,
        bool bias = true)
    {
        Refuse.Size("Convolution2d", nameof(channels), channels);
        Refuse.Size("Convolution2d", nameof(outputs), outputs);
        Refuse.Size("Convolution2d", nameof(kernel), Math.Min(kernel.Height, kernel.Width));
        Refuse.Size("Convolution2d", nameof(groups), groups);
        if (channels % groups != 0 || outputs % groups != 0)
        {
            throw Refuse.OutOfRange("Convolution2d", nameof(groups), groups, $"must divide {channels} channels and {outputs} outputs");
        }

        (Stride, Padding, Dilation, Groups) = (stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        Activation = activation ?? Activation.Identity;
        Weight = Register(Parameter<T>.Zeros("weight", [outputs, channels / groups, kernel.Height, kernel.Width]));
        Bias = bias ? Register(Parameter<T>.Zeros("bias", [outputs])) : null;
        int places = kernel.Height * kernel.Width;
        (initializer ?? Activation.DefaultInitializer).Fill(Weight.Update(), channels / groups * places, outputs / groups * places, seed);
    }

    /// <summary>w, of shape [outputs, channels / groups, height, width].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>b, of shape [outputs]; null for a layer without.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>The activation f.</summary>
    public Activation Activation { get; }

    /// <summary>How far a window lies from the next.</summary>
    public Extent2d Stride { get; }

    /// <summary>How many zeros are put before and behind each axis.</summary>
    public Extent2d Padding { get; }

    /// <summary>How far a place of a window lies from the next.</summary>
    public Extent2d Dilation { get; }

    /// <summary>How many groups channels and outputs are divided into.</summary>
    public int Groups { get; }

    /// <summary>f(w * x + b).</summary>
    /// <param name="x">x, of shape [images, channels, height, width].</param>
    /// <returns>A variable of shape [images, outputs, ...]; see <see cref="Variable{T}.Convolve2d"/>.</returns>
    /// <exception cref="ShapeException">x has another number of axes or channels, or a window is larger than the padded plane.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A stride or dilation is below 1, or a padding below 0.</exception>
    public override Variable<T> Forward(Variable<T> x) =>
        Activation.Apply(x.Convolve2d(Weight, Bias is { } bias ? bias : default(Operand<T>?), Stride, Padding, Dilation, Groups));

    /// <summary>The channels, outputs, kernel and activation.</summary>
    public override string ToString() =>
        $"Convolution2d({Weight.Shape[1] * Groups}, {Weight.Shape[0]}, {new Extent2d(Weight.Shape[2], Weight.Shape[3])}, {Activation})";
}
