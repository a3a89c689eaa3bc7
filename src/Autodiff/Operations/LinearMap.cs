using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>An operation that is linear in all its operands together: it is its own forward derivative.</summary>
internal abstract class LinearMap<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Records the operation of the given node, constants and all, on other operands of the same shapes.</summary>
    public abstract Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands);

    public sealed override void Push(ref Pushforward<T> push)
    {
        FewVariables<T> few = default;
        Span<Variable<T>> tangents = push.OperandCount <= FewVariables<T>.Count ? few[..push.OperandCount] : new Variable<T>[push.OperandCount];
        for (int operand = 0; operand < tangents.Length; operand++)
        {
            tangents[operand] = push.Tangent(operand);
        }

        push.Add(Apply(push.Tape, push.Output.Id, tangents));
    }
}
