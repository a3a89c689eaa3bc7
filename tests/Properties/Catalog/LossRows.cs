using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

// The losses are operations too: of a prediction and its target, with each reduction.
internal abstract class LossRow(string name, ShapeFamily shapes, params Domain[] domains) : Row(name, shapes, domains)
{
    private const int Reductions = 4;

    /// <summary>How many forms there are beside the reductions.</summary>
    public virtual int Forms => 1;

    public sealed override int Variants => Reductions * Forms;

    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public sealed override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        Apply(x, (Reduction)(variant % Reductions), variant / Reductions);

    protected abstract Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

internal abstract class ElementLossRow(string name, Domain prediction, Domain target) : LossRow(name, ShapeFamily.SameNonEmpty, prediction, target);

internal sealed class MeanSquaredErrorRow() : ElementLossRow("mean squared error", Domain.Any, Domain.Any)
{
    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.MeanSquaredError(x[0], x[1], reduction);
}

internal sealed class MeanAbsoluteErrorRow() : ElementLossRow("mean absolute error", Domain.Grid(0.0), Domain.Grid(0.25))
{
    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.MeanAbsoluteError(x[0], x[1], reduction);
}

// The distance of the two grids is 1/4, 3/4, 5/4 and so on, give or take 1/5: the kinks are between.
internal sealed class SmoothL1Row() : ElementLossRow("smooth l1 loss", Domain.Grid(0.0), Domain.Grid(0.25))
{
    public override int Forms => 3;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.SmoothL1(x[0], x[1], reduction, 0.5 * (form + 1));
}

internal sealed class HuberRow() : ElementLossRow("huber loss", Domain.Grid(0.0), Domain.Grid(0.25))
{
    public override int Forms => 3;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.Huber(x[0], x[1], reduction, 0.5 * (form + 1));
}

internal sealed class BinaryCrossEntropyRow() : ElementLossRow("binary cross-entropy", Domain.Probability, Domain.Probability)
{
    public override int Forms => 2;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) => form == 0
        ? Loss.BinaryCrossEntropy(x[0], x[1], reduction)
        : Loss.BinaryCrossEntropy(x[0], x[1], reduction, weights: 0.7);
}

internal sealed class BinaryCrossEntropyWithLogitsRow() : ElementLossRow("binary cross-entropy with logits", Domain.Any, Domain.Probability)
{
    public override int Forms => 2;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) => form == 0
        ? Loss.BinaryCrossEntropyWithLogits(x[0], x[1], reduction)
        : Loss.BinaryCrossEntropyWithLogits(x[0], x[1], reduction, positiveWeight: 2.5, weights: 0.7);
}

/// <summary>Weights that are variables, of the elements and of the positive ones.</summary>
internal sealed class WeightedBinaryCrossEntropyRow() : LossRow(
    "weighted binary cross-entropy", ShapeFamily.SameNonEmpty, Domain.Probability, Domain.Probability, Domain.Positive, Domain.Positive)
{
    public override int Forms => 2;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) => form == 0
        ? Loss.BinaryCrossEntropy(x[0], x[1], reduction, x[2] + x[3])
        : Loss.BinaryCrossEntropyWithLogits(x[0], x[1], reduction, x[2], x[3]);
}

internal sealed class KullbackLeiblerRow() : ElementLossRow("kullback-leibler divergence", Domain.Probability, Domain.Probability)
{
    public override int Forms => 2;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.KullbackLeibler(x[0], x[1], reduction, logTargets: form == 1);
}

internal sealed class PerceptronRow() : ElementLossRow("perceptron loss", Domain.Grid(0.25), Domain.Sides)
{
    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) => Loss.Perceptron(x[0], x[1], reduction);
}

internal sealed class HingeRow() : ElementLossRow("hinge loss", Domain.Grid(0.25), Domain.Sides)
{
    public override int Forms => 2;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.Hinge(x[0], x[1], reduction, form == 0 ? 1.0 : 0.5);
}

internal sealed class SquaredHingeRow() : ElementLossRow("squared hinge loss", Domain.Grid(0.25), Domain.Sides)
{
    public override int Forms => 2;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) =>
        Loss.SquaredHinge(x[0], x[1], reduction, form == 0 ? 1.0 : 0.5);
}

