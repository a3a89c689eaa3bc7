using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// The operands of a node: up to three in the node itself, more in a list of their own.
public sealed unsafe partial class Tape<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int OperandCount(in Node<T> node) => node.Operands == Node<T>.Many ? node.B : node.Operands;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int OperandAt(in Node<T> node, int operand) => node.Operands == Node<T>.Many
        ? _sizes[node.A + operand]
        : operand switch
        {
            0 => node.A,
            1 => node.B,
            _ => node.C,
        };

    /// <summary>
    /// Appends a node of any number of operands, which are checked already. See
    /// <see cref="Push(Operation{T}, Span{T}, int, int, NodeKind, int, int, int, int, nint)"/>.
    /// </summary>
    internal Variable<T> Push(
        Operation<T> operation, Span<T> value, int sizes, int rank, ReadOnlySpan<Variable<T>> operands, nint payload = 0)
    {
        NodeKind kind = NodeKind.None;
        int list = _sizeCount;
        Span<int> one = stackalloc int[1];
        foreach (Variable<T> operand in operands)
        {
            kind |= _nodes[operand.Id].Kind;
            one[0] = operand.Id;
            PushSizes(one);
        }

        return Push(operation, value, sizes, rank, kind, Node<T>.Many, list, operands.Length, payload: payload);
    }
}
