using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>log(sum(e^x)) of all elements, without axes: a smooth maximum. Slope: e^(x - y), the softmax.</summary>
    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{int}, bool)" path="/remarks"/>
    public Variable<T> LogSumExp() => LogSumExpOperation<T>.Over(this, Axes.All(Tape.Node(this).Rank), false);

    /// <summary>log(sum(e^x)) along an axis, a smooth maximum. Slope: softmax(x).</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{int}, bool)" path="/remarks"/>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> LogSumExp(int axis, bool keepDimensions = false) => LogSumExp([axis], keepDimensions);

    /// <summary>log(sum(e^x)) over several axes, a smooth maximum. Slope: e^(x - y), the softmax over these axes.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepDimensions">Whether the axes stay, with size 1.</param>
    /// <remarks>Finite for inputs of any finite size; -infinity, with slope 0, where all are -infinity or there are none. NaN in, NaN out.</remarks>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Variable<T> LogSumExp(ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        LogSumExpOperation<T>.Over(this, Axes.ToBits(nameof(LogSumExp), axes, Tape.SizesOf(this)), keepDimensions);
}

/// <summary>The logarithm of the sum of exponentials along neighbouring axes.</summary>
internal sealed class LogSumExpOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly LogSumExpOperation<T> _instance = new();

    public override string Name => "logsumexp";

    /// <summary>Over any axes: the log-sum-exp of log-sum-exps is that of all.</summary>
    public static Variable<T> Over(Variable<T> x, ulong axes, bool keepDimensions)
    {
        x.Tape.Operand(x, "LogSumExp");
        Axes.CheckReduced(x.Tape.SizesAt(x.Id), axes);
        do
        {
            AxisGroup group = AxisGroup.Last(axes);
            x = Record(x, group, keepDimensions);
            axes &= ~group.Bits;
        }
        while (axes != 0);
        return x;
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0) || pull.Values(0).IsEmpty)
        {
            return;
        }

        AxisGroup group = pull.Kept<AxisGroup>();
        if (pull.IsRecorded)
        {
            Span<int> kept = stackalloc int[pull.Sizes(0).Length];
            Axes.Reduce(pull.Sizes(0), group.Bits, true, kept);

            // e^(x - y) is the softmax; where y is -infinity, so is x, and the slope is 0.
            Variable<T> y = pull.Output.Reshape(kept);
            Variable<T> finite = y.EqualTo(double.NegativeInfinity).Where(0.0, y);
            pull.Add(0, (pull.Operand(0) - finite).Exp() * pull.Seed.Reshape(kept));
            return;
        }

        AlongAxis along = group.In(pull.Sizes(0));
        Span<T> target = pull.Target(0, out bool accumulate);
        Kernels.LogSumExp.Pullback(
            pull.Values(0), pull.OutputValues, pull.SeedValues, along.Outer, along.Length, along.Inner, target, accumulate, pull.Tape.Threads);
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}{Axes.Format(tape.Kept<AxisGroup>(id).Bits, tape.SizesAt(tape.NodeAt(id).A).Length)})";

    private static Variable<T> Record(Variable<T> x, AxisGroup group, bool keepDimensions)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "LogSumExp");
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        Span<int> reduced = stackalloc int[sizes.Length];
        reduced = reduced[..Axes.Reduce(sizes, group.Bits, keepDimensions, reduced)];
        Span<T> y = tape.Allocate(Shape.CheckedLength(reduced));
        if (node.Length == 0)
        {
            y.Fill(T.NegativeInfinity);
        }
        else
        {
            AlongAxis along = group.In(sizes);
            Kernels.LogSumExp.Forward(tape.ValuesAt(x.Id), along.Outer, along.Length, along.Inner, y, tape.Threads);
        }

        return tape.Push(_instance, y, tape.PushSizes(reduced), reduced.Length, node.Kind, 1, x.Id, payload: tape.Keep(group));
    }
}