internal sealed class LogisticRow() : ElementLossRow("logistic loss", Domain.Any, Domain.Sides)
{
    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) => Loss.Logistic(x[0], x[1], reduction);
}

/// <summary>Labels with every option, of rows and of places.</summary>
internal class CrossEntropyRow : LossRow
{
    private const double Smoothing = 0.3;

    public CrossEntropyRow()
        : this("cross-entropy")
    {
    }

    protected CrossEntropyRow(string name)
        : base(name, new ClassShapes(), Domain.Any)
    {
    }

    public override int Forms => 12;

    public override double Tolerance => 1e-7;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form)
    {
        ReadOnlySpan<int> labels = Labels(x[0].Shape, form);
        T[] weights = Weights<T>(x[0].Shape);
        return (form % 6) switch
        {
            0 => Loss.CrossEntropy(x[0], labels, reduction),
            1 => Loss.CrossEntropy(x[0], labels, reduction, weights),
            2 => Loss.CrossEntropy(x[0], WithoutSecond(labels), reduction, ignoredLabel: -7),
            3 => Loss.CrossEntropy(x[0], labels, reduction, smoothing: Smoothing),
            4 => Loss.CrossEntropy(x[0], WithoutSecond(labels), reduction, weights, -7, Smoothing),
            _ => Loss.CrossEntropy(x[0], WithoutSecond(labels), reduction, weights, -7),
        };
    }

    /// <summary>Some label for each row, another one for each form.</summary>
    protected static int[] Labels(Shape shape, int form) =>
        [.. Enumerable.Range(0, shape.Length / shape[1]).Select(row => (form + (3 * row)) % shape[1])];

    protected static int[] WithoutSecond(ReadOnlySpan<int> labels)
    {
        int[] without = labels.ToArray();
        for (int row = 1; row < without.Length; row += 2)
        {
            without[row] = -7;
        }

        return without;
    }

    protected static T[] Weights<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => [.. Enumerable.Range(0, shape[1]).Select(index => T.CreateTruncating(0.5 + (0.25 * (index % 4))))];
}

/// <summary>The operation behind it, one loss a row.</summary>
internal sealed class SoftmaxCrossEntropyRowsRow() : CrossEntropyRow("softmax cross-entropy of rows")
{
    public override int Forms => 6;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form)
    {
        int[] labels = Labels(x[0].Shape, form);
        return x[0].SoftmaxCrossEntropyRows(form % 2 == 0 ? labels : Array.ConvertAll(WithoutSecond(labels), label => Math.Max(label, -1)));
    }
}

internal sealed class NegativeLogLikelihoodRow() : CrossEntropyRow("negative log-likelihood")
{
    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form)
    {
        int[] labels = Labels(x[0].Shape, form);
        return (form % 3) switch
        {
            0 => Loss.NegativeLogLikelihood(x[0], labels, reduction),
            1 => Loss.NegativeLogLikelihood(x[0], labels, reduction, Weights<T>(x[0].Shape)),
            _ => Loss.NegativeLogLikelihood(x[0], WithoutSecond(labels), reduction, Weights<T>(x[0].Shape), -7),
        };
    }
}

internal sealed class SoftCrossEntropyRow() : LossRow("cross-entropy of distributions", new ClassShapes(), Domain.Any, Domain.Probability)
{
    public override int Forms => 3;

    protected override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, Reduction reduction, int form) => form switch
    {
        0 => Loss.CrossEntropy(x[0], x[1], reduction),
        1 => Loss.CrossEntropy(x[0], x[1], reduction, smoothing: 0.3),
        _ => Loss.CrossEntropy(x[0], x[1], reduction, [.. Enumerable.Range(1, x[0].Shape[1]).Select(T.CreateTruncating)], 0.1),
    };
}

/// <summary>Operands of one shape [rows, classes] or [n, classes, ...], none of the sizes 0.</summary>
internal sealed class ClassShapes : ShapeFamily
{
    public override bool AllowEmpty => false;

    public override int[][] Generate(Random random, int size, int arity, int variant)
    {
        int[] shape = Sizes(random, size, 2, nonEmpty: true);
        return [.. Enumerable.Repeat(shape, arity)];
    }

    public override bool Fits(int[][] shapes, int variant) =>
        shapes[0].Length >= 2 && !shapes[0].Contains(0) && Array.TrueForAll(shapes, shape => shape.SequenceEqual(shapes[0]));
}
