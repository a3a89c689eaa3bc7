using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The greatest element, without axes. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Variable<T> Max() => MaxOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false);

    /// <summary>The greatest element along one axis. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <exception cref="ShapeException">There is no such axis, or it has size 0.</exception>
    public Variable<T> Max(int axis, bool keepDimensions = false) => Max([axis], keepDimensions);

    /// <summary>The greatest element over several axes. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or there is nothing to choose from.</exception>
    public Variable<T> Max(ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        MaxOperation<T>.Over(this, Axes.ToBits(nameof(Max), axes, Tape.SizesOf(this)), keepDimensions);
}

/// <summary>The maximum over axes. The rule: the seed to the elements that equal the maximum, divided by how many there are.</summary>
internal sealed class MaxOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly MaxOperation<T> _instance = new();

    public override string Name => "max";

    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Max");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        if (Axes.Count(sizes, axes) == 0)
        {
            throw new ShapeException($"Max of shape {Shape.Format(sizes)}: there is nothing to choose from.");
        }

        Span<int> reduced = stackalloc int[sizes.Length];
        int rank = Axes.Reduce(sizes, axes, keepDimensions, reduced);
        reduced = reduced[..rank];
        Span<T> y = tape.Allocate(Shape.CheckedLength(reduced));
        Reduction.Max(tape.ValuesAt(x.Id), sizes, axes, y);
        return tape.Push(_instance, y, tape.PushSizes(reduced), rank, node.Kind, 1, x.Id, payload: tape.Keep(axes));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        ulong axes = pull.Kept<ulong>();
        Span<int> kept = stackalloc int[pull.Sizes(0).Length];
        Axes.Reduce(pull.Sizes(0), axes, true, kept);
        Variable<T> chosen = Comparison.Record(pull.Operand(0), pull.Output.Reshape(kept), default(EqualFunction));
        Variable<T> count = SumOperation<T>.OverAxes(chosen, axes, pull.OutputSizes);
        pull.Add(0, chosen * (pull.Seed / count).Reshape(kept));
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}{Axes.Format(tape.Kept<ulong>(id), tape.SizesAt(tape.NodeAt(id).A).Length)})";
}
