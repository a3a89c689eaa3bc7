using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public sealed unsafe partial class Tape<T>
{
    /// <summary>Arrays one behind the other along an axis: <c>tape.Concat([a, b], axis: 1)</c>. Slope: to each array what lies at its place.</summary>
    /// <param name="parts">The arrays, at least one, of equal sizes along all other axes; one may be empty.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ShapeException">The sizes differ, there is no such axis, or there are no arrays.</exception>
    /// <exception cref="RecordingException">An array belongs to another tape or an earlier recording.</exception>
    public Variable<T> Concat(ReadOnlySpan<Variable<T>> parts, int axis = 0)
    {
        CheckParts(parts, nameof(Concat));
        ReadOnlySpan<int> first = SizesAt(parts[0].Id);
        axis = Axes.Normalize(nameof(Concat), axis, first);
        Span<int> sizes = stackalloc int[first.Length];
        first.CopyTo(sizes);
        long total = 0;
        foreach (Variable<T> part in parts)
        {
            ReadOnlySpan<int> other = SizesAt(part.Id);
            if (other.Length != sizes.Length || !other[..axis].SequenceEqual(sizes[..axis]) || !other[(axis + 1)..].SequenceEqual(sizes[(axis + 1)..]))
            {
                throw new ShapeException(
                    $"Concat along axis {axis}: shapes {Autodiff.Shape.Format(first)} and {Autodiff.Shape.Format(other)} differ along another axis.");
            }

            total += other[axis];
        }

        if (total > Array.MaxLength)
        {
            throw new ShapeException($"Concat of {parts.Length} arrays along axis {axis}: {total} elements are more than an axis can have.");
        }

        sizes[axis] = (int)total;
        return PlaceInRow(PlaceOperation<T>.Concat, parts, axis, sizes, axis);
    }

    private void CheckParts(ReadOnlySpan<Variable<T>> parts, string operation)
    {
        if (parts.IsEmpty)
        {
            throw new ShapeException($"{operation} of no arrays.");
        }

        foreach (Variable<T> part in parts)
        {
            Operand(part, operation);
        }
    }

    /// <summary>The parts one behind the other along an axis of the result, each as long as its own sizes from <paramref name="from"/> on say.</summary>
    private Variable<T> PlaceInRow(PlaceOperation<T> operation, ReadOnlySpan<Variable<T>> parts, int axis, ReadOnlySpan<int> sizes, int from)
    {
        int length = Autodiff.Shape.CheckedLength(sizes);
        int row = length == 0 ? 0 : Autodiff.Shape.CheckedLength(sizes[axis..]);
        int rows = length == 0 ? 0 : length / row;
        Span<KeptRegion> regions = AllocateKept<KeptRegion>(parts.Length);
        Span<RegionAxis> room = stackalloc RegionAxis[2];
        int offset = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            int run = length == 0 ? 0 : Autodiff.Shape.CheckedLength(SizesAt(parts[part].Id)[from..]);
            RegionBuilder builder = new(room);
            builder.Add(row, offset, 1, run);
            builder.Add(rows, 0, 1, rows);
            regions[part] = KeptRegion.Keep(this, builder.Build());
            offset += run;
        }

        return operation.Record(this, parts, regions, sizes, T.Zero);
    }
}
