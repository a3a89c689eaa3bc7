using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The running product along an axis: y[i] = x[0] ... x[i]. Slope: dy[k]/dx[i] is the product of the other factors of y[k].
    /// </summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether it runs from the end of the axis to its beginning: y[i] = x[i] ... x[n - 1].</param>
    /// <remarks>Of the same shape as this. Nothing is divided: derivatives of every order are right at zeros too. From the first NaN on the results are NaN.</remarks>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Variable<T> CumulativeProduct(int axis, bool reverse = false)
    {
        axis = Axes.Normalize(nameof(CumulativeProduct), axis, Tape.SizesOf(this));
        return this * ProductBeforeOperation<T>.Record(this, axis, reverse);
    }
}

/// <summary>
/// For each place along an axis the product p of the places before it. The rule: p times the recurrence that collects, from
/// the other end, what each place contributes to those behind it.
/// </summary>
internal sealed class ProductBeforeOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ProductBeforeOperation<T> _instance = new();

    public override string Name => "productbefore";

    public static Variable<T> Record(Variable<T> x, int axis, bool reverse)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "CumulativeProduct");
        Span<T> y = tape.Allocate(node.Length);
        if (!y.IsEmpty)
        {
            AlongAxis along = AlongAxis.Of(tape.SizesAt(x.Id), axis);
            Scan.ProductBefore(tape.ValuesAt(x.Id), along.Outer, along.Length, along.Inner, y, reverse);
        }

        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(new Direction(axis, reverse)));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            Direction direction = pull.Kept<Direction>();
            pull.Add(0, pull.Output * RecurrenceOperation<T>.Record(pull.Operand(0), pull.Seed, direction.Axis, !direction.IsReverse));
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}, {tape.Kept<Direction>(id)})";
}

/// <summary>
/// y[0] = 0 and y[i + 1] = a[i] y[i] + b[i] along an axis. The rule: with r the recurrence of a and the seed from the other end,
/// r for b and r y for a. It is closed under differentiation, and nothing is divided.
/// </summary>
internal sealed class RecurrenceOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly RecurrenceOperation<T> _instance = new();

    public override string Name => "recurrence";

    /// <summary>The recurrence of two variables of one shape.</summary>
    public static Variable<T> Record(Variable<T> a, Variable<T> b, int axis, bool reverse)
    {
        Tape<T> tape = a.Tape;
        ref readonly Node<T> factors = ref tape.Operand(a, "CumulativeProduct");
        ref readonly Node<T> terms = ref tape.Operand(b, "CumulativeProduct");
        Span<T> y = tape.Allocate(factors.Length);
        if (!y.IsEmpty)
        {
            AlongAxis along = AlongAxis.Of(tape.SizesAt(a.Id), axis);
            Scan.Recurrence(tape.ValuesAt(a.Id), tape.ValuesAt(b.Id), along.Outer, along.Length, along.Inner, y, reverse);
        }

        return tape.Push(
            _instance, y, factors.Sizes, factors.Rank, factors.Kind | terms.Kind, 2, a.Id, b.Id, payload: tape.Keep(new Direction(axis, reverse)));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        Direction direction = pull.Kept<Direction>();
        Variable<T> back = Record(pull.Operand(0), pull.Seed, direction.Axis, !direction.IsReverse);
        if (pull.Wants(0))
        {
            pull.Add(0, back * pull.Output);
        }

        pull.Add(1, back);
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"{Name}({operands[0]}, {operands[1]}, {tape.Kept<Direction>(id)})";
}
