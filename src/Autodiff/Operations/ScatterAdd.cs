using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>Elements added up at a place of an axis for each: for two axes and axis 1, y[i, indices[i, j]] += x[i, j], in the order of j.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="indices">The place of each element along the axis of the result, from 0, in this one's shape; they may repeat. Copied.</param>
    /// <param name="size">The size of the axis in the result; places without an element are 0.</param>
    /// <remarks>The transpose of <see cref="Gather"/>. Slope: 1.</remarks>
    /// <exception cref="ShapeException">There is no such axis, not an index for each element, or the result has more elements than an array can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not below the size, or the size is negative.</exception>
    public Variable<T> ScatterAdd(int axis, ReadOnlySpan<int> indices, int size)
    {
        Tape<T> tape = Tape;
        ReadOnlySpan<int> sizes = tape.SizesOf(this);
        axis = Axes.Normalize(nameof(ScatterAdd), axis, sizes);
        KeptIndices.CheckSize(nameof(ScatterAdd), size);
        if (indices.Length != Length)
        {
            throw new ShapeException($"ScatterAdd of shape {Shape.Format(sizes)} was given {indices.Length} indices.");
        }

        ReadOnlySpan<int> summed = KeptIndices.Replace(sizes, axis, size, stackalloc int[sizes.Length]);
        Shape.CheckedLength(summed);
        return ScatterAddOperation<T>.Record(this, KeptIndices.Keep(tape, nameof(ScatterAdd), indices, sizes[axis], summed, axis), summed);
    }
}

/// <summary>Elements added up at indices along an axis; linear. The rule: the seed's elements at the indices.</summary>
internal sealed class ScatterAddOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ScatterAddOperation<T> _instance = new();

    public override string Name => "scatteradd";

    public static Variable<T> Record(Variable<T> x, KeptIndices kept, ReadOnlySpan<int> sizes)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "ScatterAdd");
        nint payload = tape.Keep(kept);
        Span<T> y = tape.Allocate(Shape.CheckedLength(sizes));
        y.Clear();
        IndexedElements.AddTo(tape.ValuesAt(x.Id), kept.Length, kept.Count, kept.Inner, kept.Indices, y);
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
            pull.Add(0, GatherOperation<T>.Record(pull.Seed, kept, pull.Sizes(0)));
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        IndexedElements.Read(pull.SeedValues, kept.Length, kept.Count, kept.Inner, kept.Indices, target, accumulate);
    }
}
