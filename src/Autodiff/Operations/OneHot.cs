using System.Globalization;

namespace AutoGrad.Autodiff;

public sealed unsafe partial class Tape<T>
{
    /// <summary>A constant [indices, classes]: 1 at each row's index, 0 elsewhere.</summary>
    /// <inheritdoc cref="OneHot(ReadOnlySpan{int}, Shape, int)"/>
    public Variable<T> OneHot(ReadOnlySpan<int> indices, int classes) => OneHot(indices, Autodiff.Shape.Create([indices.Length]), classes);

    /// <summary>A constant of the indices' shape with an axis of classes behind it: 1 at the index, 0 elsewhere.</summary>
    /// <param name="indices">The indices, from 0.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ShapeException">The shape holds another number of indices, or the result has more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not that of a class, or the number of classes is negative.</exception>
    public Variable<T> OneHot(ReadOnlySpan<int> indices, Shape shape, int classes)
    {
        CheckLength(indices.Length, shape, nameof(OneHot));
        KeptIndices.CheckSize(nameof(OneHot), classes);
        Span<int> sizes = stackalloc int[shape.Rank + 1];
        NewAxis.Insert(nameof(OneHot), shape.Rank, shape.AsSpan(), classes, sizes);
        int length = Autodiff.Shape.CheckedLength(sizes);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), index, CallerLocation.Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"OneHot: index {index} at place {indices.IndexOf(index)} is not one of {classes} classes; they count from 0.")));
            }
        }

        Span<T> values = Allocate(length);
        values.Clear();
        for (int row = 0; row < indices.Length; row++)
        {
            values[(row * classes) + indices[row]] = T.One;
        }

        return Push(null!, values, PushSizes(sizes), sizes.Length, NodeKind.None, 0, 0);
    }
}
