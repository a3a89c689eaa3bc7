using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>log(sum(e^x)) along an axis, a smooth maximum. Slope: softmax(x).</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDimensions">Whether the axis stays, with size 1.</param>
    /// <remarks>Finite for inputs of any finite size; -infinity, with slope 0, where all are -infinity or there are none.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> LogSumExp(int axis = -1, bool keepDimensions = false) => LogSumExpOperation<T>.Record(this, axis, keepDimensions);
}

/// <summary>The logarithm of the sum of exponentials along an axis.</summary>
internal sealed class LogSumExpOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly LogSumExpOperation<T> _instance = new();

    public override string Name => "logsumexp";

    public static Variable<T> Record(Variable<T> x, int axis, bool keepDimensions)
    {
        AlongAxis along = AlongAxis.Of(x, axis, "LogSumExp");
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "LogSumExp");
        Span<int> sizes = stackalloc int[node.Rank];
        sizes = sizes[..Axes.Reduce(tape.SizesAt(x.Id), 1UL << along.Axis, keepDimensions, sizes)];
        Span<T> y = tape.Allocate(along.Outer * along.Inner);
        Kernels.LogSumExp.Forward(tape.ValuesAt(x.Id), along.Outer, along.Length, along.Inner, y);
        return tape.Push(_instance, y, tape.PushSizes(sizes), sizes.Length, node.Kind, 1, x.Id, payload: tape.Keep(along.Axis));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int axis = pull.Kept<int>();
        if (pull.IsRecorded)
        {
            Span<int> kept = stackalloc int[pull.Sizes(0).Length];
            Axes.Reduce(pull.Sizes(0), 1UL << axis, true, kept);

            // e^(x - y) is the softmax; where y is -infinity, so is x, and the slope is 0.
            Variable<T> y = pull.Output.Reshape(kept);
            Variable<T> finite = y.EqualTo(double.NegativeInfinity).Where(0.0, y);
            pull.Add(0, (pull.Operand(0) - finite).Exp() * pull.Seed.Reshape(kept));
        }
        else if (pull.Wants(0))
        {
            AlongAxis along = AlongAxis.Of(pull.Sizes(0), axis);
            Span<T> target = pull.Target(0, out bool accumulate);
            Kernels.LogSumExp.Pullback(
                pull.Values(0), pull.OutputValues, pull.SeedValues, along.Outer, along.Length, along.Inner, target, accumulate);
        }
    }
}
