using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties;

// The losses are operations too: of a prediction and its target, with each reduction.
internal abstract class LossRow(string name, Domain prediction, Domain target) : Row(name, ShapeFamily.SameNonEmpty, prediction, target)
{
    public sealed override int Variants => 3;

    public override double Tolerance => 1e-6;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;
}

internal sealed class MeanSquaredErrorRow() : LossRow("mean squared error", Domain.Any, Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Loss.MeanSquaredError(x[0], x[1], (Reduction)variant);
}

internal sealed class BinaryCrossEntropyRow() : LossRow("binary cross-entropy", Domain.Probability, Domain.Probability)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Loss.BinaryCrossEntropy(x[0], x[1], (Reduction)variant);
}

internal sealed class BinaryCrossEntropyWithLogitsRow() : LossRow("binary cross-entropy with logits", Domain.Any, Domain.Probability)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Loss.BinaryCrossEntropyWithLogits(x[0], x[1], (Reduction)variant);
}

internal sealed class PerceptronRow() : LossRow("perceptron loss", Domain.Grid(0.25), Domain.Sides)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Loss.Perceptron(x[0], x[1], (Reduction)variant);
}

internal sealed class HingeRow() : LossRow("hinge loss", Domain.Grid(0.25), Domain.Sides)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Loss.Hinge(x[0], x[1], 1.0, (Reduction)variant);
}

internal sealed class CrossEntropyRow() : Row("cross-entropy", ShapeFamily.Logits, Domain.Any)
{
    public override int Variants => 9;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int[] labels = new int[x[0].Shape[0]];
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = ((variant / 3) + row) % x[0].Shape[1];
        }

        return Loss.CrossEntropy(x[0], labels, (Reduction)(variant % 3));
    }
}
