using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The sizes of a convolution: input [Images, Channels, plane], weight [Outputs, Channels / Groups, window], output [Images, Outputs, windows].</summary>
internal readonly record struct ConvolutionSizes(int Images, int Channels, int Outputs, int Groups, Windows Windows)
{
    /// <summary>How many channels an output channel sees.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>How many output channels a group has.</summary>
    public int GroupOutputs => Outputs / Groups;

    /// <summary>How many products an output is the sum of.</summary>
    public int Depth => GroupChannels * Windows.KernelLength;

    /// <summary>Whether the windows are the places of the plane themselves, so that the input is its own matrix of columns.</summary>
    public bool IsPointwise =>
        Windows.KernelLength == 1 && Windows.Vertical is { Stride: 1, Padding: 0 } && Windows.Horizontal is { Stride: 1, Padding: 0 };

    /// <summary>How long the matrix of columns of one image and group is; 0 where none is needed.</summary>
    public int ColumnsLength => IsPointwise
        ? 0
        : Shape.CheckedLength([GroupChannels, Windows.Vertical.Kernel, Windows.Horizontal.Kernel, Windows.Vertical.Count, Windows.Horizontal.Count]);
}

/// <summary>
/// Cross-correlation of planes with windows, as matrix products over the columns of <see cref="Columns"/>, image by image and group
/// by group. Input, weight and output are bilinear in each other: each of the three methods computes one from the other two.
/// </summary>
internal static class Convolution
{
    /// <summary>output = weight * columns(input) [+ bias, one an output channel].</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="input">The input.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">A number for each output channel, or nothing.</param>
    /// <param name="output">The output; overwritten, or added to.</param>
    /// <param name="accumulate">Whether to add.</param>
    /// <param name="columns">Room for <see cref="ConvolutionSizes.ColumnsLength"/> numbers.</param>
    /// <param name="workspace">What a matrix product may use.</param>
    public static void ToOutput<T>(
        in ConvolutionSizes sizes, ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output, bool accumulate, Span<T> columns, Span<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (output.IsEmpty)
        {
            return;
        }

        var windows = sizes.Windows.Count;
        for (var part = 0; part < sizes.Images * sizes.Groups; part++)
        {
            var group = part % sizes.Groups;
            var matrix = ColumnsOf(sizes, Part(input, part, sizes.GroupChannels * sizes.Windows.PlaneLength), columns);
            var to = Part(output, part, sizes.GroupOutputs * windows);
            for (var row = 0; row < sizes.GroupOutputs && !bias.IsEmpty; row++)
            {
                to.Slice(row * windows, windows).Fill(bias[(group * sizes.GroupOutputs) + row]);
            }

            MatrixProduct.Multiply(
                sizes.GroupOutputs, windows, sizes.Depth, Part(weight, group, sizes.GroupOutputs * sizes.Depth), false, matrix, false, to, accumulate || !bias.IsEmpty, [], workspace);
        }
    }

    /// <summary>input (+)= columns'(weight' * output): every output is handed back to the places that it came from.</summary>
    public static void ToInput<T>(
        in ConvolutionSizes sizes, ReadOnlySpan<T> weight, ReadOnlySpan<T> output, Span<T> input, bool accumulate, Span<T> columns, Span<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (input.IsEmpty)
        {
            return;
        }

        var windows = sizes.Windows.Count;
        if (!accumulate)
        {
            input.Clear();
        }

        for (var part = 0; part < sizes.Images * sizes.Groups; part++)
        {
            var from = Part(output, part, sizes.GroupOutputs * windows);
            var with = Part(weight, part % sizes.Groups, sizes.GroupOutputs * sizes.Depth);
            var to = Part(input, part, sizes.GroupChannels * sizes.Windows.PlaneLength);
            var isPointwise = sizes.IsPointwise;
            MatrixProduct.Multiply(sizes.Depth, windows, sizes.GroupOutputs, with, true, from, false, isPointwise ? to : columns, isPointwise, [], workspace);
            if (!isPointwise)
            {
                Columns.Fold(columns, sizes.GroupChannels, sizes.Windows, to);
            }
        }
    }

    /// <summary>weight (+)= output * columns(input)', summed over the images in their order.</summary>
    public static void ToWeight<T>(
        in ConvolutionSizes sizes, ReadOnlySpan<T> input, ReadOnlySpan<T> output, Span<T> weight, bool accumulate, Span<T> columns, Span<T> workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weight.IsEmpty)
        {
            return;
        }

        var windows = sizes.Windows.Count;
        if (!accumulate)
        {
            weight.Clear();
        }

        for (var part = 0; part < sizes.Images * sizes.Groups; part++)
        {
            var matrix = ColumnsOf(sizes, Part(input, part, sizes.GroupChannels * sizes.Windows.PlaneLength), columns);
            var from = Part(output, part, sizes.GroupOutputs * windows);
            var to = Part(weight, part % sizes.Groups, sizes.GroupOutputs * sizes.Depth);
            MatrixProduct.Multiply(sizes.GroupOutputs, sizes.Depth, windows, from, false, matrix, true, to, true, [], workspace);
        }
    }

    private static ReadOnlySpan<T> ColumnsOf<T>(in ConvolutionSizes sizes, ReadOnlySpan<T> planes, Span<T> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (sizes.IsPointwise)
        {
            return planes;
        }

        Columns.Unfold(planes, sizes.GroupChannels, sizes.Windows, columns);
        return columns;
    }

    private static ReadOnlySpan<T> Part<T>(ReadOnlySpan<T> whole, int part, int length) => whole.Slice(part * length, length);

    private static Span<T> Part<T>(Span<T> whole, int part, int length) => whole.Slice(part * length, length);
}
