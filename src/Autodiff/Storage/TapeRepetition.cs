using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

// A training loop records the same operations on the same shapes in every step. As long as a recording repeats the last one, its nodes stand in
// their places already, shape, kind and operands included: what repeats one gives it its new value and stamp, and need not check or write the rest.
public sealed unsafe partial class Tape<T>
{
    /// <summary>
    /// How many nodes stand as the last recording left them, their sizes included; all before the next one have been repeated. The first
    /// difference, anything that is appended in the ordinary way, makes it 0 until <see cref="Reset"/>.
    /// </summary>
    private int _known;

    /// <summary>
    /// Whether the next node repeats that of the last recording: the same operation on the same nodes. For operations whose output's shape follows
    /// from those of their operands, which are then the same too. See <see cref="PushAgain"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Repeats(Operation<T> operation, int a, int b = 0, int c = 0)
    {
        int id = _count;
        Node<T>[] nodes = _nodes;
        if (id >= _known || (uint)id >= (uint)nodes.Length)
        {
            return false;
        }

        ref Node<T> node = ref nodes[id];
        return ReferenceEquals(node.Operation, operation) && node.A == a && node.B == b && node.C == c;
    }

    /// <summary>Whether the next node repeats a leaf of the last recording: the same kind and shape.</summary>
    private bool RepeatsLeaf(NodeKind kind, ReadOnlySpan<int> sizes)
    {
        int id = _count;
        if (id >= _known)
        {
            return false;
        }

        ref Node<T> node = ref _nodes[id];
        return node.Operation is null && node.Kind == kind && SizesOf(in node).SequenceEqual(sizes);
    }

    /// <summary>Appends the node that <see cref="Repeats"/> has found in its place, with a new value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Variable<T> PushAgain(Span<T> value, nint payload = 0)
    {
        ref Node<T> node = ref _nodes[_count];
        node.Value = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value));
        node.Payload = payload;
        return Repeat(ref node);
    }

    /// <summary>Takes the next node, which stands in its place, into this recording.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Variable<T> Repeat(ref Node<T> node)
    {
        Debug.Assert(_count < _known);
        int id = _count;

        // Sizes of its own stand where the stream has come to; others are an operand's.
        if (node.Sizes == _sizeCount)
        {
            _sizeCount += node.Rank;
        }

        node.Stamp = _stamp;
        _count = id + 1;
        return new(this, id, _stamp);
    }

    /// <summary>What comes next differs from the last recording, or is not part of one.</summary>
    private void EndRepetition() => _known = 0;

    /// <summary>After the last node of a recording: the next one may repeat it.</summary>
    private void KeepForRepetition()
    {
        if (_known < _count)
        {
            _known = _scopes.Count == 0 && !_transient ? _count : 0;
        }
    }
}
