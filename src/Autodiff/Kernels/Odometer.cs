namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Walks the positions of a box of strided axes in row-major order, as a mileage counter does: the last axis turns fastest. After
/// the last position it stands at the first one again. A box without axes has one position.
/// </summary>
internal unsafe struct Odometer
{
    /// <summary>The greatest number of axes.</summary>
    public const int MaxRank = 64;

    private fixed int _sizes[MaxRank];
    private fixed int _strides[MaxRank];
    private fixed int _position[MaxRank];
    private int _rank;

    /// <summary>How many positions the box has.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of position times stride over the axes.</summary>
    public nint Offset { get; private set; }

    /// <summary>Makes this a box without axes. (The buffers need no clearing, so there is no constructor to do it.)</summary>
    public void Clear()
    {
        _rank = 0;
        Count = 1;
        Offset = 0;
    }

    /// <summary>Appends an axis, which turns faster than those before it.</summary>
    public void Append(int size, int stride)
    {
        _sizes[_rank] = size;
        _strides[_rank] = stride;
        _position[_rank] = 0;
        _rank++;
        Count *= size;
    }

    /// <summary>Moves to a position, counted from the first.</summary>
    public void MoveTo(int position)
    {
        Offset = 0;
        for (var axis = _rank - 1; axis >= 0; axis--)
        {
            (position, _position[axis]) = Math.DivRem(position, _sizes[axis]);
            Offset += (nint)_strides[axis] * _position[axis];
        }
    }

    /// <summary>Moves to the next position.</summary>
    public void Next()
    {
        for (var axis = _rank - 1; axis >= 0; axis--)
        {
            if (++_position[axis] < _sizes[axis])
            {
                Offset += _strides[axis];
                return;
            }

            Offset -= (nint)_strides[axis] * (_sizes[axis] - 1);
            _position[axis] = 0;
        }
    }
}
