using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The greatest element, without axes. Slope: 1 to it, shared evenly at a tie. NaN if one is NaN.</summary>
    /// <exception cref="ShapeException">There is no element.</exception>
    public Variable<T> Max() => ExtremumOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false, isMinimum: false);

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
        ExtremumOperation<T>.Over(this, Axes.ToBits(nameof(Max), axes, Tape.SizesOf(this)), keepDimensions, isMinimum: false);
}

/// <summary>
/// The maximum or minimum over axes. The rule: the seed to the elements that equal it, divided by how many there are.
/// </summary>
internal sealed class ExtremumOperation<T>(bool isMinimum) : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ExtremumOperation<T> _max = new(false);
    private static readonly ExtremumOperation<T> _min = new(true);

    public override string Name => isMinimum ? "min" : "max";

    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions, bool isMinimum)
    {
        string name = isMinimum ? "Min" : "Max";
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, name);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        if (Axes.Count(sizes, axes) == 0)
        {
            throw new ShapeException($"{name} of shape {Shape.Format(sizes)}: there is nothing to choose from.");
        }

        Span<int> reduced = stackalloc int[sizes.Length];
        int rank = Axes.Reduce(sizes, axes, keepDimensions, reduced);
        reduced = reduced[..rank];
        Span<T> y = tape.Allocate(Shape.CheckedLength(reduced));
        if (isMinimum)
        {
            Reduction.Min(tape.ValuesAt(x.Id), sizes, axes, y, tape.Threads);
        }
        else
        {
            Reduction.Max(tape.ValuesAt(x.Id), sizes, axes, y, tape.Threads);
        }

        return tape.Push(isMinimum ? _min : _max, y, tape.PushSizes(reduced), rank, node.Kind, 1, x.Id, payload: tape.Keep(axes));
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
