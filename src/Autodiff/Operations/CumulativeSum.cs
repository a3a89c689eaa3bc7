using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The running sum along an axis: y[i] = x[0] + ... + x[i]. Vector-Jacobian product: the running sum from the other end.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether it runs from the end of the axis to its beginning: y[i] = x[i] + ... + x[n - 1].</param>
    /// <remarks>Linear. Of the same shape as this. From the first NaN on the results are NaN.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> CumulativeSum(int axis, bool reverse = false) =>
        CumulativeSumOperation<T>.Record(this, Axes.Normalize(nameof(CumulativeSum), axis, Tape.SizesOf(this)), reverse);
}

/// <summary>The running sum along an axis; linear. The rule: the running sum of the seed from the other end.</summary>
internal sealed class CumulativeSumOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly CumulativeSumOperation<T> _instance = new();

    public override string Name => "cumulativesum";

    public static Variable<T> Record(Variable<T> x, int axis, bool reverse)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "CumulativeSum");
        Span<T> y = tape.Allocate(node.Length);
        if (!y.IsEmpty)
        {
            AlongAxis along = AlongAxis.Of(tape.SizesAt(x.Id), axis);
            Scan.Sum(tape.ValuesAt(x.Id), along.Outer, along.Length, along.Inner, y, reverse);
        }

        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(new Direction(axis, reverse)));
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands)
    {
        Direction direction = tape.Kept<Direction>(id);
        return Record(operands[0], direction.Axis, direction.IsReverse);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            Direction direction = pull.Kept<Direction>();
            pull.Add(0, Record(pull.Seed, direction.Axis, !direction.IsReverse));
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}, {tape.Kept<Direction>(id)})";
}

/// <summary>The axis that something runs along, and whether from its end to its beginning.</summary>
internal readonly record struct Direction(int Axis, bool IsReverse)
{
    public override string ToString() => IsReverse ? $"[{Axis}], reverse" : $"[{Axis}]";
}
