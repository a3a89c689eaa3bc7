using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Which node stands for which parameter in this recording: a small open hash table that a Reset does not have to clear.
public sealed unsafe partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // The parameters of this recording in the order they came, behind them those of earlier recordings.
    private Use[] _uses = new Use[8];
    private int _parameterCount;
    private int _nextFound;
    private Entry[] _table = new Entry[16];
    private Entry[] _spareTable = [];
    private int _tableUsed;

    /// <summary>Finds a parameter's node in this recording: at once if the parameters are asked for in the order they came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryFind(Parameter<T> parameter, out int id)
    {
        int next = _nextFound < _parameterCount ? _nextFound : 0;
        Use[] uses = _uses;
        if ((uint)next < (uint)uses.Length)
        {
            ref Use use = ref uses[next];
            if (ReferenceEquals(use.Parameter, parameter) && next < _parameterCount)
            {
                _nextFound = next + 1;
                id = use.Node;
                return true;
            }
        }

        return TryLookUp(parameter, out id);
    }

    private bool TryLookUp(Parameter<T> parameter, out int id)
    {
        ref Entry entry = ref _table[Slot(parameter)];
        id = entry.Node;
        return IsCurrent(in entry);
    }

    /// <summary>Refuses a recording in which a parameter's numbers are no longer those of the forward pass.</summary>
    internal void CheckParameters(string operation)
    {
        foreach (ref readonly Use use in _uses.AsSpan(0, _parameterCount))
        {
            if (use.Parameter.Version != use.Version)
            {
                throw Changed(use.Parameter, operation);
            }
        }
    }

    private static RecordingException Changed(Parameter<T> parameter, string operation) => new(
        $"{operation}: parameter '{parameter.Name}' {parameter.Shape} changed since it came into this recording; Reset the tape and record again.");

    /// <summary>The parameter that a node stands for.</summary>
    internal Parameter<T> ParameterAt(int id) => _uses[_nodes[id].A].Parameter;

    private Variable<T> BringIn(Parameter<T> parameter)
    {
        if (_count < _known)
        {
            ref Node<T> node = ref _nodes[_count];
            if ((node.Kind & NodeKind.Parameter) != 0)
            {
                ref Use use = ref _uses[node.A];
                if (ReferenceEquals(use.Parameter, parameter))
                {
                    use.Version = parameter.Version;
                    _parameterCount = node.A + 1;
                    return Repeat(ref node);
                }
            }
        }

        return BringInAnew(parameter);
    }

    private Variable<T> BringInAnew(Parameter<T> parameter)
    {
        ref Entry entry = ref _table[Slot(parameter)];

        if (entry.Key is null)
        {
            entry = ref AddEntry(parameter);
        }
        else if (IsCurrent(in entry))
        {
            return BringInAgain(parameter, entry.Node);
        }

        Variable<T> variable = PushParameter(parameter);
        entry.Node = variable.Id;
        return variable;
    }

    private Variable<T> BringInAgain(Parameter<T> parameter, int id)
    {
        if (_uses[_nodes[id].A].Version == parameter.Version)
        {
            return VariableAt(id);
        }

        // In a scope it is evaluated with its new numbers; the recording's own node stays what the table knows.
        return IsRecording ? throw Changed(parameter, nameof(Variable)) : PushParameter(parameter);
    }

    private Variable<T> PushParameter(Parameter<T> parameter)
    {
        int index = _parameterCount;
        if (index == _uses.Length)
        {
            Array.Resize(ref _uses, 2 * index);
        }

        ref Use use = ref _uses[index];
        use.Version = parameter.Version;
        use.Node = _count;

        // The same as in the last recording, mostly: a reference costs more to write than to compare.
        if (!ReferenceEquals(use.Parameter, parameter))
        {
            use.Parameter = parameter;
        }

        _parameterCount = index + 1;
        ReadOnlySpan<int> sizes = parameter.Sizes;
        Variable<T> variable = Push(
            null!, new(parameter.Pointer, parameter.Length), PushSizes(sizes), sizes.Length, NodeKind.Differentiable, 0, index);
        ref Node<T> node = ref _nodes[variable.Id];
        node.Kind = (node.Kind & ~NodeKind.Pooled) | NodeKind.Parameter;
        return variable;
    }

    // An entry of an earlier recording, or of a scope that has ended, points at no node or at another one; or at its parameter's node again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCurrent(in Entry entry)
    {
        int id = entry.Node;
        Node<T>[] nodes = _nodes;
        if (id >= _count || (uint)id >= (uint)nodes.Length)
        {
            return false;
        }

        ref Node<T> node = ref nodes[id];
        return (node.Kind & NodeKind.Parameter) != 0 && ReferenceEquals(_uses[node.A].Parameter, entry.Key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(Parameter<T> parameter)
    {
        Entry[] table = _table;
        int mask = table.Length - 1;
        int slot = parameter.Hash & mask;
        while (table[slot].Key is { } key && !ReferenceEquals(key, parameter))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    /// <summary>A place in the table for a parameter that it does not hold yet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref Entry AddEntry(Parameter<T> parameter)
    {
        if (++_tableUsed > _table.Length / 2)
        {
            GrowTable();
        }

        ref Entry entry = ref _table[Slot(parameter)];
        entry.Key = parameter;
        return ref entry;
    }

    /// <summary>Makes room: drops what is not in the recording now, and doubles the table if that is not enough.</summary>
    private void GrowTable()
    {
        Entry[] old = _table;
        int kept = 0;
        foreach (ref Entry entry in old.AsSpan())
        {
            kept += entry.Key is not null && IsCurrent(in entry) ? 1 : 0;
        }

        bool fits = kept <= old.Length / 4;
        _table = fits && _spareTable.Length == old.Length ? _spareTable : new Entry[fits ? old.Length : 2 * old.Length];
        _spareTable = fits ? old : [];
        _tableUsed = kept + 1;
        foreach (ref Entry entry in old.AsSpan())
        {
            if (entry.Key is not null && IsCurrent(in entry))
            {
                _table[Slot(entry.Key)] = entry;
            }
        }

        Array.Clear(_spareTable);
    }

    private struct Use
    {
        public Parameter<T> Parameter;
        public int Version;
        public int Node;
    }

    private struct Entry
    {
        public Parameter<T>? Key;
        public int Node;
    }
}
