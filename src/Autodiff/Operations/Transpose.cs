using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The axes in reverse order: the transpose of a matrix.</summary>
    public Variable<T> Transpose()
    {
        Span<int> permutation = stackalloc int[Tape.Node(this).Rank];
        for (int axis = 0; axis < permutation.Length; axis++)
        {
            permutation[axis] = permutation.Length - 1 - axis;
        }

        return PermuteOperation<T>.Record(this, permutation);
    }

    /// <summary>Two axes exchanged.</summary>
    /// <param name="axis0">One axis; negative counts from the end.</param>
    /// <param name="axis1">The other axis.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> Transpose(int axis0, int axis1)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        Span<int> permutation = stackalloc int[Tape.Node(this).Rank];
        for (int axis = 0; axis < permutation.Length; axis++)
        {
            permutation[axis] = axis;
        }

        axis0 = Axes.Normalize(nameof(Transpose), axis0, sizes);
        axis1 = Axes.Normalize(nameof(Transpose), axis1, sizes);
        (permutation[axis0], permutation[axis1]) = (axis1, axis0);
        return PermuteOperation<T>.Record(this, permutation);
    }

    /// <summary>The axes in another order: axis i of the result is axis permutation[i] of this.</summary>
    /// <param name="permutation">Every axis once.</param>
    /// <exception cref="ShapeException">It is not a permutation of the axes.</exception>
    public Variable<T> Permute(params ReadOnlySpan<int> permutation)
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        if (permutation.Length != sizes.Length)
        {
            throw new ShapeException($"Permute: {Shape.Format(permutation[..Math.Min(permutation.Length, Shape.MaximumRank)])} is not a permutation of the axes of {Shape}.");
        }

        Span<int> normalized = stackalloc int[permutation.Length];
        for (int axis = 0; axis < normalized.Length; axis++)
        {
            normalized[axis] = Axes.Normalize(nameof(Permute), permutation[axis], sizes);
        }

        return Axes.ToBits(nameof(Permute), normalized, sizes) == Axes.All(Tape.Node(this).Rank)
            ? PermuteOperation<T>.Record(this, normalized)
            : throw new ShapeException($"Permute: {Shape.Format(permutation)} is not a permutation of the axes of {Shape}.");
    }
}

/// <summary>Another order of the axes; linear. The rule: the seed in the inverse order.</summary>
internal sealed unsafe class PermuteOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly PermuteOperation<T> _instance = new();

    public override string Name => "transpose";

    public static Variable<T> Record(Variable<T> x, ReadOnlySpan<int> permutation)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Transpose");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Span<int> permuted = stackalloc int[permutation.Length];
        for (int axis = 0; axis < permuted.Length; axis++)
        {
            permuted[axis] = sizes[permutation[axis]];
        }

        Span<int> kept = tape.AllocateKept<int>(permutation.Length);
        permutation.CopyTo(kept);
        Span<T> y = tape.Allocate(node.Length);
        Transposition.Permute(tape.ValuesAt(x.Id), sizes, permutation, y, accumulate: false);
        fixed (int* payload = kept)
        {
            return tape.Push(_instance, y, tape.PushSizes(permuted), permuted.Length, node.Kind, 1, x.Id, payload: (nint)payload);
        }
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], new((int*)tape.Kept<nint>(id), tape.SizesAt(id).Length));

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        ReadOnlySpan<int> permutation = new((int*)pull.Kept<nint>(), pull.OutputSizes.Length);
        Span<int> inverse = stackalloc int[permutation.Length];
        for (int axis = 0; axis < inverse.Length; axis++)
        {
            inverse[permutation[axis]] = axis;
        }

        if (pull.IsRecorded)
        {
            pull.Add(0, Record(pull.Seed, inverse));
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        Transposition.Permute(pull.SeedValues, pull.OutputSizes, inverse, target, accumulate);
    }
}
