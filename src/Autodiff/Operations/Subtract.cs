using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>x - y, element by element. Slopes: 1 and -1.</summary>
    /// <remarks>The operands broadcast by numpy's rules.</remarks>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes, or one of them to an earlier recording.</exception>
    public static Variable<T> operator -(Variable<T> left, Variable<T> right) =>
        Elementwise.Apply(left, right, default(SubtractFunction));

    /// <inheritdoc cref="op_Subtraction(Variable{T}, Variable{T})"/>
    public static Variable<T> operator -(Variable<T> left, Operand<T> right) =>
        right.IsNumber ? left - right.Number : left - right.On(left);

    /// <inheritdoc cref="op_Subtraction(Variable{T}, Variable{T})"/>
    public static Variable<T> operator -(Operand<T> left, Variable<T> right) =>
        left.IsNumber ? left.Number - right : left.On(right) - right;

    /// <inheritdoc cref="op_Subtraction(Variable{T}, Variable{T})"/>
    public static Variable<T> operator -(Variable<T> left, T right) => left - double.CreateTruncating(right);

    /// <inheritdoc cref="op_Subtraction(Variable{T}, Variable{T})"/>
    public static Variable<T> operator -(T left, Variable<T> right) => double.CreateTruncating(left) - right;

    /// <inheritdoc cref="op_Subtraction(Variable{T}, Variable{T})"/>
    public static Variable<T> operator -(Variable<T> left, double right) => Elementwise.Apply(left, new AddNumber(-right));

    /// <inheritdoc cref="op_Subtraction(Variable{T}, Variable{T})"/>
    public static Variable<T> operator -(double left, Variable<T> right) => Elementwise.Apply(right, new SubtractFrom(left));
}

/// <summary>x - y, element by element. Slopes: 1 and -1.</summary>
public readonly struct SubtractFunction : IElementary2
{
    /// <inheritdoc/>
    public static string Name => "subtract";

    /// <inheritdoc/>
    public static Reads Reads => Reads.None;

    /// <inheritdoc/>
    public static double? ConstantSlopeX => 1.0;

    /// <inheritdoc/>
    public static double? ConstantSlopeY => -1.0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x, N y)
        where N : struct, IReal<N> => x - y;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeX<N>(N x, N y, N z)
        where N : struct, IReal<N> => 1.0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N SlopeY<N>(N x, N y, N z)
        where N : struct, IReal<N> => -1.0;

    /// <inheritdoc/>
    public string Format(string x, string y) => $"{x} - {y}";
}

/// <summary>c - x. Slope: -1.</summary>
/// <param name="number">The constant c.</param>
internal readonly struct SubtractFrom(double number) : IElementary
{
    public static string Name => "subtract";

    public static Reads Reads => Reads.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x)
        where N : struct, IReal<N> => number - x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Slope<N>(N x, N y)
        where N : struct, IReal<N> => -1.0;

    public string Format(string x) => string.Create(CultureInfo.InvariantCulture, $"{number} - {x}");
}
