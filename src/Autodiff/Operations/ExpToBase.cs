using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>b^x, element by element: the exponential function to the base b. Slope: b^x log(b).</summary>
    /// <param name="base">The base b, such as 2 or 10.</param>
    /// <remarks>
    /// By the rules of <see cref="Math.Pow"/>. 0^x has slope 0 for x &gt;= 0; a negative base has values at integers only and no slope
    /// (NaN). NaN in, NaN out.
    /// </remarks>
    public Variable<T> Exp(double @base) => Elementwise.Apply(this, new NumberToPower(@base));
}

/// <summary>b^x. Slope: b^x log(b).</summary>
/// <param name="number">The constant b.</param>
internal readonly struct NumberToPower(double number) : IElementary
{
    public static string Name => "power";

    public static Reads Reads => Reads.Input | Reads.Output;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => N.Pow(number, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> =>
        number == 0.0 ? N.Select(x >= 0.0, 0.0, y * double.NegativeInfinity) : y * Math.Log(number);

    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"{number}^{x}");
}
