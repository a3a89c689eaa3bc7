using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>Comparisons that a recorded selection depends on: 1 where they hold, 0 elsewhere; nothing is differentiated through them.</summary>
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
