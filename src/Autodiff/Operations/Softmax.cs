using System.Numerics;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>e^x / sum(e^x) along an axis. Vector-Jacobian product: y (g - sum(g y)).</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <remarks>Finite for logits of any finite size; NaN where all are -infinity or one is +infinity or NaN.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> Softmax(int axis = -1) => SoftmaxOperation<T>.Record(this, axis);
}

/// <summary>The softmax along an axis.</summary>
internal sealed class SoftmaxOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SoftmaxOperation<T> _instance = new();

    public override string Name => "softmax";

    public static Variable<T> Record(Variable<T> x, int axis)
    {
        AlongAxis along = AlongAxis.Of(x, axis, "Softmax");
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "Softmax");
        Span<T> y = tape.Allocate(node.Length);
        Kernels.Softmax.Forward(tape.ValuesAt(x.Id), along.Outer, along.Length, along.Inner, y, tape.Threads);
        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(along.Axis));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int axis = pull.Kept<int>();
        if (pull.IsRecorded)
        {
            Variable<T> seed = pull.Seed;
            Variable<T> y = pull.Output;
            pull.Add(0, y * (seed - (seed * y).Sum(axis, keepDimensions: true)));
        }
        else if (pull.Wants(0))
        {
            AlongAxis along = AlongAxis.Of(pull.OutputSizes, axis);
            Span<T> target = pull.Target(0, out bool accumulate);
            Kernels.Softmax.Pullback(pull.OutputValues, pull.SeedValues, along.Outer, along.Length, along.Inner, target, accumulate, pull.Tape.Threads);
        }
    }
}
