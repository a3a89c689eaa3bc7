using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

// Masks: == and != on variables compare handles, as everywhere in C#; equality of numbers goes by a name.
public readonly partial struct Variable<T>
{
    /// <summary>1 where x is greater than y, else 0, element by element: a mask.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A mask is not differentiated: its slope is 0 everywhere. With NaN it is 0. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> GreaterThan(Operand<T> other) => Comparison.Record(this, other.On(this), default(GreaterFunction));

    /// <summary>1 where x is greater than or equal to y, else 0, element by element: a mask.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A mask is not differentiated: its slope is 0 everywhere. With NaN it is 0. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> GreaterOrEqual(Operand<T> other) => Comparison.Record(this, other.On(this), default(GreaterOrEqualFunction));

    /// <summary>1 where x is less than y, else 0, element by element: a mask.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A mask is not differentiated: its slope is 0 everywhere. With NaN it is 0. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> LessThan(Operand<T> other) => Comparison.Record(this, other.On(this), default(LessFunction));

    /// <summary>1 where x is less than or equal to y, else 0, element by element: a mask.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A mask is not differentiated: its slope is 0 everywhere. With NaN it is 0. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> LessOrEqual(Operand<T> other) => Comparison.Record(this, other.On(this), default(LessOrEqualFunction));

    /// <summary>1 where x equals y, else 0, element by element: a mask.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A mask is not differentiated: its slope is 0 everywhere. With NaN it is 0. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> EqualTo(Operand<T> other) => Comparison.Record(this, other.On(this), default(EqualFunction));

    /// <summary>1 where x and y differ, else 0, element by element: a mask.</summary>
    /// <param name="other">y: a variable, a parameter or a number.</param>
    /// <remarks>A mask is not differentiated: its slope is 0 everywhere. With NaN it is 1. The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Variable<T> NotEqualTo(Operand<T> other) => Comparison.Record(this, other.On(this), default(NotEqualFunction));

    /// <inheritdoc cref="GreaterThan(Operand{T})"/>
    public static Variable<T> operator >(Variable<T> left, Variable<T> right) => left.GreaterThan(right);

    /// <inheritdoc cref="GreaterThan(Operand{T})"/>
    public static Variable<T> operator >(Variable<T> left, Operand<T> right) => left.GreaterThan(right);

    /// <inheritdoc cref="GreaterThan(Operand{T})"/>
    public static Variable<T> operator >(Operand<T> left, Variable<T> right) => right.LessThan(left);

    /// <inheritdoc cref="GreaterOrEqual(Operand{T})"/>
    public static Variable<T> operator >=(Variable<T> left, Variable<T> right) => left.GreaterOrEqual(right);

    /// <inheritdoc cref="GreaterOrEqual(Operand{T})"/>
    public static Variable<T> operator >=(Variable<T> left, Operand<T> right) => left.GreaterOrEqual(right);

    /// <inheritdoc cref="GreaterOrEqual(Operand{T})"/>
    public static Variable<T> operator >=(Operand<T> left, Variable<T> right) => right.LessOrEqual(left);

    /// <inheritdoc cref="LessThan(Operand{T})"/>
    public static Variable<T> operator <(Variable<T> left, Variable<T> right) => left.LessThan(right);

    /// <inheritdoc cref="LessThan(Operand{T})"/>
    public static Variable<T> operator <(Variable<T> left, Operand<T> right) => left.LessThan(right);

    /// <inheritdoc cref="LessThan(Operand{T})"/>
    public static Variable<T> operator <(Operand<T> left, Variable<T> right) => right.GreaterThan(left);

    /// <inheritdoc cref="LessOrEqual(Operand{T})"/>
    public static Variable<T> operator <=(Variable<T> left, Variable<T> right) => left.LessOrEqual(right);

    /// <inheritdoc cref="LessOrEqual(Operand{T})"/>
    public static Variable<T> operator <=(Variable<T> left, Operand<T> right) => left.LessOrEqual(right);

    /// <inheritdoc cref="LessOrEqual(Operand{T})"/>
    public static Variable<T> operator <=(Operand<T> left, Variable<T> right) => right.GreaterOrEqual(left);
}

/// <summary>Records a comparison: a constant for the sweeps, whatever it compares.</summary>
internal static class Comparison
{
    public static Variable<T> Record<T, F>(Variable<T> x, Variable<T> y, F comparison)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : unmanaged, IElementary2
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> left = ref tape.Operand(x, F.Name);
        ref readonly Node<T> right = ref tape.Operand(y, F.Name);
        Span<int> sizes = stackalloc int[Math.Max(left.Rank, right.Rank)];
        Broadcasting.Combine(F.Name, tape.SizesAt(x.Id), tape.SizesAt(y.Id), sizes);
        Span<T> z = tape.Allocate(Shape.CheckedLength(sizes));
        Pointwise2.Map(comparison, tape.ValuesAt(x.Id), tape.SizesAt(x.Id), tape.ValuesAt(y.Id), tape.SizesAt(y.Id), z, sizes);
        return tape.Push(
            ElementaryOperation2<T, F>.Instance, z, tape.PushSizes(sizes), sizes.Length, NodeKind.None, 2, x.Id, y.Id, payload: tape.Keep(comparison));
    }
}

/// <summary>1 where x is greater than y, else 0.</summary>
internal readonly struct GreaterFunction : IElementary2
{
    public static string Name => "greater";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(x > y, 1.0, 0.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} > {y}]";
}

/// <summary>1 where x is greater than or equal to y, else 0.</summary>
internal readonly struct GreaterOrEqualFunction : IElementary2
{
    public static string Name => "greaterorequal";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(x >= y, 1.0, 0.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} >= {y}]";
}

/// <summary>1 where x is less than y, else 0.</summary>
internal readonly struct LessFunction : IElementary2
{
    public static string Name => "less";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(x < y, 1.0, 0.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} < {y}]";
}

/// <summary>1 where x is less than or equal to y, else 0.</summary>
internal readonly struct LessOrEqualFunction : IElementary2
{
    public static string Name => "lessorequal";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(x <= y, 1.0, 0.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} <= {y}]";
}

/// <summary>1 where x equals y, else 0.</summary>
internal readonly struct EqualFunction : IElementary2
{
    public static string Name => "equal";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(N.Equal(x, y), 1.0, 0.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} = {y}]";
}

/// <summary>1 where x and y differ, else 0.</summary>
internal readonly struct NotEqualFunction : IElementary2
{
    public static string Name => "notequal";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(N.Equal(x, y), 0.0, 1.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} != {y}]";
}
