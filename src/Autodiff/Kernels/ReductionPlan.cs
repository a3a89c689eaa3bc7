namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// The shape of a reduction, brought to its simplest form: axes of size 1 vanish and neighbours of like kind merge, so that kept
/// and reduced axes alternate. What remains is a loop over rows (the last axis is reduced) or over columns (the last axis is
/// kept), within a walk over the axes before it.
/// </summary>
internal struct ReductionPlan
{
    /// <summary>The positions of the kept axes, other than the last axis.</summary>
    public Odometer Kept;

    /// <summary>The positions of the reduced axes, other than the one that the inner loop runs along.</summary>
    public Odometer Reduced;

    /// <summary>How many numbers are reduced.</summary>
    public int Length { get; private set; }

    /// <summary>How many results there are.</summary>
    public int KeptLength { get; private set; }

    /// <summary>The size of the reduced axis that the inner loop runs along.</summary>
    public int Run { get; private set; }

    /// <summary>The size of the last axis if it is kept; 1 if it is reduced.</summary>
    public int Width { get; private set; }

    /// <summary>Analyses the reduction over the axes in the bit mask <paramref name="axes"/>.</summary>
    public void Make(ReadOnlySpan<int> dims, ulong axes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dims.Length, Odometer.MaxRank);
        var length = 1;
        var kept = 1;
        for (var axis = 0; axis < dims.Length; axis++)
        {
            length = checked(length * dims[axis]);
            kept *= (axes >> axis & 1) != 0 ? 1 : dims[axis];
        }

        Length = length;
        KeptLength = kept;
        Kept.Clear();
        Reduced.Clear();
        Run = 1;
        Width = 1;
        if (length == 0)
        {
            return;
        }

        // From the last axis to the first: the innermost group of each kind is the inner loop's.
        var stride = 1;
        var last = dims.Length - 1;
        Width = Merge(dims, axes, reduced: 0, ref last);
        stride *= Width;
        Run = Merge(dims, axes, reduced: 1, ref last);
        stride *= Run;
        if (last >= 0)
        {
            MakeOuter(dims, axes, last, stride);
        }
    }

    // The product of the sizes of the neighbouring axes of one kind that end at `last`, which moves before them.
    private static int Merge(ReadOnlySpan<int> dims, ulong axes, ulong reduced, ref int last)
    {
        var size = 1;
        for (; last >= 0 && (dims[last] == 1 || (axes >> last & 1) == reduced); last--)
        {
            size *= dims[last];
        }

        return size;
    }

    private void MakeOuter(ReadOnlySpan<int> dims, ulong axes, int last, int stride)
    {
        // Merge from the last axis to the first, then append from the first to the last, as the odometer wants it.
        Span<int> sizes = stackalloc int[Odometer.MaxRank];
        var groups = 0;
        for (ulong reduced = 0; last >= 0; reduced ^= 1)
        {
            sizes[groups++] = Merge(dims, axes, reduced, ref last);
        }

        var total = stride;
        for (var group = 0; group < groups; group++)
        {
            total *= sizes[group];
        }

        for (var group = groups - 1; group >= 0; group--)
        {
            total /= sizes[group];
            ref var box = ref (group & 1) == 0 ? ref Kept : ref Reduced;
            box.Append(sizes[group], total);
        }
    }
}
