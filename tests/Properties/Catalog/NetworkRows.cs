using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Operations of networks: convolution, pooling, normalisation, dropout.

/// <summary>How windows slide; the variants of the rows.</summary>
internal readonly record struct Sliding(Extent2d Stride, Extent2d Padding, Extent2d Dilation, int Groups = 1)
{
    public static IReadOnlyList<Sliding> All { get; } =
    [
        new(1, 0, 1), new(1, 1, 1), new(2, 1, 1), new((2, 1), (0, 2), 1), new(1, 2, 2), new((1, 3), (2, 1), (2, 1)), new(2, (1, 3), (1, 3)),
        new(1, 0, 1, 2), new(1, 1, (1, 2), 2), new((3, 1), 2, 1, 3), new(2, 1, 2, 2),
    ];

    public static bool Fits(int size, int kernel, int stride, int padding, int dilation) =>
        kernel > 0 && size + (2 * padding) - (dilation * (kernel - 1)) - 1 >= 0 && stride > 0;
}

/// <summary>
/// [images, channels, height, width], [outputs, channels / groups, height, width] and, with three operands, as many numbers as
/// outputs. Missing leading axes of the first two have size 1, so that graphs find operands.
/// </summary>
internal sealed class ConvolutionShapes : ShapeFamily
{
    public override int[][] Generate(Random random, int size, int arity, int variant)
    {
        int groups = Sliding.All[variant].Groups;
        int images = random.Next(12) == 0 ? 0 : random.Next(1, 3);
        int channels = random.Next(1, 3);
        int outputs = groups * random.Next(1, 4 - Math.Min(groups, 2));
        int largest = 3 + (size / 30);
        int[] x = [images, groups * channels, random.Next(1, largest + 1), random.Next(1, largest + 1)];
        int[] weight = [outputs, channels, random.Next(1, 4), random.Next(1, 4)];
        if (groups == 1 && random.Next(8) == 0)
        {
            (x, weight, outputs) = (x[2..], weight[2..], 1);
        }

        return arity == 3 ? [x, weight, [outputs]] : [x, weight];
    }

    public override bool Fits(int[][] shapes, int variant)
    {
        if (shapes[0].Length > 4 || shapes[1].Length > 4)
        {
            return false;
        }

        (int[] x, int[] weight) = (FourAxes(shapes[0]), FourAxes(shapes[1]));
        (Extent2d stride, Extent2d padding, Extent2d dilation, int groups) = Sliding.All[variant];
        return x[1] % groups == 0 && weight[0] % groups == 0 && weight[1] == x[1] / groups
            && Sliding.Fits(x[2], weight[2], stride.Height, padding.Height, dilation.Height)
            && Sliding.Fits(x[3], weight[3], stride.Width, padding.Width, dilation.Width)
            && (shapes.Length < 3 || LengthOf(shapes[2]) == weight[0]);
    }

    public static int[] FourAxes(int[] shape) => [.. Enumerable.Repeat(1, 4 - shape.Length), .. shape];
}

/// <summary>[..., height, width], the windows of a variant having a place on every plane.</summary>
internal sealed class PlaneShapes : ShapeFamily
{
    public static IReadOnlyList<(Extent2d Kernel, Extent2d? Stride, Extent2d? Padding)> Windows { get; } =
    [
        (2, null, null), (1, null, null), (3, 1, 1), (3, 2, null), ((2, 3), (1, 2), (1, 0)), ((3, 1), 3, (2, 0)), ((1, 4), 1, (0, 3)), (2, 3, 1),
    ];

