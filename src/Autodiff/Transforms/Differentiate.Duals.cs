using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Forward mode over plain generic-math functions of spans, closed over Dual<T>; T may be a Scalar or a Dual of another differentiation around this one.
public static partial class Differentiate
{
    /// <summary>The gradient of a generic-math function, in forward mode: one evaluation for each number of x. With <see cref="Scalar{T}"/> it is one in all.</summary>
    /// <param name="f">
    /// The function. What it captures is constant here: numbers of an outer differentiation are <typeparamref name="T"/>, and what they are combined with
    /// a <see cref="Dual{T}"/> of it.
    /// </param>
    /// <param name="x">Where to differentiate.</param>
    [OverloadResolutionPriority(-1)]
    public static T[] Gradient<T>(SpanFunction<Dual<T>> f, ReadOnlySpan<T> x)
        where T : struct, IFloatingPointIeee754<T> => ValueAndGradient(f, x).Gradient;

    /// <summary>The value and the gradient of a generic-math function, in forward mode.</summary>
    /// <inheritdoc cref="Gradient{T}(SpanFunction{Dual{T}}, ReadOnlySpan{T})"/>
    [OverloadResolutionPriority(-1)]
    public static (T Value, T[] Gradient) ValueAndGradient<T>(SpanFunction<Dual<T>> f, ReadOnlySpan<T> x)
        where T : struct, IFloatingPointIeee754<T>
    {
        T[] gradient = new T[x.Length];
        T value = Gradient(f, x, gradient);
        return (value, gradient);
    }

    /// <summary>The gradient of a generic-math function, in forward mode and into memory of the caller: in a loop nothing is allocated.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="gradient">Where the gradient is written, as long as x.</param>
    /// <returns>The value of the function.</returns>
    /// <exception cref="ShapeException">The gradient is not as long as x.</exception>
    public static T Gradient<T>(SpanFunction<Dual<T>> f, ReadOnlySpan<T> x, Span<T> gradient)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        CheckVector(nameof(Gradient), x.Length, gradient.Length);
        using Rented<Dual<T>> inputs = new(x.Length);
        Seed(inputs.Span, x, default);
        if (x.IsEmpty)
        {
            return f(inputs.Span).Value;
        }

        T value = T.Zero;
        for (int column = 0; column < gradient.Length; column++)
        {
            T number = inputs.Span[column].Value;
            inputs.Span[column] = new(number, T.One);
            (value, gradient[column]) = f(inputs.Span);
            inputs.Span[column] = number;
        }

        return value;
    }

    /// <summary>The derivative of a generic-math function along a vector, in forward mode: one evaluation.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <returns>One number.</returns>
    /// <exception cref="ShapeException">The vector is not as long as x.</exception>
    public static T[] JacobianVectorProduct<T>(SpanFunction<Dual<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        CheckVector(nameof(JacobianVectorProduct), x.Length, v.Length);
        using Rented<Dual<T>> inputs = new(x.Length);
        Seed(inputs.Span, x, v);
        return [f(inputs.Span).Tangent];
    }

    /// <summary>The Jacobian of a generic-math vector function times a vector, in forward mode: one evaluation.</summary>
    /// <param name="f">The function. What it does not write counts as 0.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="resultLength">How many numbers the function writes.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <exception cref="ShapeException">The vector is not as long as x.</exception>
    public static T[] JacobianVectorProduct<T>(SpanVectorFunction<Dual<T>> f, ReadOnlySpan<T> x, int resultLength, ReadOnlySpan<T> v)
        where T : struct, IFloatingPointIeee754<T>
    {
        CheckLength(nameof(JacobianVectorProduct), resultLength);
        T[] product = new T[resultLength];
        JacobianVectorProduct(f, x, v, product);
        return product;
    }

    /// <summary>The Jacobian of a generic-math vector function times a vector, into memory of the caller: in a loop nothing is allocated.</summary>
    /// <param name="f">The function; it writes as many numbers as the product holds.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <param name="product">Where the product is written, as long as the result.</param>
    /// <exception cref="ShapeException">The vector is not as long as x.</exception>
    public static void JacobianVectorProduct<T>(SpanVectorFunction<Dual<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v, Span<T> product)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        CheckVector(nameof(JacobianVectorProduct), x.Length, v.Length);
        using Rented<Dual<T>> inputs = new(x.Length);
        using Rented<Dual<T>> results = new(product.Length);
        Seed(inputs.Span, x, v);
        f(inputs.Span, results.Span);
        Tangents(results.Span, product);
    }

    /// <summary>The Jacobian of a generic-math vector function, in forward mode: one evaluation a column.</summary>
    /// <param name="f">The function. What it does not write counts as 0.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="resultLength">How many numbers the function writes.</param>
    [OverloadResolutionPriority(-1)]
    public static T[,] Jacobian<T>(SpanVectorFunction<Dual<T>> f, ReadOnlySpan<T> x, int resultLength)
        where T : struct, IFloatingPointIeee754<T>
    {
        CheckLength(nameof(Jacobian), resultLength);
        ArgumentNullException.ThrowIfNull(f);
        T[,] jacobian = new T[resultLength, x.Length];
        T[] v = new T[x.Length];
        T[] product = new T[resultLength];
        for (int column = 0; column < v.Length; column++)
        {
            v[column] = T.One;
            JacobianVectorProduct(f, x, v, product);
            v[column] = T.Zero;
            for (int row = 0; row < product.Length; row++)
            {
                jacobian[row, column] = product[row];
            }
        }

        return jacobian;
    }

    private static void Seed<T>(Span<Dual<T>> inputs, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int index = 0; index < inputs.Length; index++)
        {
            inputs[index] = new(x[index], v.IsEmpty ? T.Zero : v[index]);
        }
    }

    private static void Tangents<T>(ReadOnlySpan<Dual<T>> duals, Span<T> tangents)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int index = 0; index < tangents.Length; index++)
        {
            tangents[index] = duals[index].Tangent;
        }
    }
}
