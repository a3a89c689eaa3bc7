using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// What stands behind a recorded node: its rule and how it reads. One instance serves all nodes of its kind; constants of a
/// node are in its payload.
/// </summary>
internal abstract class Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The name in messages and in <see cref="Tape{T}.Describe()"/>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The vector-Jacobian product: from the seed (the adjoint of the output) the contributions to the operands' adjoints, in
    /// terms of operations, so that the same rule runs in values and recorded.
    /// </summary>
    public abstract void Pull(ref Pullback<T> pull);

    /// <summary>
    /// The Jacobian-vector product: from the operands' tangents the output's. It follows from <see cref="Pull"/>; an operation states it
    /// only where that is much cheaper. See <see cref="LinearMap{T}"/>.
    /// </summary>
    public virtual void Push(ref Pushforward<T> push) => push.TransposeRule();

    /// <summary>The equation's right-hand side, given the operands as text.</summary>
    public virtual string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({string.Join(", ", operands)})";
}
