using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The sum of all elements, without axes. An empty sum is 0. Long sums are pairwise.</summary>
    public Variable<T> Sum() => SumOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false, false);

    /// <summary>The sum over one axis. Slope: 1 to every element.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> Sum(int axis, bool keepDimensions = false) => Sum([axis], keepDimensions);

    /// <summary>The sum over several axes. Slope: 1 to every element.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Variable<T> Sum(ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        SumOperation<T>.Over(this, Axes.ToBits(nameof(Sum), axes, Tape.SizesOf(this)), keepDimensions, false);

    /// <summary>The mean of all elements, without axes; NaN of none.</summary>
    public Variable<T> Mean() => SumOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false, true);

    /// <summary>The mean over one axis. Slope: 1 / n to every element, n being the axis' size.</summary>
    /// <inheritdoc cref="Sum(int, bool)"/>
    public Variable<T> Mean(int axis, bool keepDimensions = false) => Mean([axis], keepDimensions);

    /// <summary>The mean over several axes. Slope: 1 / n to every element, n being how many are averaged.</summary>
    /// <inheritdoc cref="Sum(ReadOnlySpan{int}, bool)"/>
    public Variable<T> Mean(ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        SumOperation<T>.Over(this, Axes.ToBits(nameof(Mean), axes, Tape.SizesOf(this)), keepDimensions, true);
}

/// <summary>Sum and mean. The rule: the seed (over the count, for a mean), repeated along the reduced axes.</summary>
internal sealed class SumOperation<T>(bool isMean) : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SumOperation<T> _sum = new(false);
    private static readonly SumOperation<T> _mean = new(true);

    public override string Name => isMean ? "mean" : "sum";

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions, bool isMean)
    {
        ReadOnlySpan<int> sizes = x.Tape.SizesAt(x.Id);
        if (!keepDimensions && axes == Axes.All(sizes.Length))
        {
            return Record(x, axes, [], isMean);
        }

        Span<int> reduced = stackalloc int[sizes.Length];
        int rank = Axes.Reduce(sizes, axes, keepDimensions, reduced);
        return Record(x, axes, reduced[..rank], isMean);
    }

    /// <summary>The sum over axes, in a shape that drops some of the reduced axes and keeps others with size 1.</summary>
    public static Variable<T> OverAxes(Variable<T> x, ulong axes, ReadOnlySpan<int> shape) => Record(x, axes, shape, false);

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], tape.Kept<ulong>(id), tape.SizesAt(id), isMean);

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        if (!pull.IsRecorded && pull.OutputLength == 1)
        {
            PullToAll(ref pull);
            return;
        }

        ReadOnlySpan<int> sizes = pull.Sizes(0);
        ulong axes = pull.Kept<ulong>();
        Span<int> kept = stackalloc int[sizes.Length];
        Axes.Reduce(sizes, axes, true, kept);
        double scale = isMean ? 1.0 / Axes.Count(sizes, axes) : 1.0;
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, kept, scale);
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        BroadcastCopy.Copy(pull.SeedValues, kept, target, sizes, T.CreateTruncating(scale), accumulate);
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}{Axes.Format(tape.Kept<ulong>(id), tape.SizesAt(tape.NodeAt(id).A).Length)})";

    // The usual end of a loss: one number, the same to every element.
    private void PullToAll(ref Pullback<T> pull)
    {
        T each = isMean ? pull.SeedValues[0] * T.CreateTruncating(1.0 / pull.Length(0)) : pull.SeedValues[0];
        if (pull.TryAddUniform(0, each))
        {
            return;
        }

        Span<T> target = pull.Target(0, out bool accumulate);
        if (accumulate)
        {
            foreach (ref T element in target)
            {
                element += each;
            }
        }
        else
        {
            target.Fill(each);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PullRecorded(ref Pullback<T> pull, scoped ReadOnlySpan<int> kept, double scale)
    {
        // Without axes it broadcasts as it is.
        Variable<T> seed = pull.OutputSizes.IsEmpty ? pull.Seed : pull.Seed.Reshape(kept);
        pull.Add(0, (isMean ? seed * scale : seed).BroadcastTo(pull.Sizes(0)));
    }

    private static Variable<T> Record(Variable<T> x, ulong axes, ReadOnlySpan<int> shape, bool isMean)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, isMean ? "Mean" : "Sum");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        T scale = isMean ? T.One / T.CreateTruncating(Axes.Count(sizes, axes)) : T.One;
        Span<T> y = tape.Allocate(Shape.CheckedLength(shape));
        if (y.Length != 1 || !tape.TrySum(in node, scale, out y[0]))
        {
            Reduction.Sum(tape.ValuesAt(x.Id), sizes, axes, y, scale, accumulate: false, tape.Threads);
        }

        return tape.Push(isMean ? _mean : _sum, y, tape.PushSizes(shape), shape.Length, node.Kind, 1, x.Id, payload: tape.Keep(axes));
    }
}
