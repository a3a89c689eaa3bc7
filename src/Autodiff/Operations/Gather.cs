using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>An element of an axis for each index, as numpy's take_along_axis: for two axes and axis 1, y[i, j] = x[i, indices[i, j]].</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="indices">The places along the axis, from 0, row-major; they may repeat. Copied.</param>
    /// <param name="shape">The shape of the indices and of the result: this one's but for the size along the axis.</param>
    /// <remarks>Slope: each element gets the sum over the places that it was taken to; one that was not taken gets 0.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or the shape of the indices does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis has no such place.</exception>
    public Variable<T> Gather(int axis, ReadOnlySpan<int> indices, Shape shape)
    {
        Tape<T> tape = Tape;
        ReadOnlySpan<int> sizes = tape.SizesOf(this);
        axis = Axes.Normalize(nameof(Gather), axis, sizes);
        ReadOnlySpan<int> gathered = shape.AsSpan();
        if (gathered.Length != sizes.Length || indices.Length != shape.Length
            || !gathered[..axis].SequenceEqual(sizes[..axis]) || !gathered[(axis + 1)..].SequenceEqual(sizes[(axis + 1)..]))
        {
            throw new ShapeException(
                $"Gather along axis {axis} of shape {Shape.Format(sizes)} was given {indices.Length} indices of shape {shape}; only axis {axis} may differ.");
        }

        return GatherOperation<T>.Record(this, KeptIndices.Keep(tape, nameof(Gather), indices, gathered[axis], sizes, axis), gathered);
    }
}

/// <summary>Elements by indices along an axis; linear. The rule: the seed's elements added up at their indices.</summary>
internal sealed class GatherOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly GatherOperation<T> _instance = new();

    public override string Name => "gather";

    public static Variable<T> Record(Variable<T> x, KeptIndices kept, ReadOnlySpan<int> sizes)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Gather");
        nint payload = tape.Keep(kept);
        Span<T> y = tape.Allocate(kept.Indices.Length);
        IndexedElements.Read(tape.ValuesAt(x.Id), kept.Length, kept.Count, kept.Inner, kept.Indices, y, accumulate: false);
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
            pull.Add(0, ScatterAddOperation<T>.Record(pull.Seed, kept, pull.Sizes(0)));
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        if (!accumulate)
        {
            target.Clear();
        }

        IndexedElements.AddTo(pull.SeedValues, kept.Length, kept.Count, kept.Inner, kept.Indices, target);
    }
}
