using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>What is left of each element when the mean over axes is taken away; linear, and its own transpose.</summary>
internal sealed class DeviationOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Block = 8192;

    private static readonly DeviationOperation<T> _instance = new();

    public override string Name => "deviation";

    public static Variable<T> Record(Variable<T> x, ulong axes, string name)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, name);
        Span<T> y = tape.Allocate(node.Length);
        Compute(tape, x, axes, y);
        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(axes));
    }

    /// <summary>y = x - mean(x) over axes.</summary>
    public static void Compute(Tape<T> tape, Variable<T> x, ulong axes, Span<T> y)
    {
        if (y.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<T> values = tape.ValuesAt(x.Id);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        AxisGroup last = AxisGroup.Last(axes);
        if (last.Bits != axes || last.End != sizes.Length)
        {
            Pass(tape, values, sizes, axes, y);
            return;
        }

        // Along the last axes, so many rows at a time that they stay near between the passes.
        AlongAxis along = last.In(sizes);
        int rows = Math.Max(1, Block / along.Length);
        Span<int> part = [rows, along.Length];
        for (int row = 0; row < along.Outer; row += rows)
        {
            part[0] = Math.Min(rows, along.Outer - row);
            int at = row * along.Length;
            int count = part[0] * along.Length;
            Pass(tape, values.Slice(at, count), part, 0b10, y.Slice(at, count));
        }
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], tape.Kept<ulong>(id), Name);

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            pull.Add(0, pull.Seed - SumOperation<T>.Over(pull.Seed, pull.Kept<ulong>(), true, isMean: true));
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}{Axes.Format(tape.Kept<ulong>(id), tape.SizesAt(id).Length)})";

    // The mean of numbers far from 0 is rounded to their size; what is left has a mean of its own, which is taken away too. Both
    // are divided by the count, so that equal numbers leave exactly 0.
    private static void Pass(Tape<T> tape, ReadOnlySpan<T> x, ReadOnlySpan<int> sizes, ulong axes, Span<T> y)
    {
        Span<int> kept = stackalloc int[sizes.Length];
        Axes.Reduce(sizes, axes, true, kept);
        Span<T> mean = tape.RentSpan(Shape.CheckedLength(kept));
        Mean(x, sizes, axes, mean);
        Pointwise2.Map(default(SubtractFunction), x, sizes, mean, kept, y, sizes);
        Mean(y, sizes, axes, mean);
        BroadcastCopy.Copy(mean, kept, y, sizes, -T.One, accumulate: true);
        tape.ReturnSpan(mean);
    }

    private static void Mean(ReadOnlySpan<T> x, ReadOnlySpan<int> sizes, ulong axes, Span<T> mean)
    {
        Reduction.Sum(x, sizes, axes, mean, T.One, accumulate: false);
        Pointwise.Map(new DivideByNumber(Axes.Count(sizes, axes)), mean, mean);
    }
}
