using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// Recorded contributions to regions of adjoints, which wait until the sweep comes to their node: then all of them are placed in one
/// array. So n slices of a variable cost as much as what they take, not n times the variable.
/// </summary>
internal sealed class PartialAdjoints<T>(Tape<T> tape)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<int, int> _newest = [];
    private Entry[] _entries = new Entry[16];
    private Variable<T>[] _parts = [];
    private int _count;

    public void Clear()
    {
        _newest.Clear();
        _count = 0;
    }

    public void Add(int id, Variable<T> part, Region region)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        int before = _newest.GetValueOrDefault(id, -1);
        int place = before < 0 ? 1 : _entries[before].Number + 1;
        _entries[_count] = new(part, KeptRegion.Keep(tape, region), before, place);
        _newest[id] = _count++;
    }

    /// <summary>The sum of what waits for a node, the latest first, if there is something.</summary>
    public bool TryTake(int id, out Variable<T> sum)
    {
        sum = default;
        if (_newest.Count == 0 || !_newest.Remove(id, out int entry))
        {
            return false;
        }

        int number = _entries[entry].Number;
        if (_parts.Length < number)
        {
            Array.Resize(ref _parts, Math.Max(number, 2 * _parts.Length));
        }

        Span<KeptRegion> regions = tape.AllocateKept<KeptRegion>(number);
        for (int part = 0; part < number; part++)
        {
            (_parts[part], regions[part], entry, _) = _entries[entry];
        }

        sum = PlaceOperation<T>.Place.Record(tape, _parts.AsSpan(0, number), regions, tape.SizesAt(id), T.Zero);
        return true;
    }

    private readonly record struct Entry(Variable<T> Part, KeptRegion Region, int Before, int Number);
}
