using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The index of the greatest element among all, row-major: the first of equal ones, and of NaN if there is one.</summary>
    /// <remarks>An index is piecewise constant: it is a number like any other, nothing is recorded.</remarks>
    /// <exception cref="ShapeException">There is no element.</exception>
    public int ArgMax() => IndexOfExtremum(nameof(ArgMax), isMinimum: false);

    /// <summary>Where the greatest element along an axis is: the first of equal ones, and of NaN if there is one.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The indices along the axis, in the row-major order of the other axes.</returns>
    /// <exception cref="ShapeException">There is no such axis, or it has size 0.</exception>
    public int[] ArgMax(int axis)
    {
        int[] indices = new int[ExtremaAlong(axis, nameof(ArgMax))];
        ArgMax(axis, indices);
        return indices;
    }

    /// <summary>Writes where the greatest element along an axis is: the first of equal ones, and of NaN if there is one.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="indices">Where the indices along the axis go, in the row-major order of the other axes.</param>
    /// <exception cref="ShapeException">There is no such axis, it has size 0, or there is not the right number of places for indices.</exception>
    public void ArgMax(int axis, Span<int> indices) => IndicesOfExtrema(axis, indices, nameof(ArgMax), isMinimum: false);

    /// <summary>The index of the least element among all, row-major: the first of equal ones, and of NaN if there is one.</summary>
    /// <inheritdoc cref="ArgMax()" path="/*[not(self::summary)]"/>
    public int ArgMin() => IndexOfExtremum(nameof(ArgMin), isMinimum: true);

    /// <summary>Where the least element along an axis is: the first of equal ones, and of NaN if there is one.</summary>
    /// <inheritdoc cref="ArgMax(int)" path="/*[not(self::summary)]"/>
    public int[] ArgMin(int axis)
    {
        int[] indices = new int[ExtremaAlong(axis, nameof(ArgMin))];
        ArgMin(axis, indices);
        return indices;
    }

    /// <summary>Writes where the least element along an axis is: the first of equal ones, and of NaN if there is one.</summary>
    /// <inheritdoc cref="ArgMax(int, Span{int})" path="/*[not(self::summary)]"/>
    public void ArgMin(int axis, Span<int> indices) => IndicesOfExtrema(axis, indices, nameof(ArgMin), isMinimum: true);

    private int IndexOfExtremum(string operation, bool isMinimum)
    {
        ReadOnlySpan<T> values = Values;
        if (values.IsEmpty)
        {
            throw new ShapeException($"{operation} of shape {Shape}: there is nothing to choose from.");
        }

        Span<int> index = stackalloc int[1];
        ExtremumIndex.Find(values, 1, values.Length, 1, isMinimum, index);
        return index[0];
    }

    private void IndicesOfExtrema(int axis, Span<int> indices, string operation, bool isMinimum)
    {
        int count = ExtremaAlong(axis, operation);
        if (indices.Length != count)
        {
            throw new ShapeException($"{operation} of shape {Shape} along axis {axis} gives {count} indices and was given {indices.Length} places.");
        }

        if (count > 0)
        {
            AlongAxis along = AlongAxis.Of(this, axis, operation);
            ExtremumIndex.Find(Values, along.Outer, along.Length, along.Inner, isMinimum, indices);
        }
    }

    // How many indices there are.
    private int ExtremaAlong(int axis, string operation)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        axis = Axes.Normalize(operation, axis, sizes);
        return sizes[axis] > 0
            ? Length / sizes[axis]
            : throw new ShapeException($"{operation} of shape {Shape} along axis {axis}: there is nothing to choose from.");
    }
}
