using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>How every elementwise operation is recorded: check, compute in one pass, append; on long arrays it is computed later.</summary>
internal static class Elementwise
{
    /// <summary>An elementary function of one variable.</summary>
    public static Variable<T> Apply<T, F>(Variable<T> x, F function)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IElementary => Apply(x, function, ElementaryOperation<T, F>.Instance);

    /// <summary>A function of one variable, recorded with the given rule.</summary>
    public static Variable<T> Apply<T, F>(Variable<T> x, F function, Operation<T> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, rule);
        if (tape.Defers(node.Length, rule))
        {
            return tape.Defer(rule, node.Kind, 1, x.Id, x.Id, tape.Keep(function));
        }

        Span<T> y = tape.Allocate(node.Length);
        Pointwise.Map(function, tape.ValuesAt(x.Id), y, tape.Threads);
        return tape.Push(rule, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(function));
    }

    /// <summary>An elementary function of two variables, with broadcasting.</summary>
    public static Variable<T> Apply<T, F>(Variable<T> x, Variable<T> y, F function)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IElementary2 => Apply(x, y, function, ElementaryOperation2<T, F>.Instance);

    /// <summary>A function of two variables, with broadcasting, recorded with the given rule.</summary>
    public static Variable<T> Apply<T, F>(Variable<T> x, Variable<T> y, F function, Operation<T> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise2
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> left = ref tape.Operand(x, rule);
        ref readonly Node<T> right = ref tape.Operand(y, rule);
        NodeKind kind = left.Kind | right.Kind;
        if (tape.SameShape(x.Id, y.Id))
        {
            if (tape.Defers(left.Length, rule))
            {
                return tape.Defer(rule, kind, 2, x.Id, y.Id, tape.Keep(function));
            }

            Span<T> same = tape.Allocate(left.Length);
            Pointwise2.Map(function, tape.ValuesAt(x.Id), tape.ValuesAt(y.Id), same, tape.Threads);
            return tape.Push(rule, same, left.Sizes, left.Rank, kind, 2, x.Id, y.Id, payload: tape.Keep(function));
        }

        int rank = Math.Max(left.Rank, right.Rank);
        Span<int> sizes = stackalloc int[rank];
        Broadcasting.Combine(rule.Name, tape.SizesAt(x.Id), tape.SizesAt(y.Id), sizes);
        Span<T> z = tape.Allocate(Autodiff.Shape.CheckedLength(sizes));
        Pointwise2.Map(function, tape.ValuesAt(x.Id), tape.SizesAt(x.Id), tape.ValuesAt(y.Id), tape.SizesAt(y.Id), z, sizes, tape.Threads);
        return tape.Push(rule, z, tape.PushSizes(sizes), rank, kind, 2, x.Id, y.Id, payload: tape.Keep(function));
    }

    /// <summary>A function of three variables, with broadcasting, recorded with the given rule.</summary>
    public static Variable<T> Apply<T, F>(Variable<T> x, Variable<T> y, Variable<T> z, F function, Operation<T> rule)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IPointwise3
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> first = ref tape.Operand(x, rule);
        ref readonly Node<T> second = ref tape.Operand(y, rule);
        ref readonly Node<T> third = ref tape.Operand(z, rule);
        int rank = Math.Max(first.Rank, Math.Max(second.Rank, third.Rank));
        Span<int> sizes = stackalloc int[rank];
        Broadcasting.Combine(rule.Name, tape.SizesAt(x.Id), tape.SizesAt(y.Id), tape.SizesAt(z.Id), sizes);
        Span<T> result = tape.Allocate(Autodiff.Shape.CheckedLength(sizes));
        Pointwise3.Map(
            function, tape.ValuesAt(x.Id), tape.SizesAt(x.Id), tape.ValuesAt(y.Id), tape.SizesAt(y.Id), tape.ValuesAt(z.Id), tape.SizesAt(z.Id), result, sizes, tape.Threads);
        NodeKind kind = first.Kind | second.Kind | third.Kind;
        return tape.Push(rule, result, tape.PushSizes(sizes), rank, kind, 3, x.Id, y.Id, z.Id, tape.Keep(function));
    }
}
