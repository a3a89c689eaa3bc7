namespace AutoGrad.Autodiff.Kernels;

/// <summary>One axis of a region: how many elements it has and how far apart they lie in the whole array.</summary>
internal readonly record struct RegionAxis(int Size, int Stride);

/// <summary>
/// Elements of a dense array on a grid, in row-major order of the grid. Axes that continue each other are one axis; without axes it is
/// a contiguous run.
/// </summary>
internal readonly ref struct Region(int offset, int length, ReadOnlySpan<RegionAxis> axes)
{
    public readonly ReadOnlySpan<RegionAxis> Axes = axes;

    /// <summary>Where the first element lies in the whole array.</summary>
    public int Offset { get; } = offset;

    /// <summary>How many elements there are.</summary>
    public int Length { get; } = length;

    public bool IsContiguous => Axes.IsEmpty;

    /// <summary>Whether all elements lie within an array of that length.</summary>
    public bool Fits(int length)
    {
        long first = Offset;
        long last = Offset;
        foreach (RegionAxis axis in Axes)
        {
            long extent = (axis.Size - 1L) * axis.Stride;
            first += Math.Min(extent, 0);
            last += Math.Max(extent, 0);
        }

        return Length == 0 || (first >= 0 && (IsContiguous ? Offset + (long)Length : last + 1) <= length);
    }
}

/// <summary>Makes a region from the last axis to the first.</summary>
/// <param name="room">Room for as many axes as will be added.</param>
internal ref struct RegionBuilder(Span<RegionAxis> room)
{
    private readonly Span<RegionAxis> _room = room;
    private int _first = room.Length;
    private long _offset;
    private long _length = 1;
    private long _inner = 1;

    /// <summary>Adds the next axis outwards: <paramref name="count"/> of its <paramref name="size"/> elements, from a start on, a step apart.</summary>
    public void Add(int size, int start, int step, int count)
    {
        long stride = step * _inner;
        _offset += start * _inner;
        _length *= count;
        _inner *= size;
        if (count <= 1)
        {
            return;
        }

        if (_first < _room.Length && (long)_room[_first].Size * _room[_first].Stride == stride)
        {
            _room[_first] = new(_room[_first].Size * count, _room[_first].Stride);
        }
        else if (_length > 0)
        {
            _room[--_first] = new(count, (int)stride);
        }
    }

    public readonly Region Build()
    {
        if (_length == 0)
        {
            return default;
        }

        ReadOnlySpan<RegionAxis> axes = _room[_first..];
        return new((int)_offset, (int)_length, axes is [{ Stride: 1 }] ? [] : axes);
    }
}
