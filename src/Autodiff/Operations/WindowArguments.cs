using System.Globalization;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>Checks what operations with sliding windows are given, before anything is computed.</summary>
internal static class WindowArguments
{
    /// <summary>The windows over the last two axes of an array, at least one of them.</summary>
    public static Windows Of(string operation, ReadOnlySpan<int> sizes, Extent2d kernel, Extent2d stride, Extent2d padding, Extent2d dilation)
    {
        CheckAtLeast(operation, nameof(kernel), kernel, 1);
        CheckAtLeast(operation, nameof(stride), stride, 1);
        CheckAtLeast(operation, nameof(padding), padding, 0);
        CheckAtLeast(operation, nameof(dilation), dilation, 1);
        Windows windows = new(
            new(sizes[^2], kernel.Height, stride.Height, padding.Height, dilation.Height),
            new(sizes[^1], kernel.Width, stride.Width, padding.Width, dilation.Width));
        (long rows, long columns) = (windows.Vertical.LongCount, windows.Horizontal.LongCount);
        if (rows == 0 || columns == 0)
        {
            throw new ShapeException(
                $"{operation}: a window of {kernel} with dilation {dilation} is larger than the plane of {Shape.Format(sizes)} with padding {padding}.");
        }

        return rows <= Array.MaxLength && columns <= Array.MaxLength
            ? windows
            : throw new ShapeException($"{operation} of {Shape.Format(sizes)} with padding {padding} has more elements than an array can hold.");
    }

    /// <summary>The exception for an argument that is out of its range.</summary>
    public static ArgumentOutOfRangeException Refused<TValue>(string operation, string argument, TValue value, string rule)
        where TValue : notnull => new(
            argument, value, CallerLocation.Append(string.Create(CultureInfo.InvariantCulture, $"{operation}: {argument} {rule}, but is {value}.")));

    private static void CheckAtLeast(string operation, string argument, Extent2d value, int least)
    {
        if (value.Height < least || value.Width < least)
        {
            throw Refused(operation, argument, value, least == 0 ? "must not be negative" : "must be at least 1");
        }
    }
}
