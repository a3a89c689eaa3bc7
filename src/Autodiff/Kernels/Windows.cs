namespace AutoGrad.Autodiff.Kernels;

/// <summary>Windows that slide along one axis of a plane: window i covers the places i Stride - Padding + k Dilation.</summary>
internal readonly record struct WindowAxis(int Size, int Kernel, int Stride, int Padding, int Dilation)
{
    /// <summary>How many windows lie within the padded axis; more than an int holds where the padding is absurd.</summary>
    public long LongCount
    {
        get
        {
            var room = Size + (2L * Padding) - ((long)Dilation * (Kernel - 1L)) - 1L;
            return room < 0 ? 0 : (room / Stride) + 1;
        }
    }

    /// <summary>How many windows there are.</summary>
    public int Count => (int)LongCount;

    /// <summary>The windows, from the first to behind the last, in which place <paramref name="k"/> lies on the axis and not in the padding.</summary>
    public (int First, int Behind) Inside(int k)
    {
        var start = Padding - ((long)k * Dilation);
        var first = start <= 0 ? 0 : (start + Stride - 1) / Stride;
        var behind = Size - 1 + start < 0 ? 0 : ((Size - 1 + start) / Stride) + 1;
        long count = LongCount;
        return ((int)Math.Min(first, count), (int)Math.Clamp(behind, Math.Min(first, count), count));
    }

    /// <summary>The place that <paramref name="k"/> of a window has on the axis; outside of it in the padding.</summary>
    public int Place(int window, int k) => (int)(((long)window * Stride) - Padding + ((long)k * Dilation));
}

/// <summary>Windows that slide over a plane.</summary>
internal readonly record struct Windows(WindowAxis Vertical, WindowAxis Horizontal)
{
    /// <summary>How many numbers a plane has.</summary>
    public int PlaneLength => Vertical.Size * Horizontal.Size;

    /// <summary>How many windows there are.</summary>
    public int Count => Vertical.Count * Horizontal.Count;

    /// <summary>How many places a window has.</summary>
    public int KernelLength => Vertical.Kernel * Horizontal.Kernel;
}
