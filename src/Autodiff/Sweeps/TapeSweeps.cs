using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// How rules run in values: as ordinary operations whose results are taken back when the rule is done.
public sealed unsafe partial class Tape<T>
{
    private ReverseSweep<T>? _sweep;
    private ForwardSweep<T>? _forward;
    private TapeMark _beforeRules;
    private T[] _zeros = [];

    /// <summary>The gradient of what was on no path: the same zeros serve all.</summary>
    internal ReadOnlySpan<T> Zeros(int length)
    {
        if (_zeros.Length < length)
        {
            _zeros = new T[length];
        }

        return _zeros.AsSpan(0, length);
    }

    /// <summary>What was differentiated last in this recording.</summary>
    internal int? LastResult { get; set; }

    internal ReverseSweep<T> Sweep
    {
        get
        {
            _sweep ??= new(this);
            return _sweep.IsRunning ? NestedSweep() : _sweep;
        }
    }

    internal ForwardSweep<T> Forward => _forward ??= new(this);

    internal void BeginRules()
    {
        EndRepetition();
        _beforeRules = Here();
        _transient = true;
    }

    /// <summary>Takes back what the rule computed; buffers that did not become adjoints go to the pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndRule()
    {
        if (_count != _beforeRules.Count)
        {
            TakeBackRule();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeBackRule()
    {
        for (int id = _beforeRules.Count; id < _count; id++)
        {
            ref readonly Node<T> node = ref _nodes[id];
            if ((node.Kind & NodeKind.Pooled) != 0)
            {
                _pool.Return(node.Value, (nint)node.Length * sizeof(T));
            }
        }

        TruncateNodes(_beforeRules);
    }

    internal void EndRules()
    {
        EndRule();
        _transient = false;
    }

    /// <summary>What a description records is taken back; its memory stays with the recording.</summary>
    internal void BeginDescription() => _beforeRules = Here();

    internal void EndDescription() => TruncateNodes(_beforeRules);

    /// <summary>The adjoint of a node as a variable for the time of a rule.</summary>
    internal Variable<T> PushAdjoint(T* adjoint, int of)
    {
        ref readonly Node<T> node = ref _nodes[of];
        Variable<T> seed = Push(null!, new(adjoint, node.Length), node.Sizes, node.Rank, NodeKind.None, 0, 0);
        _nodes[seed.Id].Kind = NodeKind.None;
        return seed;
    }

    /// <summary>Takes the buffer of something that a rule computed, if the rule owns it.</summary>
    internal bool TryTake(Variable<T> computed, out T* buffer)
    {
        ref Node<T> node = ref _nodes[computed.Id];
        buffer = node.Value;
        bool owns = (node.Kind & NodeKind.Pooled) != 0;
        node.Kind &= ~NodeKind.Pooled;
        return owns;
    }
}
