using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// A choice, element by element: <paramref name="whenTrue"/> where this mask is not 0, <paramref name="whenFalse"/> where it is.
    /// <c>(x &gt; 0.0).Where(x, 0.1 * x)</c>.
    /// </summary>
    /// <param name="whenTrue">A variable, a parameter or a number.</param>
    /// <param name="whenFalse">A variable, a parameter or a number.</param>
    /// <remarks>
    /// The gradient goes to what was chosen; what was not gets exactly 0 whatever it is, NaN and the infinities included, and the mask
    /// is not differentiated. But the 0 goes on: where sqrt(x) is not chosen at x = -1, its own rule makes NaN of 0 times NaN. Choose
    /// the argument instead: <c>(x &gt; 0.0).Where(x, 1.0).Sqrt()</c>. A NaN in the mask counts as not 0. The operands broadcast by
    /// numpy's rules.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> Where(Operand<T> whenTrue, Operand<T> whenFalse) =>
        WhereOperation<T>.Record(this, whenTrue.On(this), whenFalse.On(this));
}

/// <summary>A choice by a mask. It is linear in what is chosen from, and its rule is the same choice with 0.</summary>
internal sealed class WhereOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly WhereOperation<T> _instance = new();

    public override string Name => "where";

    public static Variable<T> Record(Variable<T> mask, Variable<T> whenTrue, Variable<T> whenFalse)
    {
        Tape<T> tape = mask.Tape;
        ref readonly Node<T> condition = ref tape.Operand(mask, _instance);
        ref readonly Node<T> first = ref tape.Operand(whenTrue, _instance);
        ref readonly Node<T> second = ref tape.Operand(whenFalse, _instance);
        ReadOnlySpan<int> maskSizes = tape.SizesAt(mask.Id);
        ReadOnlySpan<int> firstSizes = tape.SizesAt(whenTrue.Id);
        ReadOnlySpan<int> secondSizes = tape.SizesAt(whenFalse.Id);
        Span<int> sizes = stackalloc int[Math.Max(condition.Rank, Math.Max(first.Rank, second.Rank))];
        Broadcasting.Combine(_instance.Name, maskSizes, firstSizes, secondSizes, sizes);
        Span<T> chosen = tape.Allocate(Shape.CheckedLength(sizes));
        Pointwise3.Select(
            tape.ValuesAt(mask.Id), maskSizes, tape.ValuesAt(whenTrue.Id), firstSizes, tape.ValuesAt(whenFalse.Id), secondSizes, chosen, sizes, tape.Threads);
        return tape.Push(
            _instance, chosen, tape.PushSizes(sizes), sizes.Length, first.Kind | second.Kind, 3, mask.Id, whenTrue.Id, whenFalse.Id);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(1))
        {
            pull.Add(1, Record(pull.Operand(0), pull.Seed, pull.Tape.Constant(T.Zero)));
        }

        if (pull.Wants(2))
        {
            pull.Add(2, Record(pull.Operand(0), pull.Tape.Constant(T.Zero), pull.Seed));
        }
    }

    public override void Push(ref Pushforward<T> push)
    {
        if (push.Has(1) || push.Has(2))
        {
            push.Add(Record(push.Operand(0), push.Tangent(1), push.Tangent(2)));
        }
    }
}
