using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x - log(sum(e^x)) along an axis. Vector-Jacobian product: g - e^y sum(g).</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <remarks>Finite for logits of any finite size.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> LogSoftmax(int axis = -1) => LogSoftmaxOperation<T>.Record(this, axis);
}

/// <summary>The logarithm of the softmax along an axis.</summary>
internal sealed class LogSoftmaxOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly LogSoftmaxOperation<T> _instance = new();

    public override string Name => "logsoftmax";

    public static Variable<T> Record(Variable<T> x, int axis)
    {
        AlongAxis along = AlongAxis.Of(x, axis, "LogSoftmax");
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "LogSoftmax");
        Span<T> y = tape.Allocate(node.Length);
        Kernels.Softmax.LogForward(tape.ValuesAt(x.Id), along.Outer, along.Length, along.Inner, y, tape.Threads);
        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(along.Axis));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int axis = pull.Kept<int>();
        if (pull.IsRecorded)
        {
            pull.Add(0, pull.Seed - (pull.Output.Exp() * pull.Seed.Sum(axis, keepDimensions: true)));
        }
        else if (pull.Wants(0))
        {
            AlongAxis along = AlongAxis.Of(pull.OutputSizes, axis);
            Span<T> target = pull.Target(0, out bool accumulate);
            Kernels.Softmax.LogPullback(pull.OutputValues, pull.SeedValues, along.Outer, along.Length, along.Inner, target, accumulate, pull.Tape.Threads);
        }
    }
}
