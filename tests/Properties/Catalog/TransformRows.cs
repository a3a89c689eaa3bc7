using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>A stopped path that is 0 everywhere, beside one that is not.</summary>
internal sealed class StopGradientRow() : ElementwiseRow("stop gradient", Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Square() + (x[0] - x[0]).StopGradient();
}

/// <summary>A segment that reads another variable too, and one within another.</summary>
internal sealed class CheckpointRow() : ElementwiseRow("checkpoint", Domain.Any, Domain.Any)
{
    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        (Variable<T> input, Variable<T> other) = (x[0], x[1]);
        return variant == 0
            ? input.Tape.Checkpoint(each => (each * other).Tanh() + each, input)
            : input.Tape.Checkpoint(each => each.Tape.Checkpoint(inner => inner.Sigmoid() * other, each.Square()) - each, input);
    }
}

/// <summary>An operation of a user's, with and without a forward derivative of its own.</summary>
internal sealed class CustomOperationRow() : Row("custom operation", ShapeFamily.Same, Domain.Any, Domain.Any)
{
    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Tape.Apply(new SquareTimes<T>(variant == 1), x[0], x[1]);

    /// <summary>x^2 y, by loops.</summary>
    private sealed class SquareTimes<T>(bool statesForward) : CustomOperation<T>("squaretimes")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<T>> operands) => operands[0].Shape == operands[1].Shape
            ? operands[0].Shape
            : throw new ShapeException($"{Name} of shapes {operands[0].Shape} and {operands[1].Shape}.");

        protected override void Compute(ReadOnlySpan<Variable<T>> operands, Span<T> result)
        {
            ReadOnlySpan<T> x = operands[0].Values;
            ReadOnlySpan<T> y = operands[1].Values;
            for (int index = 0; index < result.Length; index++)
            {
                result[index] = x[index] * x[index] * y[index];
            }
        }

        protected override Variable<T>? VectorJacobianProduct(int operand, ReadOnlySpan<Variable<T>> operands, Variable<T> result, Variable<T> seed) =>
            operand == 0 ? 2.0 * operands[0] * operands[1] * seed : operands[0].Square() * seed;

        protected override Variable<T>? JacobianVectorProduct(ReadOnlySpan<Variable<T>> operands, Variable<T> result, ReadOnlySpan<Variable<T>> tangents) =>
            statesForward ? (2.0 * operands[0] * operands[1] * tangents[0]) + (operands[0].Square() * tangents[1]) : null;
    }
}
