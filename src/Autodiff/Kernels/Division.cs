namespace AutoGrad.Autodiff.Kernels;

/// <summary>A length cut into nearly even parts, each but the last a multiple of a unit.</summary>
internal readonly struct Division
{
    private readonly nint _length;
    private readonly nint _size;

    /// <summary>Parts for <paramref name="degree"/> threads, none smaller than about <paramref name="least"/>: 1 if it does not pay.</summary>
    /// <param name="length">What is cut.</param>
    /// <param name="degree">How many threads there are; a few parts for each, because one of them may be late.</param>
    /// <param name="least">What is worth a thread's while.</param>
    /// <param name="unit">What each part but the last is a multiple of.</param>
    public Division(nint length, int degree, nint least, nint unit)
    {
        const int PartsForEach = 4;
        _length = length;
        nint parts = degree < 2 ? 1 : Math.Min(length / least, degree * PartsForEach);
        if (parts < 2)
        {
            _size = length;
            Parts = 1;
            return;
        }

        nint size = (length + parts - 1) / parts;
        _size = (size + unit - 1) / unit * unit;
        Parts = (int)((length + _size - 1) / _size);
    }

    /// <summary>How many parts there are.</summary>
    public int Parts { get; }

    /// <summary>Where a part begins.</summary>
    public nint Start(int part) => part * _size;

    /// <summary>How long a part is.</summary>
    public nint Length(int part) => Math.Min(_size, _length - (part * _size));
}
