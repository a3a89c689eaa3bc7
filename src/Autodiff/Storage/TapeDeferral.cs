using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

// Elementwise operations on long arrays are recorded without being computed. A chain of them is computed in strips when one of its values
// is read, and again, strip by strip, by the reverse sweep: what lies between is never written to memory.
public sealed unsafe partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many bytes an array has from which on operations on it are deferred: less than this stays in the caches as it is.</summary>
    internal const int UsualDeferral = 128 * 1024;

    // Among so many deferred nodes, one after the other, lies all that has to be computed for the newest.
    private const int LongestChain = 64;

    private Deferred[] _deferred = [];
    private int _deferredCount;
    private int _materialized;
    private StripPlan<T>? _strips;

    /// <summary>From how many elements on operations are deferred. Results do not depend on it.</summary>
    internal int DeferredLength { get; set; } = UsualDeferral / sizeof(T);

    internal StripPlan<T> Strips => _strips ??= new(this);

    /// <summary>Whether an operation on so many elements is recorded without being computed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Defers(int length, Operation<T> rule) => length >= DeferredLength && CanDefer(rule);

    /// <summary>Records an elementwise operation that is computed when its value is read. Its shape is that of <paramref name="a"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Variable<T> Defer(Operation<T> rule, NodeKind kind, int operands, int a, int b, nint payload)
    {
        int index = _deferredCount;
        int oldest = Math.Min(OldestOf(a, index), OldestOf(b, index));
        if (index - oldest >= LongestChain)
        {
            ValuesAt(a);
            ValuesAt(b);
            oldest = index;
        }

        if (index == _deferred.Length)
        {
            Array.Resize(ref _deferred, Math.Max(16, 2 * index));
        }

        (int length, int sizes, int rank) = (_nodes[a].Length, _nodes[a].Sizes, _nodes[a].Rank);
        Variable<T> variable = Push(rule, default, sizes, rank, kind, operands, a, b, index, payload);
        ref Node<T> node = ref _nodes[variable.Id];
        node.Length = length;
        node.Kind |= NodeKind.Deferred;
        _deferred[index] = new() { Node = variable.Id, Oldest = oldest };
        _deferredCount++;
        return variable;
    }

    /// <summary>Whether the node is deferred and its value has not been asked for.</summary>
    internal static bool Waits(in Node<T> node) => node.Value == null && (node.Kind & NodeKind.Deferred) != 0;

    internal int DeferredAt(int index) => _deferred[index].Node;

    /// <summary>Whether the value of a deferred node is to be kept, as it is computed: when it is asked for, or computed a second time.</summary>
    internal bool IsKept(int index, int asked)
    {
        ref Deferred deferred = ref _deferred[index];
        bool again = deferred.WasComputed;
        deferred.WasComputed = true;
        return again || index == asked;
    }

    /// <summary>Gives a deferred node its value.</summary>
    internal void Settle(int index, T* value)
    {
        _nodes[_deferred[index].Node].Value = value;
        _deferred[index].Materialized = ++_materialized;
    }

    /// <summary>The sum of a deferred node that has no value yet, without writing it to memory.</summary>
    internal bool TrySum(in Node<T> node, T scale, out T sum)
    {
        // Shorter sums have another order.
        if (!Waits(in node) || node.Length < 2 * BlockSums.BlockLength<T>())
        {
            sum = T.Zero;
            return false;
        }

        sum = Strips.Sum(node.C, scale);
        return true;
    }

    /// <summary>The borrowed memory of a node.</summary>
    internal ReadOnlySpan<T> BorrowedBy(in Node<T> node) => _borrowed[node.A].Span;

    /// <summary>Refuses to compute from a parameter whose numbers are no longer those that were recorded.</summary>
    internal void CheckUnchanged(int id, Operation<T> reader)
    {
        ref readonly Node<T> node = ref _nodes[id];
        if ((node.Kind & NodeKind.Parameter) != 0 && ParameterAt(id).Version != _uses[node.A].Version)
        {
            throw Changed(ParameterAt(id), $"{reader.Name}, which is computed when it is read");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool CanDefer(Operation<T> rule) => !_transient && rule is ElementwiseOperation<T>;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<T> DeferredValues(in Node<T> node)
    {
        // The node may be a copy, from before another reader asked.
        int index = node.C;
        int id = _deferred[index].Node;
        if (_nodes[id].Value == null)
        {
            Strips.Compute(index);
        }

        return new(_nodes[id].Value, node.Length);
    }

    private int OldestOf(int operand, int none)
    {
        ref readonly Node<T> node = ref _nodes[operand];
        return Waits(in node) ? _deferred[node.C].Oldest : none;
    }

    private void ForgetDeferred(int nodes)
    {
        while (_deferredCount > 0 && _deferred[_deferredCount - 1].Node >= nodes)
        {
            _deferredCount--;
        }

        if (nodes == 0)
        {
            _materialized = 0;
        }
    }

    /// <summary>Takes back the values that were computed after a mark: their memory is used again, and their nodes wait again.</summary>
    private void DropValues(int materialized)
    {
        if (_materialized == materialized)
        {
            return;
        }

        foreach (ref Deferred deferred in _deferred.AsSpan(0, _deferredCount))
        {
            if (deferred.Materialized > materialized)
            {
                deferred.Materialized = 0;
                _nodes[deferred.Node].Value = null;
            }
        }
    }

    private struct Deferred
    {
        public int Node;

        /// <summary>The oldest deferred node that had no value yet and that this one is computed from, directly or not.</summary>
        public int Oldest;

        /// <summary>Its place in the order in which values were computed; 0 while there is none.</summary>
        public int Materialized;
        public bool WasComputed;
    }
}
