using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

// Second derivatives of plain generic-math functions of spans.
public static partial class Differentiate
{
    /// <summary>
    /// The Hessian of a generic-math function: entry (i, j) is d2f/dx_i dx_j. Forward over reverse: one recording and sweep a row.
    /// </summary>
    /// <param name="f">The function. A result that does not depend on x has a Hessian of zeros.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static T[,] Hessian<T>(SpanFunction<Scalar<Dual<T>>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<Dual<T>> tape = new();
        T[,] hessian = new T[x.Length, x.Length];
        T[] v = new T[x.Length];
        T[] product = new T[x.Length];
        for (int row = 0; row < v.Length; row++)
        {
            v[row] = T.One;
            HessianVectorProduct(tape, f, x, v, product);
            v[row] = T.Zero;
            for (int column = 0; column < product.Length; column++)
            {
                hessian[row, column] = product[column];
            }
        }

        return hessian;
    }

    /// <summary>The Hessian of a generic-math function, forward over forward: one evaluation for each pair of numbers of x, and no tape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to differentiate.</param>
    [OverloadResolutionPriority(-1)]
    public static T[,] Hessian<T>(SpanFunction<Dual<Dual<T>>> f, ReadOnlySpan<T> x)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        T[,] hessian = new T[x.Length, x.Length];
        Dual<Dual<T>>[] inputs = [.. Array.ConvertAll(x.ToArray(), number => (Dual<Dual<T>>)(Dual<T>)number)];
        for (int row = 0; row < inputs.Length; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                // The inner tangent runs along the row, the outer one along the column; on the diagonal one number carries both.
                inputs[row] = new(new(x[row], T.One), inputs[row].Tangent);
                inputs[column] = new(inputs[column].Value, T.One);
                hessian[row, column] = hessian[column, row] = f(inputs).Tangent.Tangent;
                inputs[column] = (Dual<T>)x[column];
                inputs[row] = (Dual<T>)x[row];
            }
        }

        return hessian;
    }

    /// <summary>The Hessian of a generic-math function times a vector, forward over reverse: one recording and one sweep.</summary>
    /// <param name="f">The function. A result that does not depend on x has a Hessian of zeros.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <exception cref="ShapeException">The vector is not as long as x.</exception>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static T[] HessianVectorProduct<T>(SpanFunction<Scalar<Dual<T>>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] product = new T[x.Length];
        HessianVectorProduct(new Tape<Dual<T>>(), f, x, v, product);
        return product;
    }

    /// <summary>The Hessian of a generic-math function times a vector, on a tape and into memory of the caller: in a loop nothing is allocated.</summary>
    /// <param name="tape">The tape; it is Reset, and holds the recording afterwards.</param>
    /// <param name="f">The function. A result that does not depend on x has a Hessian of zeros.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <param name="product">Where the product is written, as long as x.</param>
    /// <returns>The value of the function.</returns>
    /// <exception cref="ShapeException">The vector or the product is not as long as x.</exception>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static T HessianVectorProduct<T>(Tape<Dual<T>> tape, SpanFunction<Scalar<Dual<T>>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v, Span<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckVector(nameof(HessianVectorProduct), x.Length, v.Length);
        CheckVector(nameof(HessianVectorProduct), x.Length, product.Length);
        using Rented<Dual<T>> point = new(x.Length);
        using Rented<Dual<T>> gradient = new(x.Length);
        Seed(point.Span, x, v);
        Dual<T> value = Gradient(tape, f, point.Span, gradient.Span);
        Tangents(gradient.Span, product);
        return value.Value;
    }
}
