using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x / y, element by element, by the IEEE rules: no exception at 0. Slopes: 1 / y and -x / y^2.</summary>
    /// <remarks>The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes, or one of them to an earlier recording.</exception>
    public static Variable<T> operator /(Variable<T> left, Variable<T> right) =>
        Elementwise.Apply(left, right, default(DivideFunction));

    /// <inheritdoc cref="op_Division(Variable{T}, Variable{T})"/>
    public static Variable<T> operator /(Variable<T> left, Operand<T> right) =>
        right.IsNumber ? left / right.Number : left / right.On(left);

    /// <inheritdoc cref="op_Division(Variable{T}, Variable{T})"/>
    public static Variable<T> operator /(Operand<T> left, Variable<T> right) =>
        left.IsNumber ? left.Number / right : left.On(right) / right;

    /// <inheritdoc cref="op_Division(Variable{T}, Variable{T})"/>
    public static Variable<T> operator /(Variable<T> left, T right) => left / double.CreateTruncating(right);

    /// <inheritdoc cref="op_Division(Variable{T}, Variable{T})"/>
    public static Variable<T> operator /(T left, Variable<T> right) => double.CreateTruncating(left) / right;

    /// <inheritdoc cref="op_Division(Variable{T}, Variable{T})"/>
    public static Variable<T> operator /(Variable<T> left, double right) => Elementwise.Apply(left, new DivideByNumber(right));

    /// <inheritdoc cref="op_Division(Variable{T}, Variable{T})"/>
    public static Variable<T> operator /(double left, Variable<T> right) => Elementwise.Apply(right, new DivideNumber(left));
}

/// <summary>x / y, element by element, by the IEEE rules: no exception at 0. Slopes: 1 / y and -x / y^2.</summary>
public readonly struct DivideFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "divide";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => x / y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 1.0 / y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => -(z / y);

    /// <inheritdoc/>
    public string Format(string x, string y) => $"{x} / {y}";
}

/// <summary>x / c. Slope: 1 / c.</summary>
/// <param name="divisor">The constant c.</param>
internal readonly struct DivideByNumber(double divisor) : IElementary
{
    public static string Name => "divide";

    public static Reads Reads => Reads.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => x / divisor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => 1.0 / divisor;

    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"{x} / {divisor}");
}

/// <summary>c / x. Slope: -c / x^2.</summary>
/// <param name="number">The constant c.</param>
internal readonly struct DivideNumber(double number) : IElementary
{
    public static string Name => "divide";

    public static Reads Reads => Reads.Input | Reads.Output;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => number / x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -(y / x);

    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"{number} / {x}");
}
