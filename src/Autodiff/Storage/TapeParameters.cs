using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Which node stands for which parameter in this recording: a small open hash table that a Reset does not have to clear.
public sealed unsafe partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Parameter<T>[] _parameters = [];
    private int[] _parameterNodes = [];
    private int _parameterCount;
    private Entry[] _table = new Entry[16];
    private Entry[] _spareTable = [];
    private int _tableUsed;

    /// <summary>Finds a parameter's node in this recording.</summary>
    internal bool TryFind(Parameter<T> parameter, out int id)
    {
        ref Entry entry = ref Slot(parameter);
        id = entry.Node;
        return IsCurrent(in entry);
    }

    /// <summary>Refuses a recording in which a parameter's numbers are no longer those of the forward pass.</summary>
    internal void CheckParameters(string operation)
    {
        for (int index = 0; index < _parameterCount; index++)
        {
            if (_parameters[index].Version != _nodes[_parameterNodes[index]].B)
            {
                throw Changed(_parameters[index], operation);
            }
        }
    }

    private static RecordingException Changed(Parameter<T> parameter, string operation) => new(
        $"{operation}: parameter '{parameter.Name}' {parameter.Shape} changed since it came into this recording; Reset the tape and record again.");

    private Variable<T> BringIn(Parameter<T> parameter)
    {
        ref Entry entry = ref Slot(parameter);
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
        }

        if (_parameterCount == _parameters.Length)
        {
            int capacity = Math.Max(8, 2 * _parameters.Length);
            Array.Resize(ref _parameters, capacity);
            Array.Resize(ref _parameterNodes, capacity);
        }

        ReadOnlySpan<int> sizes = parameter.Sizes;
        Variable<T> variable = Push(
            null!, new(parameter.Pointer, parameter.Length), PushSizes(sizes), sizes.Length, NodeKind.Differentiable, 0, _parameterCount, parameter.Version);
        ref Node<T> node = ref _nodes[variable.Id];
        node.Kind = (node.Kind & ~NodeKind.Pooled) | NodeKind.Parameter;
        _parameters[_parameterCount] = parameter;
        _parameterNodes[_parameterCount++] = variable.Id;
        if (entry.Key is null && ++_tableUsed > _table.Length / 2)
        {
            GrowTable();
            entry = ref Slot(parameter);
        }

        entry = new(parameter, variable.Id, variable.Stamp, Recording);
        return variable;
    }

    // An entry of an earlier recording, or of a scope that has ended, points at no node or at another one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCurrent(in Entry entry) =>
        entry.Recording == Recording && entry.Node < _count && _nodes[entry.Node].Stamp == entry.Stamp;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Slot(Parameter<T> parameter)
    {
        Entry[] table = _table;
        int mask = table.Length - 1;
        int slot = parameter.Hash & mask;
        while (table[slot].Key is { } key && !ReferenceEquals(key, parameter))
        {
            slot = (slot + 1) & mask;
        }

        return ref table[slot];
    }

    /// <summary>Makes room: drops the parameters of earlier recordings, and doubles the table if that is not enough.</summary>
    private void GrowTable()
    {
        Entry[] old = _table;
        bool fits = _parameterCount <= old.Length / 4;
        _table = fits && _spareTable.Length == old.Length ? _spareTable : new Entry[fits ? old.Length : 2 * old.Length];
        _spareTable = fits ? old : [];
        _tableUsed = 1;
        foreach (Entry entry in old)
        {
            if (entry.Key is not null && entry.Recording == Recording)
            {
                Slot(entry.Key) = entry;
                _tableUsed++;
            }
        }

        Array.Clear(_spareTable);
    }

    private readonly record struct Entry(Parameter<T>? Key, int Node, uint Stamp, uint Recording);
}
