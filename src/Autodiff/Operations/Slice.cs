using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// Elements and ranges along the first axes, as in C#: <c>x[0]</c>, <c>x[^1]</c>, <c>x[1..3, ..]</c>, <c>x[.., 2]</c>,
    /// <c>x[AxisIndex.Range(step: 2)]</c>. An int or Index drops its axis, a range keeps it; axes without an index are whole.
    /// </summary>
    /// <param name="indices">One for each of the first axes.</param>
    /// <remarks>
    /// Slope: 1 to what was taken. A contiguous part is shown where it lies, without a copy. In <see cref="Gradients()"/> a slice costs what
    /// it takes, not what it takes it from, so a loop over x[0], x[1], ... is linear; a recorded derivative gathers the slices of one variable
    /// into one array and costs the same. Write x[i, j] for one element: x[i][j] differentiates a row for it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An index or a C# range lies outside of its axis.</exception>
    /// <exception cref="ShapeException">There are more indices than axes.</exception>
    [IndexerName("Part")]
    public Variable<T> this[params ReadOnlySpan<AxisIndex> indices] => SliceOperation<T>.Take(this, "Index", 0, indices);

    /// <summary>A range of one axis, each step-th element of it; with a negative step from the range's last element backwards.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="range">The range, as in C#: it must lie within the axis.</param>
    /// <param name="step">From one element to the next; not 0.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside of the axis, or the step is 0.</exception>
    public Variable<T> Slice(int axis, Range range, int step = 1) =>
        SliceOperation<T>.Take(this, nameof(Slice), Axes.Normalize(nameof(Slice), axis, Tape.SizesOf(this)), [AxisIndex.Between(range, step)]);

    /// <summary>
    /// Elements of one axis by numpy's rules, <c>start:stop:step</c>: negative places count from the end, places outside of the axis are
    /// moved to its border, and a negative step goes backwards.
    /// </summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="start">The first place; null is the axis' end that the step starts from.</param>
    /// <param name="stop">The place before which it ends; null is the axis' other end.</param>
    /// <param name="step">From one element to the next; not 0.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0.</exception>
    public Variable<T> Slice(int axis, int? start, int? stop, int step = 1) =>
        SliceOperation<T>.Take(this, nameof(Slice), Axes.Normalize(nameof(Slice), axis, Tape.SizesOf(this)), [AxisIndex.Range(start, stop, step)]);
}

/// <summary>A region of an array; linear. The rule: the seed into the region, 0 elsewhere.</summary>
internal sealed unsafe class SliceOperation<T>(bool isContiguous) : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SliceOperation<T> _contiguous = new(true);
    private static readonly SliceOperation<T> _strided = new(false);

    public override string Name => "slice";

    /// <summary>What the indices say along the axes from the given one on, which is counted from the front.</summary>
    public static Variable<T> Take(Variable<T> x, string operation, int axis, ReadOnlySpan<AxisIndex> indices)
    {
        Tape<T> tape = x.Tape;
        tape.Operand(x, operation);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        if (indices.Length > sizes.Length - axis)
        {
            throw new ShapeException($"{operation}: {indices.Length} indices are more than shape {Shape.Format(sizes)} has axes.");
        }

        Span<int> taken = stackalloc int[sizes.Length];
        int rank = sizes.Length;
        RegionBuilder builder = new(stackalloc RegionAxis[sizes.Length]);
        for (int each = sizes.Length - 1; each >= 0; each--)
        {
            int place = each - axis;
            AxisIndex index = place >= 0 && place < indices.Length ? indices[place] : default;
            (int start, int step, int count) = index.Resolve(operation, each, sizes);
            builder.Add(sizes[each], start, step, count);
            if (!index.IsElement)
            {
                taken[--rank] = count;
            }
        }

        return Record(x, builder.Build(), taken[rank..]);
    }

    public static Variable<T> Record(Variable<T> x, Region region, ReadOnlySpan<int> sizes)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Slice");
        if (region.IsContiguous)
        {
            return region.Length == node.Length && sizes.SequenceEqual(tape.SizesAt(x.Id))
                ? x
                : tape.PushPart(_contiguous, x.Id, region.Offset, region.Length, sizes, node.Kind);
        }

        nint kept = tape.Keep(KeptRegion.Keep(tape, region));
        Span<T> y = tape.Allocate(region.Length);
        RegionCopy.Read(tape.ValuesAt(x.Id), region, y, accumulate: false);
        return tape.Push(_strided, y, tape.PushSizes(sizes), sizes.Length, node.Kind, 1, x.Id, payload: kept);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], RegionOf(tape, id), tape.SizesAt(id));

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        Region region = RegionOf(pull.Tape, pull.Output.Id);
        if (pull.IsRecorded)
        {
            pull.AddRecordedPart(0, pull.Seed, region);
            return;
        }

        // What was not taken gets its 0 once, from the first slice of the variable that the sweep meets.
        Span<T> target = pull.Target(0, out bool accumulate);
        if (!accumulate && region.Length < target.Length)
        {
            target.Clear();
        }

        RegionCopy.Write(pull.SeedValues, region, target, accumulate);
    }

    /// <summary>As <c>x[1, 0]</c> for one element, else with the place of the first element and the shape.</summary>
    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands)
    {
        ReadOnlySpan<int> sizes = tape.SizesAt(tape.NodeAt(id).A);
        Span<int> first = stackalloc int[sizes.Length];
        int offset = RegionOf(tape, id).Offset;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            (offset, first[axis]) = Math.DivRem(offset, Math.Max(sizes[axis], 1));
        }

        ReadOnlySpan<int> taken = tape.SizesAt(id);
        return taken.IsEmpty
            ? $"{operands[0]}{Shape.Format(first)}"
            : $"slice({operands[0]}, {Shape.Format(first)}, {Shape.Format(taken)})";
    }

    private Region RegionOf(Tape<T> tape, int id) =>
        isContiguous ? new(tape.Kept<int>(id), tape.NodeAt(id).Length, []) : tape.Kept<KeptRegion>(id).Region;
}
