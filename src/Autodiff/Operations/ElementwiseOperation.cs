using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// An operation on one or two operands of the output's shape, each element of which depends on the operands' elements in the same place
/// alone. What is recorded of it may wait, and then be computed and pulled through strip by strip. See <see cref="StripPlan{T}"/>.
/// </summary>
internal abstract class ElementwiseOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What the slopes are computed from: the argument that they do not read may hold anything.</summary>
    public abstract Reads Reads { get; }

    /// <summary>The slope towards an operand where the rule adds the seed times this number, else null.</summary>
    public virtual double? ConstantSlope(int operand) => null;

    /// <summary>A strip of the node's value from those of its operands; <paramref name="y"/> is read if there are two.</summary>
    public abstract void ComputeStrip(in Node<T> node, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output);

    /// <summary>A strip of an operand's adjoint: the seed times the slope, written or added.</summary>
    public abstract void PullStrip(
        in Node<T> node,
        int operand,
        ReadOnlySpan<T> seed,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        ReadOnlySpan<T> output,
        Span<T> target,
        bool accumulate);
}