    public override int[][] Generate(Random random, int size, int arity, int variant)
    {
        int[] leading = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(10) == 0 ? 0 : random.Next(1, 4))];
        return [[.. leading, random.Next(1, 5 + (size / 40)), random.Next(1, 5 + (size / 40))]];
    }

    public override bool Fits(int[][] shapes, int variant)
    {
        (Extent2d kernel, _, Extent2d? padding) = Windows[variant];
        return shapes[0] is [.., > 0, > 0]
            && Sliding.Fits(shapes[0][^2], kernel.Height, 1, padding?.Height ?? 0, 1)
            && Sliding.Fits(shapes[0][^1], kernel.Width, 1, padding?.Width ?? 0, 1);
    }
}

/// <summary>A shape, and twice the sizes of its last axes, 1 + variant % 2 of them.</summary>
internal sealed class LayerShapes : ShapeFamily
{
    public override int[][] Generate(Random random, int size, int arity, int variant)
    {
        int axes = 1 + (variant % 2);
        int[] x = Sizes(random, size, axes, nonEmpty: false);
        return [.. Enumerable.Range(0, arity).Select(operand => operand == 0 ? x : x[^axes..])];
    }

    public override bool Fits(int[][] shapes, int variant)
    {
        int axes = 1 + (variant % 2);
        return shapes[0].Length >= axes && shapes.Skip(1).All(shape => shape.AsSpan().SequenceEqual(shapes[0].AsSpan(shapes[0].Length - axes)));
    }

    public override int[][]? Aliased(int[][] shapes, int variant) => [shapes[1], shapes[1], .. shapes[2..]];
}

/// <summary>Twice [examples, channels, ...] with more than one value a channel, and [channels].</summary>
internal sealed class BatchShapes : ShapeFamily
{
    public override int[][] Generate(Random random, int size, int arity, int variant)
    {
        int channels = random.Next(1, 4);
        int[] x = random.Next(4) switch
        {
            0 => [random.Next(2, 6), channels],
            1 => [random.Next(1, 4), channels, random.Next(2, 6)],
            2 => [random.Next(1, 3), channels, random.Next(1, 4), random.Next(2, 4)],
            _ => [random.Next(1, 3), channels, random.Next(16, 20)],
        };
        x[0] = random.Next(12) == 0 ? 0 : x[0];
        return [.. Enumerable.Range(0, arity).Select(operand => operand < 2 && arity > 1 ? x : arity == 1 ? x : [channels])];
    }

    public override bool Fits(int[][] shapes, int variant) =>
        shapes[0].Length >= 2 && LengthOf(shapes[0]) != shapes[0][1]
        && (shapes.Length < 2 || shapes[1].SequenceEqual(shapes[0])) && (shapes.Length < 3 || (shapes[2].Length == 1 && shapes[2][0] == shapes[0][1]));
}

internal abstract class NetworkRow(string name, ShapeFamily shapes, params Domain[] domains) : Row(name, shapes, domains)
{
    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 2e-4;

    public override double HalfTolerance => 0.1;
}

internal sealed class ConvolutionRow() : NetworkRow("convolution", new ConvolutionShapes(), Domain.Any, Domain.Any)
{
    public override int Variants => Sliding.All.Count;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Convolve(x, variant);

    public static Variable<T> Convolve<T>(ReadOnlySpan<Variable<T>> x, int variant)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Sliding sliding = Sliding.All[variant];
        (Variable<T> input, Variable<T> weight) = (x[0].Reshape(ConvolutionShapes.FourAxes(x[0].Shape.ToArray())), x[1].Reshape(ConvolutionShapes.FourAxes(x[1].Shape.ToArray())));
        Operand<T>? bias = x.Length == 3 ? x[2].Reshape(x[2].Length) : null;
        return input.Convolve2d(weight, bias, sliding.Stride, sliding.Padding, sliding.Dilation, sliding.Groups);
    }
}

internal sealed class BiasedConvolutionRow() : NetworkRow("convolution with a bias", new ConvolutionShapes(), Domain.Any, Domain.Any, Domain.Any)
{
    public override int Variants => Sliding.All.Count;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => ConvolutionRow.Convolve(x, variant);
}

