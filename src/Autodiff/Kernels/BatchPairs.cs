namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Which matrices of two batches meet when their batch axes broadcast, in row-major order of the common batch. Places count whole
/// matrices.
/// </summary>
internal struct BatchPairs
{
    private Odometer _left;
    private Odometer _right;

    /// <summary>The pairs of a common batch, to which both others broadcast; no size of it is 0 unless there is nothing to walk.</summary>
    public BatchPairs(ReadOnlySpan<int> left, ReadOnlySpan<int> right, ReadOnlySpan<int> common)
    {
        Fill(ref _left, left, common);
        Fill(ref _right, right, common);
    }

    /// <summary>How many pairs there are.</summary>
    public readonly int Count => _left.Count;

    /// <summary>The place of the left matrix of the present pair.</summary>
    public readonly int Left => (int)_left.Offset;

    /// <summary>The place of the right matrix of the present pair.</summary>
    public readonly int Right => (int)_right.Offset;

    /// <summary>Moves to the next pair.</summary>
    public void Next()
    {
        _left.Next();
        _right.Next();
    }

    private static void Fill(ref Odometer odometer, ReadOnlySpan<int> batch, ReadOnlySpan<int> common)
    {
        Span<int> strides = stackalloc int[common.Length];
        int missing = common.Length - batch.Length;
        int stride = 1;
        for (int axis = common.Length - 1; axis >= 0; axis--)
        {
            int size = axis < missing ? 1 : batch[axis - missing];
            strides[axis] = size == 1 ? 0 : stride;
            stride *= size;
        }

        odometer.Clear();
        for (int axis = 0; axis < common.Length; axis++)
        {
            odometer.Append(common[axis], strides[axis]);
        }
    }
}
