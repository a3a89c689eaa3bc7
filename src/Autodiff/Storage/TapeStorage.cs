using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

// The nodes of a recording, in arrays that are used again, and the memory of their values.
public sealed unsafe partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Arena _arena = new();
    private BufferPool _pool;
    private Node<T>[] _nodes = new Node<T>[32];
    private int _count;
    private int[] _sizes = new int[64];
    private int _sizeCount;
    private ReadOnlyMemory<T>[] _borrowed = [];
    private int _borrowedCount;
    private uint _stamp = 1;
    private uint _lastStamp = 1;
    private bool _transient;

    /// <summary>An empty tape.</summary>
    public Tape() => _pool = new(_arena);

    internal Arena Arena => _arena;

    internal BufferPool Pool => _pool;

    internal int NodeCount => _count;

    /// <summary>Counts the recordings: what belongs to another one is stale.</summary>
    internal uint Recording { get; private set; } = 1;

    /// <summary>The node of a variable of this tape's present recording.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Node<T> Node(Variable<T> variable)
    {
        Debug.Assert(ReferenceEquals(variable.Tape, this));
        Node<T>[] nodes = _nodes;
        int id = variable.Id;
        if ((uint)id < (uint)_count && (uint)id < (uint)nodes.Length && nodes[id].Stamp == variable.Stamp)
        {
            return ref nodes[id];
        }

        throw Stale(variable);
    }

    /// <summary>The node of an operand, which may be of another tape or recording by mistake.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Node<T> Operand(Variable<T> variable, string operation)
    {
        Node<T>[] nodes = _nodes;
        int id = variable.Id;
        if (ReferenceEquals(variable.TapeOrNull, this) && (uint)id < (uint)_count && (uint)id < (uint)nodes.Length && nodes[id].Stamp == variable.Stamp)
        {
            return ref nodes[id];
        }

        throw Refused(variable, operation);
    }

    /// <inheritdoc cref="Operand(Variable{T}, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Node<T> Operand(Variable<T> variable, Operation<T> operation)
    {
        Node<T>[] nodes = _nodes;
        int id = variable.Id;
        if (ReferenceEquals(variable.TapeOrNull, this) && (uint)id < (uint)_count && (uint)id < (uint)nodes.Length && nodes[id].Stamp == variable.Stamp)
        {
            return ref nodes[id];
        }

        throw Refused(variable, operation.Name);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Node<T> NodeAt(int id) => ref _nodes[id];

    internal Variable<T> VariableAt(int id) => new(this, id, _nodes[id].Stamp);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> ValuesAt(int id)
    {
        return ValuesOf(in _nodes[id]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> ValuesOf(in Node<T> node) =>
        node.Value != null ? SpanOf(node.Value, node.Length)
        : (node.Kind & NodeKind.Deferred) == 0 ? _borrowed[node.A].Span
        : DeferredValues(in node);

    /// <summary>A span of a length that is known not to be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Span<T> SpanOf(void* start, int length)
    {
        Debug.Assert(length >= 0);
        return MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(start), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<int> SizesAt(int id) => SizesOf(in _nodes[id]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<int> SizesOf(in Node<T> node) => MemoryMarshal.CreateReadOnlySpan(ref _sizes[node.Sizes], node.Rank);

    internal ReadOnlySpan<int> SizesOf(Variable<T> variable)
    {
        Node(variable);
        return SizesAt(variable.Id);
    }

    internal ReadOnlySpan<T> ValuesOf(Variable<T> variable)
    {
        Node(variable);
        return ValuesAt(variable.Id);
    }

    /// <summary>Whether two nodes have the same shape; at once when they share it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool SameShape(int a, int b) =>
        (_nodes[a].Sizes == _nodes[b].Sizes && _nodes[a].Rank == _nodes[b].Rank) || SizesAt(a).SequenceEqual(SizesAt(b));

    /// <summary>Memory for a result: for the recording, or from the pool while a rule computes in values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Allocate(int length)
    {
        nint bytes = (nint)length * sizeof(T);
        return _transient ? RentSpan(length) : SpanOf(_arena.Allocate(bytes), length);
    }

    /// <summary>Memory that lives as long as the recording, for what an operation keeps beside its result.</summary>
    internal Span<TKept> AllocateKept<TKept>(int length)
        where TKept : unmanaged => new(_arena.Allocate((nint)length * sizeof(TKept)), length);

    /// <summary>Memory for the time of one call, from the pool.</summary>
    internal Span<T> RentSpan(int length) => SpanOf(_pool.Rent((nint)length * sizeof(T)), length);

    /// <summary>Gives back what <see cref="RentSpan"/> gave.</summary>
    internal void ReturnSpan(Span<T> span) =>
        _pool.Return(Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), (nint)span.Length * sizeof(T));

    /// <summary>Appends a shape to the stream of sizes.</summary>
    internal int PushSizes(ReadOnlySpan<int> sizes)
    {
        EndRepetition();

        // One more than needed: a reference to the sizes of a scalar at the end of the stream must still be inside.
        int start = _sizeCount;
        if (start + sizes.Length >= _sizes.Length)
        {
            Array.Resize(ref _sizes, Math.Max(2 * _sizes.Length, start + sizes.Length + 1));
        }

        // A loop: they are one or two, and a call to copy them costs more.
        ref int next = ref _sizes[start];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            Unsafe.Add(ref next, axis) = sizes[axis];
        }

        _sizeCount = start + sizes.Length;
        return start;
    }

    /// <summary>Appends a shape that differs from a recorded one in its last axis.</summary>
    internal int PushSizes(ReadOnlySpan<int> sizes, int last)
    {
        int start = PushSizes(sizes);
        _sizes[_sizeCount - 1] = last;
        return start;
    }

    /// <summary>Appends a node. The value is complete: nothing half-made is ever recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Variable<T> Push(
        Operation<T> operation, Span<T> value, int sizes, int rank, NodeKind kind, int operands, int a, int b = 0, int c = 0, nint payload = 0)
    {
        EndRepetition();
        int id = _count;
        Node<T>[] nodes = _nodes;
        if ((uint)id >= (uint)nodes.Length)
        {
            nodes = GrowNodes();
        }

        ref Node<T> node = ref nodes[id];
        node.Operation = operation;
        node.Value = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value));
        node.Payload = payload;
        node.Length = value.Length;
        node.Sizes = sizes;
        node.A = a;
        node.B = b;
        node.C = c;
        node.Stamp = _stamp;
        node.Rank = (short)rank;
        node.Operands = (byte)operands;
        node.Kind = _transient ? NodeKind.Pooled : _scopes.Count <= _recordingLevel ? kind & NodeKind.Differentiable : NodeKind.None;
        _count = id + 1;
        return new(this, id, _stamp);
    }

    /// <summary>Appends a node that shows an operand's memory under another shape.</summary>
    internal Variable<T> PushView(Operation<T> operation, int of, ReadOnlySpan<int> sizes, NodeKind kind)
    {
        ReadOnlySpan<T> value = ValuesAt(of);
        ref readonly Node<T> node = ref _nodes[of];
        if (node.Value == null)
        {
            Span<T> copy = Allocate(value.Length);
            value.CopyTo(copy);
            return Push(operation, copy, PushSizes(sizes), sizes.Length, kind, 1, of);
        }

        Variable<T> view = Push(operation, new(node.Value, node.Length), PushSizes(sizes), sizes.Length, kind, 1, of);
        _nodes[view.Id].Kind &= ~NodeKind.Pooled;
        return view;
    }

    /// <summary>Stores the constants of an operation: in the node if they fit, else in the recording's memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint Keep<F>(F constants)
        where F : unmanaged
    {
        if (sizeof(F) <= sizeof(nint))
        {
            nint inNode = 0;
            Unsafe.WriteUnaligned(&inNode, constants);
            return inNode;
        }

        void* kept = _arena.Allocate(sizeof(F));
        Unsafe.WriteUnaligned(kept, constants);
        return (nint)kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal F Kept<F>(int id)
        where F : unmanaged
    {
        return Kept<F>(in _nodes[id]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static F Kept<F>(in Node<T> node)
        where F : unmanaged
    {
        nint payload = node.Payload;
        return Unsafe.ReadUnaligned<F>(sizeof(F) <= sizeof(nint) ? &payload : (void*)payload);
    }

    private Variable<T> PushLeaf(ReadOnlySpan<T> values, in Shape shape, NodeKind kind)
    {
        Span<T> copy = Allocate(values.Length);
        values.CopyTo(copy);
        ReadOnlySpan<int> sizes = shape.AsSpan();
        return RepeatsLeaf(kind, sizes)
            ? PushAgain(copy)
            : Push(null!, copy, PushSizes(sizes), sizes.Length, kind, 0, 0);
    }

    private Variable<T> PushLeaf(in ReadOnlyTensorSpan<T> values, in Shape shape, NodeKind kind)
    {
        Span<T> copy = Allocate(shape.Length);
        if (!copy.IsEmpty)
        {
            values.FlattenTo(copy);
        }

        ReadOnlySpan<int> sizes = shape.AsSpan();
        return Push(null!, copy, PushSizes(sizes), sizes.Length, kind, 0, 0);
    }

    private Variable<T> PushBorrowed(ReadOnlyMemory<T> values, in Shape shape)
    {
        if (_borrowedCount == _borrowed.Length)
        {
            Array.Resize(ref _borrowed, Math.Max(4, 2 * _borrowed.Length));
        }

        _borrowed[_borrowedCount] = values;
        ReadOnlySpan<int> sizes = shape.AsSpan();
        if (RepeatsLeaf(NodeKind.Borrowed, sizes))
        {
            _borrowedCount++;
            return PushAgain(Span<T>.Empty);
        }

        Variable<T> leaf = Push(null!, default, PushSizes(sizes), sizes.Length, NodeKind.None, 0, _borrowedCount++);
        ref Node<T> node = ref _nodes[leaf.Id];
        node.Length = values.Length;
        node.Kind = NodeKind.Borrowed;
        return leaf;
    }

    private void Clear()
    {
        if (_segmentDepth > 0)
        {
            throw new RecordingException("Reset was called from within a segment that Checkpoint computes.");
        }

        Recording++;
        LastResult = null;
        KeepForRepetition();
        _scopes.Clear();
        TruncateNodes(default);
        _scalars = _scalars?.Reset();
        _arena.Clear();
        _pool.Clear();
    }

    private TapeMark Here() => new(_count, _sizeCount, _borrowedCount, _parameterCount, _arena.Position, _materialized);

    /// <summary>Takes back everything that came after <paramref name="mark"/>, memory included unless values of what stays lie there.</summary>
    private void Truncate(TapeMark mark)
    {
        TruncateNodes(mark);

        // Someone may hold a value of an older node that was computed since: then the memory stays, until the recording ends.
        if (!HasValuesSince(mark.Materialized))
        {
            _arena.Rewind(mark.Memory);
        }

        _pool.Clear();
    }

    /// <summary>Takes back the nodes after <paramref name="mark"/>; their memory stays with the recording or the pool.</summary>
    private void TruncateNodes(TapeMark mark)
    {
        if (_names is { Count: > 0 })
        {
            ForgetNames(mark.Count);
        }

        if (_borrowedCount > mark.Borrowed)
        {
            for (int index = mark.Borrowed; index < _borrowedCount; index++)
            {
                _borrowed[index] = default;
            }

            _borrowedCount = mark.Borrowed;
        }

        if (_deferredCount > 0)
        {
            ForgetDeferred(mark.Count);
        }

        if (_newestRead >= mark.Count)
        {
            ForgetReads(mark.Count);
        }

        _count = mark.Count;
        _sizeCount = mark.Sizes;
        _parameterCount = mark.Parameters;
        _stamp = ++_lastStamp;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Node<T>[] GrowNodes()
    {
        Array.Resize(ref _nodes, 2 * _nodes.Length);
        return _nodes;
    }

    private static RecordingException Stale(Variable<T> variable, string what = "Variable") => new(
        $"{what} v{variable.Id} belongs to an earlier recording or to an inference scope that has ended; it cannot be used after Reset or after the scope.");

    private RecordingException Refused(Variable<T> variable, string operation) =>
        ReferenceEquals(variable.Tape, this) ? Stale(variable, $"{operation}: variable") : Mixed(operation);

    private static RecordingException Mixed(string operation) => new(
        $"{operation}: the operands belong to different tapes; bring the value over with tape.Constant(other.Values, other.Shape).");

    internal readonly record struct TapeMark(int Count, int Sizes, int Borrowed, int Parameters, Arena.Mark Memory, int Materialized);
}
