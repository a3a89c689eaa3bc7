using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Operations on shapes and reductions. The variant picks axes, wherever they exist.
internal sealed class TransposeRow() : Row("transpose", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 12;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        return variant < 3 || rank == 0 ? x[0].Transpose() : x[0].Transpose(variant % rank, (variant / 3 % rank) - rank);
    }
}

internal sealed class PermuteRow() : Row("permute", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 120;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int[] permutation = [.. Enumerable.Range(0, x[0].Shape.Rank)];
        new Random(variant).Shuffle(permutation);
        return x[0].Permute(permutation);
    }
}

internal sealed class ReshapeRow() : Row("reshape", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int length = x[0].Length;
        return variant switch
        {
            0 => x[0].Reshape(length),
            1 => x[0].Reshape(1, length, 1),
            2 => x[0].Reshape(x[0].Shape.ToArray()),
            _ => length % 2 == 0 && length > 0 ? x[0].Reshape(2, -1) : x[0].Reshape(length, 1),
        };
    }
}

internal sealed class BroadcastToRow() : Row("broadcast to", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int[] sizes = Array.ConvertAll(x[0].Shape.ToArray(), size => size == 1 ? 1 + variant : size);
        return x[0].BroadcastTo(variant < 2 ? sizes : [variant, .. sizes]);
    }
}

internal sealed class SumRow() : Row("sum", ShapeFamily.Any, Domain.Any)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].Sum()
            : variant < 16 ? x[0].Sum((variant % rank) - (keep ? rank : 0), keep)
            : x[0].Sum(Reduced.Axes(rank, variant), keep);
    }
}

internal sealed class MeanRow() : Row("mean", ShapeFamily.NonEmpty, Domain.Any)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].Mean()
            : variant < 16 ? x[0].Mean((variant % rank) - (keep ? rank : 0), keep)
            : x[0].Mean(Reduced.Axes(rank, variant), keep);
    }
}

internal sealed class MaxRow() : Row("max", ShapeFamily.NonEmpty, Domain.Distinct)
{
    public override int Variants => 64;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int rank = x[0].Shape.Rank;
        bool keep = variant % 2 == 1;
        return variant < 8 || rank == 0 ? x[0].Max()
            : variant < 16 ? x[0].Max((variant % rank) - (keep ? rank : 0), keep)
            : x[0].Max(Reduced.Axes(rank, variant), keep);
    }
}

internal sealed class SoftmaxRow() : Row("softmax", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant < 2 ? x[0].Softmax() : x[0].Softmax(variant % x[0].Shape.Rank);
}

internal sealed class LogSoftmaxRow() : Row("log softmax", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 6;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        variant < 2 ? x[0].LogSoftmax() : x[0].LogSoftmax(variant % x[0].Shape.Rank);
}

internal sealed class MatMulRow() : Row("matrix product", ShapeFamily.Product, Domain.Any, Domain.Any)
{
    // Bit 0 transposes the left operand, bit 1 the right one.
    public override int Variants => 4;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        x[0].MatMul(x[1], (variant & 1) != 0, (variant & 2) != 0);
}

/// <summary>A product of a product, so that flags meet flags in the derivatives.</summary>
internal sealed class MatMulChainRow() : Row("matrix product of its own transpose", ShapeFamily.Product, Domain.Any, Domain.Any)
{
    public override int Variants => 4;

    public override double FloatTolerance => 1e-3;

    public override double HalfTolerance => 0.2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Variable<T> product = x[0].MatMul(x[1], (variant & 1) != 0, (variant & 2) != 0);
        return product.Shape.Rank == 2 ? product.MatMul(product, transposeLeft: true) : product * product;
    }
}

/// <summary>The forms that take parameters: they are brought in and differentiated with respect to, through x, like variables.</summary>
internal sealed class LinearOfParametersRow() : Row("linear of parameters", ShapeFamily.WithAxes, Domain.Any)
{
    public override int Variants => 3;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int inputs = x[0].Shape[^1];
        Parameter<T> weight = new("weight", Numbers<T>(inputs * 3), [inputs, 3]);
        Parameter<T> bias = new("bias", Numbers<T>(3), [3]);
        return variant switch
        {
            0 => x[0].Linear(weight, bias),
            1 => x[0].Linear(weight, bias, default(TanhFunction)),
            _ => x[0].Linear(weight, bias, default(SoftplusFunction)),
        };
    }

    private static T[] Numbers<T>(int count)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(index => T.CreateTruncating((((index * 7) % 11) - 5) / 8.0))];
}

internal sealed class LinearRow() : Row("linear", ShapeFamily.Affine, Domain.Any, Domain.Any, Domain.Any)
{
    // Fused activations first, then one that is applied behind.
    public override int Variants => 6;

    public override double FloatTolerance => 1e-4;

    // A sum near 0 would be at the kink of relu: the form with relu has a bias that no sum reaches.
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant switch
    {
        0 => x[0].Linear(x[1], x[2]),
        1 => x[0].Linear(x[1], x[2], default(IdentityFunction)),
        2 => x[0].Linear(x[1], x[2], default(TanhFunction)),
        3 => x[0].Linear(x[1], x[2], default(SigmoidFunction)),
        4 => x[0].Tanh().Linear(x[1].Tanh(), x[2] + (2.0 + x[1].Shape[0]) * Alternating(x[2]), default(ReluFunction)),
        _ => x[0].Linear(x[1], x[2], default(SoftplusFunction)),
    };

    // |x W| < inputs and |b| <= 2, so that the sums have the sign of 2.5 + inputs, taken with alternating signs.
    private static Variable<T> Alternating<T>(Variable<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] signs = new T[bias.Length];
        for (int index = 0; index < signs.Length; index++)
        {
            signs[index] = T.CreateTruncating(index % 2 == 0 ? 1.2 : -1.2);
        }

        return bias.Tape.Constant(signs, bias.Shape);
    }
}

internal sealed class SoftmaxCrossEntropyRow() : Row("softmax cross-entropy", ShapeFamily.Logits, Domain.Any)
{
    public override int Variants => 10;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int[] labels = new int[x[0].Shape[0]];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = (variant + (3 * row)) % x[0].Shape[1];
        }

        return x[0].SoftmaxCrossEntropy(labels);
    }
}

/// <summary>A recorded derivative is an operation like others: its own gradients are derivatives of the second order, and of the third.</summary>
internal sealed class DerivativeRow() : Row("derivative", ShapeFamily.Same, Domain.Any, Domain.Any)
{
    public override int Variants => 2;

    public override bool OperandsAreFree => false;

    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        Variable<T> y = x[0].Tanh() * (x[0] * x[1]).Sigmoid();
        return variant == 0 ? y.Derivative(x[0], x[1]) : y.Sum().Derivative(x[0]) * x[1];
    }
}

internal static class Reduced
{
    /// <summary>Some of the axes, maybe none, in some order and counted from either end.</summary>
    public static int[] Axes(int rank, int variant)
    {
        Random random = new(variant);
        int[] axes = [.. Enumerable.Range(0, rank)];
        random.Shuffle(axes);
        return [.. axes[..random.Next(rank + 1)].Select(axis => random.Next(2) == 0 ? axis : axis - rank)];
    }
    /// <summary>How many elements become one.</summary>
    public static int Count(Shape shape, int[] axes) => axes.Aggregate(1, (count, axis) => count * shape[axis < 0 ? axis + shape.Rank : axis]);
}
