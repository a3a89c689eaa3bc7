namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// A reordering of axes, brought to its simplest form: axes of size 1 vanish, and axes that stay neighbours merge. If the last
/// axis stays last, runs are copied; otherwise matrices are transposed, whose rows run along x's last axis and whose columns
/// become runs of y.
/// </summary>
internal unsafe struct TranspositionPlan
{
    /// <summary>The positions in x of what is copied as one run or transposed as one matrix.</summary>
    public Odometer Source;

    /// <summary>The same positions in y.</summary>
    public Odometer Target;

    /// <summary>How many numbers lie contiguous in x: the length of a run, or of a row of the matrix.</summary>
    public int Run;

    /// <summary>How many rows of x become the runs of y; 1 if runs are copied.</summary>
    public int Rows;

    /// <summary>From one row of the matrix in x to the next.</summary>
    public int SourcePitch;

    /// <summary>From one row of the transposed matrix in y to the next.</summary>
    public int TargetPitch;

    /// <summary>Analyses the reordering of a shape without empty axes.</summary>
    public void Make(ReadOnlySpan<int> dims, ReadOnlySpan<int> permutation)
    {
        Source.Clear();
        Target.Clear();
        Run = 1;
        Rows = 1;
        SourcePitch = 0;
        TargetPitch = 0;

        // y's axes, each with its stride in x.
        var xStrides = stackalloc int[Odometer.MaxRank];
        var stride = 1;
        for (var axis = dims.Length - 1; axis >= 0; axis--)
        {
            xStrides[axis] = stride;
            stride *= dims[axis];
        }

        var sizes = stackalloc int[Odometer.MaxRank];
        var strides = stackalloc int[Odometer.MaxRank];
        var groups = 0;
        for (var axis = 0; axis < permutation.Length; axis++)
        {
            var from = permutation[axis];
            var size = dims[from];
            if (size == 1)
            {
                continue;
            }

            if (groups > 0 && strides[groups - 1] == xStrides[from] * size)
            {
                sizes[groups - 1] *= size;
                strides[groups - 1] = xStrides[from];
            }
            else
            {
                sizes[groups] = size;
                strides[groups] = xStrides[from];
                groups++;
            }
        }

        if (groups == 0)
        {
            return;
        }

        var targets = stackalloc int[Odometer.MaxRank];
        stride = 1;
        for (var group = groups - 1; group >= 0; group--)
        {
            targets[group] = stride;
            stride *= sizes[group];
        }

        var last = groups - 1;
        var contiguous = last;
        while (strides[contiguous] != 1)
        {
            contiguous--;
        }

        Run = sizes[contiguous];
        if (contiguous != last)
        {
            Rows = sizes[last];
            SourcePitch = strides[last];
            TargetPitch = targets[contiguous];
        }

        for (var group = 0; group < last; group++)
        {
            if (group != contiguous)
            {
                Source.Append(sizes[group], strides[group]);
                Target.Append(sizes[group], targets[group]);
            }
        }
    }
}
