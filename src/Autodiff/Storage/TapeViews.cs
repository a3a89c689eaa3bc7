namespace AutoGrad.Autodiff;

// Nodes that show a part of another node's memory.
public sealed unsafe partial class Tape<T>
{
    /// <summary>Appends a node that shows a contiguous part of an operand's memory. Its payload is the offset.</summary>
    internal Variable<T> PushPart(Operation<T> operation, int of, int offset, int length, ReadOnlySpan<int> sizes, NodeKind kind)
    {
        ReadOnlySpan<T> part = ValuesAt(of).Slice(offset, length);
        if (_nodes[of].Value == null)
        {
            Span<T> copy = Allocate(length);
            part.CopyTo(copy);
            return Push(operation, copy, PushSizes(sizes), sizes.Length, kind, 1, of, payload: Keep(offset));
        }

        Variable<T> view = Push(
            operation, new(_nodes[of].Value + offset, length), PushSizes(sizes), sizes.Length, kind, 1, of, payload: Keep(offset));
        _nodes[view.Id].Kind &= ~NodeKind.Pooled;
        return view;
    }
}
