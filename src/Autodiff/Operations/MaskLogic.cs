using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>Both masks, element by element: 1 where both are not 0, else 0. <c>(x &gt; 0.0) &amp; (x &lt; 1.0)</c>.</summary>
    /// <remarks>A constant: nothing is differentiated through it. NaN counts as not 0. The masks broadcast.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public static Variable<T> operator &(Variable<T> left, Variable<T> right) => Comparison.Record(left, right, default(AndFunction));

    /// <summary>Either mask, element by element: 1 where one of them is not 0, else 0.</summary>
    /// <inheritdoc cref="op_BitwiseAnd"/>
    public static Variable<T> operator |(Variable<T> left, Variable<T> right) => Comparison.Record(left, right, default(OrFunction));

    /// <summary>The opposite mask, element by element: 1 where it is 0, else 0.</summary>
    /// <inheritdoc cref="op_BitwiseAnd"/>
    public static Variable<T> operator !(Variable<T> mask) => mask.EqualTo(0.0);
}

/// <summary>1 where neither x nor y is 0, else 0.</summary>
internal readonly struct AndFunction : IElementary2
{
    public static string Name => "and";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(N.Equal(x, 0.0) | N.Equal(y, 0.0), 0.0, 1.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} & {y}]";
}

/// <summary>1 where x or y is not 0, else 0.</summary>
internal readonly struct OrFunction : IElementary2
{
    public static string Name => "or";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => N.Select(N.Equal(x, 0.0) & N.Equal(y, 0.0), 0.0, 1.0);

    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => 0.0;

    public string Format(string x, string y) => $"[{x} | {y}]";
}