/// <summary>The convolutions that the rules consist of, towards input and weight: their own derivatives are the other two.</summary>
internal sealed class ConvolutionDerivativeRow() : NetworkRow("derivative of a convolution", new ConvolutionShapes(), Domain.Any, Domain.Any)
{
    public override int Variants => Sliding.All.Count;

    public override bool OperandsAreFree => false;

    public override double HalfTolerance => 0.3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Variable<T> y = ConvolutionRow.Convolve(x, variant);
        Variable<T>[] both = y.Square().Sum().Derivatives(x);
        return both[0].Sum() + (both[0] * x[0]).Sum() + (both[1] * x[1]).Sum();
    }
}

internal sealed class MaxPoolRow() : NetworkRow("maximum pooling", new PlaneShapes(), Domain.Distinct)
{
    public override int Variants => PlaneShapes.Windows.Count;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (Extent2d kernel, Extent2d? stride, Extent2d? padding) = PlaneShapes.Windows[variant];
        return x[0].MaxPool2d(kernel, stride, padding);
    }
}

internal sealed class AveragePoolRow() : NetworkRow("average pooling", new PlaneShapes(), Domain.Any)
{
    public override int Variants => PlaneShapes.Windows.Count;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (Extent2d kernel, Extent2d? stride, Extent2d? padding) = PlaneShapes.Windows[variant];
        return x[0].AveragePool2d(kernel, stride, padding, countPadding: true) * x[0].AveragePool2d(kernel, stride, padding, countPadding: false);
    }
}

internal sealed class LayerNormRow() : NetworkRow("layer norm", new LayerShapes(), Domain.Distinct, Domain.Any, Domain.Any)
{
    public override int Variants => 8;

    // Weight and bias within the operation or behind it.
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int axes = 1 + (variant % 2);
        return (variant / 2) switch
        {
            0 => x[0].LayerNorm(x[1], x[2], axes, 0.1),
            1 => x[0].LayerNorm(x[1], null, axes, 0.5) + x[2],
            2 => x[0].LayerNorm(null, x[2], axes, 0.01) * x[1],
            _ => (x[0].LayerNorm(axes: axes, epsilon: 0.2) * x[1]) + x[2],
        };
    }
}

internal sealed class BatchNormRow() : NetworkRow("batch norm", new BatchShapes(), Domain.Distinct, Domain.Any, Domain.Any)
{
    public override int Variants => 4;

    // The weight is a mean over the second operand, so that it can be the first operand too.
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Variable<T> weight = Weight(x[1]);
        return variant switch
        {
            0 => x[0].BatchNorm(weight, x[2], 0.1),
            1 => x[0].BatchNorm(weight, epsilon: 0.5) * x[2].Sum(),
            2 => x[0].BatchNorm(bias: x[2], epsilon: 0.01) * x[1],
            _ => x[0].BatchNorm(epsilon: 0.2) * x[1] * x[2].Sum(),
        };
    }

    public static Variable<T> Weight<T>(Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x.Sum([0, .. Enumerable.Range(2, x.Shape.Rank - 2)]) * (1.0 / Math.Max(1, x.Length / x.Shape[1]));
}

/// <summary>Batch norm that moves running statistics; evaluation within an inference scope is another function.</summary>
internal sealed class RunningBatchNormRow() : NetworkRow("batch norm with running statistics", new BatchShapes(), Domain.Distinct, Domain.Any, Domain.Any)
{
    public override bool OperandsAreFree => false;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        x[0].BatchNorm(new RunningStatistics<T>(x[0].Shape[1]), BatchNormRow.Weight(x[1]), x[2], 0.1, 0.1);
}

/// <summary>The mask is that of the variant's stream, so that every evaluation has the same. In an inference scope there is none.</summary>
internal sealed class DropoutRow() : Row("dropout", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 6;

    public override bool OperandsAreFree => false;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        x[0].Dropout(0.15 * variant, new MaskStream((ulong)variant));
}
