using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The slices of an axis added up by their indices: y[.., i, ..] is the sum of x[.., j, ..] over the j with indices[j] = i, in their order.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="indices">The place in the result of each slice, from 0; they may repeat. Copied.</param>
    /// <param name="size">The size of the axis in the result; places without a slice are 0.</param>
    /// <remarks>Sums of groups, and the transpose of <see cref="IndexSelect"/>. Slope: 1.</remarks>
    /// <exception cref="ShapeException">There is no such axis, not an index for each slice, or the result has more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not below the size, or the size is negative.</exception>
    public Variable<T> IndexAdd(int axis, ReadOnlySpan<int> indices, int size)
    {
        Tape<T> tape = Tape;
        ReadOnlySpan<int> sizes = tape.SizesOf(this);
        axis = Axes.Normalize(nameof(IndexAdd), axis, sizes);
        KeptIndices.CheckSize(nameof(IndexAdd), size);
        if (indices.Length != sizes[axis])
        {
            throw new ShapeException($"IndexAdd along axis {axis} of shape {Shape.Format(sizes)} was given {indices.Length} indices.");
        }

        ReadOnlySpan<int> summed = KeptIndices.Replace(sizes, axis, size, stackalloc int[sizes.Length]);
        Shape.CheckedLength(summed);
        return IndexAddOperation<T>.Record(this, KeptIndices.Keep(tape, nameof(IndexAdd), indices, indices.Length, summed, axis), summed);
    }
}

/// <summary>Slices added up at their indices; linear. The rule: the seed's slices at the indices.</summary>
internal sealed class IndexAddOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly IndexAddOperation<T> _instance = new();

    public override string Name => "indexadd";

    public static Variable<T> Record(Variable<T> x, KeptIndices kept, ReadOnlySpan<int> sizes)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "IndexAdd");
        nint payload = tape.Keep(kept);
        Span<T> y = tape.Allocate(Shape.CheckedLength(sizes));
        y.Clear();
        IndexedRows.AddTo(tape.ValuesAt(x.Id), kept.Length, kept.Inner, kept.Indices, y);
        return tape.Push(_instance, y, tape.PushSizes(sizes), sizes.Length, node.Kind, 1, x.Id, payload: payload);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], tape.Kept<KeptIndices>(id), tape.SizesAt(id));

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        KeptIndices kept = pull.Kept<KeptIndices>();
        if (pull.IsRecorded)
        {
            pull.Add(0, IndexSelectOperation<T>.Record(pull.Seed, kept, pull.Sizes(0)));
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        IndexedRows.Read(pull.SeedValues, kept.Length, kept.Inner, kept.Indices, target, accumulate);
    }
}
