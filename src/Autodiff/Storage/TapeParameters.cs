using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Which node stands for which parameter in this recording: a small open hash table that a Reset does not have to clear.
public sealed unsafe partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private int[] _parameterNodes = [];
    private int _parameterCount;
    private Entry[] _table = new Entry[16];
    private Entry[] _spareTable = [];
    private int _tableUsed;

    /// <summary>Finds a parameter's node in this recording.</summary>
    internal bool TryFind(Parameter<T> parameter, out int id)
    {
        ref Entry entry = ref _table[Slot(parameter)];
        id = entry.Node;
        return IsCurrent(in entry);
    }

    /// <summary>Refuses a recording in which a parameter's numbers are no longer those of the forward pass.</summary>
    internal void CheckParameters(string operation)
    {
        for (int index = 0; index < _parameterCount; index++)
        {
            Parameter<T> parameter = ParameterAt(_parameterNodes[index]);
            if (parameter.Version != _nodes[_parameterNodes[index]].B)
            {
                throw Changed(parameter, operation);
            }
        }
    }

    private static RecordingException Changed(Parameter<T> parameter, string operation) => new(
        $"{operation}: parameter '{parameter.Name}' {parameter.Shape} changed since it came into this recording; Reset the tape and record again.");

    /// <summary>The parameter that a node stands for.</summary>
    internal Parameter<T> ParameterAt(int id) => _table[_nodes[id].A].Key!;

    private Variable<T> BringIn(Parameter<T> parameter)
    {
        int slot = Slot(parameter);
        ref Entry entry = ref _table[slot];
        if (IsCurrent(in entry))
        {
            if (_nodes[entry.Node].B == parameter.Version)
            {
                return VariableAt(entry.Node);
            }

            if (IsRecording)
            {
                throw Changed(parameter, nameof(Variable));
            }

            // Evaluated with its new numbers; the recording's own node stays what the table knows.
            return PushParameter(parameter, slot);
        }

        if (entry.Key is null)
        {
            if (++_tableUsed > _table.Length / 2)
            {
                GrowTable();
                slot = Slot(parameter);
                entry = ref _table[slot];
            }

            entry.Key = parameter;
        }

        Variable<T> variable = PushParameter(parameter, slot);
        entry.Node = variable.Id;
        entry.Stamp = variable.Stamp;
        entry.Recording = Recording;
        return variable;
    }

    private Variable<T> PushParameter(Parameter<T> parameter, int slot)
    {
        if (_parameterCount == _parameterNodes.Length)
        {
            Array.Resize(ref _parameterNodes, Math.Max(8, 2 * _parameterNodes.Length));
        }

        ReadOnlySpan<int> sizes = parameter.Sizes;
        Variable<T> variable = Push(
            null!, new(parameter.Pointer, parameter.Length), PushSizes(sizes), sizes.Length, NodeKind.Differentiable, 0, slot, parameter.Version);
        ref Node<T> node = ref _nodes[variable.Id];
        node.Kind = (node.Kind & ~NodeKind.Pooled) | NodeKind.Parameter;
        _parameterNodes[_parameterCount++] = variable.Id;
        return variable;
    }

    // An entry of an earlier recording, or of a scope that has ended, points at no node or at another one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCurrent(in Entry entry) =>
        entry.Recording == Recording && entry.Node < _count && _nodes[entry.Node].Stamp == entry.Stamp;

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

        for (int index = 0; index < _parameterCount; index++)
        {
            ref Node<T> node = ref _nodes[_parameterNodes[index]];
            node.A = Slot(old[node.A].Key!);
        }

        Array.Clear(_spareTable);
    }

    private struct Entry
    {
        public Parameter<T>? Key;
        public int Node;
        public uint Stamp;
        public uint Recording;
    }
}
