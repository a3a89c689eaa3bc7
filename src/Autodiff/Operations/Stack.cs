namespace AutoGrad.Autodiff;

public sealed unsafe partial class Tape<T>
{
    /// <summary>Arrays of one shape side by side along a new axis: <c>tape.Stack([a, b])</c>. Slope: to each array what lies at its place.</summary>
    /// <param name="parts">The arrays, at least one.</param>
    /// <param name="axis">Where the new axis stands in the result; negative counts from its end.</param>
    /// <exception cref="ShapeException">The shapes differ, there is no such axis, or there are no arrays.</exception>
    /// <exception cref="RecordingException">An array belongs to another tape or an earlier recording.</exception>
    public Variable<T> Stack(ReadOnlySpan<Variable<T>> parts, int axis = 0)
    {
        CheckParts(parts, nameof(Stack));
        ReadOnlySpan<int> each = SizesAt(parts[0].Id);
        foreach (Variable<T> part in parts)
        {
            if (!SameShape(parts[0].Id, part.Id))
            {
                throw new ShapeException($"Stack: shapes {Autodiff.Shape.Format(each)} and {part.Shape} differ.");
            }
        }

        Span<int> sizes = stackalloc int[each.Length + 1];
        axis = NewAxis.Insert(nameof(Stack), axis, each, parts.Length, sizes);
        return PlaceInRow(PlaceOperation<T>.Stack, parts, axis, sizes, axis);
    }
}
