using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>What pooling operations are given: windows over the last two axes.</summary>
internal static class PoolArguments
{
    /// <summary>The windows; each has a place that is not in the padding.</summary>
    public static Windows Of(string operation, ReadOnlySpan<int> sizes, Extent2d kernel, Extent2d stride, Extent2d padding)
    {
        if (sizes.Length < 2 || sizes[^2] == 0 || sizes[^1] == 0)
        {
            throw new ShapeException($"{operation} needs x [..., height, width] with a height and width of at least 1; it was given {Shape.Format(sizes)}.");
        }

        return padding.Height < kernel.Height && padding.Width < kernel.Width
            ? WindowArguments.Of(operation, sizes, kernel, stride, padding, 1)
            : throw WindowArguments.Refused(operation, nameof(padding), padding, $"must be smaller than the kernel {kernel}");
    }

    /// <summary>The sizes with one number for each window.</summary>
    public static void Pooled(ReadOnlySpan<int> sizes, in Windows windows, Span<int> pooled)
    {
        sizes.CopyTo(pooled);
        pooled[^2] = windows.Vertical.Count;
        pooled[^1] = windows.Horizontal.Count;
    }

    /// <summary>How many planes there are.</summary>
    public static int Planes(ReadOnlySpan<int> sizes) => Shape.CheckedLength(sizes[..^2]);
}
