using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The slices at the given places of an axis, in their order: y[.., j, ..] = x[.., indices[j], ..].</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="indices">The places, from 0; they may repeat. Copied.</param>
    /// <remarks>Slope: each slice gets the sum over the places that it was taken to; one that was not taken gets 0.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or the result has more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis has no such place.</exception>
    public Variable<T> IndexSelect(int axis, params ReadOnlySpan<int> indices)
    {
        Tape<T> tape = Tape;
        ReadOnlySpan<int> sizes = tape.SizesOf(this);
        axis = Axes.Normalize(nameof(IndexSelect), axis, sizes);
        ReadOnlySpan<int> selected = KeptIndices.Replace(sizes, axis, indices.Length, stackalloc int[sizes.Length]);
        Shape.CheckedLength(selected);
        return IndexSelectOperation<T>.Record(this, KeptIndices.Keep(tape, nameof(IndexSelect), indices, indices.Length, sizes, axis), selected);
    }
}

/// <summary>Slices by a list of indices; linear. The rule: the seed's slices added up at their indices.</summary>
internal sealed class IndexSelectOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly IndexSelectOperation<T> _instance = new();

    public override string Name => "indexselect";

    public static Variable<T> Record(Variable<T> x, KeptIndices kept, ReadOnlySpan<int> sizes)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "IndexSelect");
        nint payload = tape.Keep(kept);
        Span<T> y = tape.Allocate(Shape.CheckedLength(sizes));
        IndexedRows.Read(tape.ValuesAt(x.Id), kept.Length, kept.Inner, kept.Indices, y, accumulate: false);
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
            pull.Add(0, IndexAddOperation<T>.Record(pull.Seed, kept, pull.Sizes(0)));
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        if (!accumulate)
        {
            target.Clear();
        }

        IndexedRows.AddTo(pull.SeedValues, kept.Length, kept.Inner, kept.Indices, target);
    }
}
