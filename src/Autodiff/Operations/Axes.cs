namespace AutoGrad.Autodiff;

/// <summary>Axes as bits, and the shapes that reducing over them gives.</summary>
internal static class Axes
{
    /// <summary>The axes as bits; negative ones count from the end.</summary>
    public static ulong ToBits(string operation, ReadOnlySpan<int> axes, ReadOnlySpan<int> sizes)
    {
        ulong bits = 0;
        foreach (int axis in axes)
        {
            ulong bit = 1UL << Normalize(operation, axis, sizes);
            if ((bits & bit) != 0)
            {
                throw new ShapeException($"{operation}: axis {axis} is named twice in {Shape.Format(axes)}.");
            }

            bits |= bit;
        }

        return bits;
    }

    /// <summary>All axes of an array of that rank.</summary>
    public static ulong All(int rank) => rank == 64 ? ulong.MaxValue : (1UL << rank) - 1;

    /// <summary>The axis counted from the front.</summary>
    public static int Normalize(string operation, int axis, ReadOnlySpan<int> sizes)
    {
        int normalized = axis < 0 ? axis + sizes.Length : axis;
        return (uint)normalized < (uint)sizes.Length
            ? normalized
            : throw new ShapeException($"{operation}: shape {Shape.Format(sizes)} has no axis {axis}.");
    }

    /// <summary>The sizes with 1 at the reduced axes, or without those axes; gives the number of axes.</summary>
    public static int Reduce(ReadOnlySpan<int> sizes, ulong axes, bool keepDimensions, Span<int> result)
    {
        int rank = 0;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if ((axes >> axis & 1) == 0)
            {
                result[rank++] = sizes[axis];
            }
            else if (keepDimensions)
            {
                result[rank++] = 1;
            }
        }

        return rank;
    }

    /// <summary>Refuses a reduction whose result could not be, before anything is recorded: that of an empty array may be greater than it.</summary>
    public static void CheckReduced(ReadOnlySpan<int> sizes, ulong axes)
    {
        Span<int> reduced = stackalloc int[sizes.Length];
        Shape.CheckedLength(reduced[..Reduce(sizes, axes, false, reduced)]);
    }

    /// <summary>The axes as a second argument in text; nothing if they are all.</summary>
    public static string Format(ulong axes, int rank) =>
        axes == All(rank) ? string.Empty : $", {Shape.Format([.. Enumerable.Range(0, rank).Where(axis => (axes >> axis & 1) != 0)])}";

    /// <summary>How many elements are reduced to one.</summary>
    public static long Count(ReadOnlySpan<int> sizes, ulong axes)
    {
        long count = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            count *= (axes >> axis & 1) == 0 ? 1 : sizes[axis];
        }

        return count;
    }
}
