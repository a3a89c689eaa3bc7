using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>Sets of input numbers. Equal sets are one set with one number, so that what many statements repeat is found and done once.</summary>
/// <param name="inputCount">The number of inputs.</param>
internal sealed class IndexSets(int inputCount)
{
    private readonly List<int[]> _sets = [];
    private readonly Dictionary<int[], int> _numbers = new(Content.Instance);
    private readonly Dictionary<(int, int), int> _unions = [];
    private readonly int[] _lastSeen = new int[inputCount];
    private readonly List<int> _members = [];
    private int _time;

    /// <summary>The members of a set, rising.</summary>
    public ReadOnlySpan<int> this[int set] => _sets[set];

    /// <summary>The set of one input.</summary>
    public int Of(int input) => Number([input]);

    /// <summary>The union of sets, of one at least. Changes the span.</summary>
    public int Union(Span<int> sets)
    {
        sets.Sort();
        int count = 1;
        foreach (int set in sets[1..])
        {
            if (set != sets[count - 1])
            {
                sets[count++] = set;
            }
        }

        if (count > 2)
        {
            return Number(Members(sets[..count]));
        }

        if (count == 1)
        {
            return sets[0];
        }

        if (!_unions.TryGetValue((sets[0], sets[1]), out int union))
        {
            union = Number(Members(sets[..count]));
            _unions.Add((sets[0], sets[1]), union);
        }

        return union;
    }

    /// <summary>The members of all these sets, rising.</summary>
    public int[] Members(ReadOnlySpan<int> sets)
    {
        _time++;
        _members.Clear();
        foreach (int set in sets)
        {
            foreach (int member in _sets[set])
            {
                if (_lastSeen[member] != _time)
                {
                    _lastSeen[member] = _time;
                    _members.Add(member);
                }
            }
        }

        _members.Sort();
        return [.. _members];
    }

    private int Number(int[] members)
    {
        if (!_numbers.TryGetValue(members, out int number))
        {
            number = _sets.Count;
            _sets.Add(members);
            _numbers.Add(members, number);
        }

        return number;
    }

    private sealed class Content : IEqualityComparer<int[]>
    {
        public static readonly Content Instance = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] members)
        {
            HashCode hash = default;
            hash.AddBytes(MemoryMarshal.AsBytes(members.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
