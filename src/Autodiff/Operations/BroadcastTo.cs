using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The variable repeated to a larger shape by numpy's rules: missing leading axes and sizes of 1 are repeated.</summary>
    /// <param name="shape">The shape to repeat to.</param>
    /// <exception cref="ShapeException">The variable does not broadcast to it.</exception>
    public Variable<T> BroadcastTo(Shape shape) => BroadcastOperation<T>.Record(this, shape);
}

/// <summary>Repetition along axes; linear. The rule: the seed, summed over the repeated axes.</summary>
internal sealed class BroadcastOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly BroadcastOperation<T> _instance = new();

    public override string Name => "broadcast";

    public static Variable<T> Record(Variable<T> x, Shape shape)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "BroadcastTo");
        ReadOnlySpan<int> sizes = shape.AsSpan();
        ReadOnlySpan<int> from = tape.SizesAt(x.Id);
        if (from.SequenceEqual(sizes))
        {
            return x;
        }

        Span<int> common = stackalloc int[Math.Max(from.Length, sizes.Length)];
        Broadcasting.Combine("BroadcastTo", from, sizes, common);
        if (!common.SequenceEqual(sizes))
        {
            throw new ShapeException($"BroadcastTo: shape {Shape.Format(from)} does not broadcast to {shape}.");
        }

        Span<T> y = tape.Allocate(shape.Length);
        BroadcastCopy.Copy(tape.ValuesAt(x.Id), from, y, sizes, T.One, accumulate: false);
        return tape.Push(_instance, y, tape.PushSizes(sizes), sizes.Length, node.Kind, 1, x.Id);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], Shape.Create(tape.SizesAt(id)));

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.IsRecorded)
        {
            pull.Add(0, pull.Seed);
        }
        else
        {
            pull.AddScaledSeed(0, 1.0);
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"broadcast({operands[0]}, {Shape.Format(tape.SizesAt(id))})";
}
