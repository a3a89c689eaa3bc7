using System.Numerics;

namespace AutoGrad.Autodiff;

// Reverse mode over plain generic-math functions of spans, closed over Scalar<T>.
public static partial class Differentiate
{
    /// <summary>The gradient of a generic-math function, by one reverse sweep: <c>Gradient(Rosenbrock&lt;Scalar&lt;double&gt;&gt;, [1.2, 1.0])</c>.</summary>
    /// <param name="f">The function. A result that does not depend on x has a gradient of zeros.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static T[] Gradient<T>(SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => ValueAndGradient(f, x).Gradient;

    /// <summary>The value and the gradient of a generic-math function, by one reverse sweep.</summary>
    /// <inheritdoc cref="Gradient{T}(SpanFunction{Scalar{T}}, ReadOnlySpan{T})"/>
    public static (T Value, T[] Gradient) ValueAndGradient<T>(SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] gradient = new T[x.Length];
        T value = Gradient(new Tape<T>(), f, x, gradient);
        return (value, gradient);
    }

    /// <summary>The gradient of a generic-math function, on a tape and into memory of the caller: in a loop nothing is allocated.</summary>
    /// <param name="tape">The tape; it is Reset, and holds the recording afterwards.</param>
    /// <param name="f">The function. A result that does not depend on x has a gradient of zeros.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="gradient">Where the gradient is written, as long as x.</param>
    /// <returns>The value of the function.</returns>
    /// <exception cref="ShapeException">The gradient is not as long as x.</exception>
    /// <exception cref="RecordingException">The result is of another tape.</exception>
    public static T Gradient<T>(Tape<T> tape, SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x, Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckVector(nameof(Gradient), x.Length, gradient.Length);
        using Rented<Scalar<T>> inputs = new(x.Length);
        Scalar<T> result = Record(tape, f, x, inputs.Span);
        Pull(result, inputs.Span, gradient);
        return result.Number;
    }

    /// <summary>The Jacobian of a generic-math vector function: entry (i, j) is df_i/dx_j. One recording, and one reverse sweep a row.</summary>
    /// <param name="f">The function. What it does not write counts as 0.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="resultLength">How many numbers the function writes.</param>
    /// <exception cref="RecordingException">A result is of another tape.</exception>
    public static T[,] Jacobian<T>(SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, int resultLength)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLength(nameof(Jacobian), resultLength);
        Tape<T> tape = new();
        Scalar<T>[] inputs = new Scalar<T>[x.Length];
        Scalar<T>[] results = new Scalar<T>[resultLength];
        Record(tape, f, x, inputs, results);
        T[,] jacobian = new T[resultLength, x.Length];
        T[] gradient = new T[x.Length];
        for (int row = 0; row < resultLength; row++)
        {
            Pull(results[row], inputs, gradient);
            for (int column = 0; column < gradient.Length; column++)
            {
                jacobian[row, column] = gradient[column];
            }
        }

        return jacobian;
    }

    /// <summary>A vector times the Jacobian of a generic-math function, by one reverse sweep.</summary>
    /// <param name="f">The function; it writes as many numbers as there are in v.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as the result.</param>
    /// <exception cref="RecordingException">A result is of another tape.</exception>
    public static T[] VectorJacobianProduct<T>(SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] product = new T[x.Length];
        VectorJacobianProduct(new Tape<T>(), f, x, v, product);
        return product;
    }

    /// <summary>A vector times the Jacobian of a generic-math function, on a tape and into memory of the caller: in a loop nothing is allocated.</summary>
    /// <param name="tape">The tape; it is Reset, and holds the recording afterwards.</param>
    /// <param name="f">The function; it writes as many numbers as there are in v.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as the result.</param>
    /// <param name="product">Where the product is written, as long as x.</param>
    /// <exception cref="ShapeException">The product is not as long as x.</exception>
    /// <exception cref="RecordingException">A result is of another tape.</exception>
    public static void VectorJacobianProduct<T>(Tape<T> tape, SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v, Span<T> product)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckVector(nameof(VectorJacobianProduct), x.Length, product.Length);
        using Rented<Scalar<T>> inputs = new(x.Length);
        using Rented<Scalar<T>> results = new(v.Length);
        using Rented<Scalar<T>> weights = new(v.Length);
        Record(tape, f, x, inputs.Span, results.Span);
        for (int index = 0; index < v.Length; index++)
        {
            weights.Span[index] = v[index];
        }

        Pull(Fused.Dot<Scalar<T>>(results.Span, weights.Span), inputs.Span, product);
    }

    private static Scalar<T> Record<T>(Tape<T> tape, SpanFunction<Scalar<T>> f, ReadOnlySpan<T> x, Span<Scalar<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(f);
        tape.Reset();
        tape.Scalars(x, inputs);
        Scalar<T> result = f(inputs);
        tape.ScalarRecorder.Check(result, nameof(Differentiate));
        return result;
    }

    private static void Record<T>(Tape<T> tape, SpanVectorFunction<Scalar<T>> f, ReadOnlySpan<T> x, Span<Scalar<T>> inputs, Span<Scalar<T>> results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(f);
        tape.Reset();
        tape.Scalars(x, inputs);
        f(inputs, results);
        foreach (Scalar<T> result in results)
        {
            tape.ScalarRecorder.Check(result, nameof(Differentiate));
        }
    }

    private static void Pull<T>(Scalar<T> result, ReadOnlySpan<Scalar<T>> inputs, Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (result.IsConstant)
        {
            gradient.Clear();
            return;
        }

        Gradients<T> gradients = result.Gradients();
        gradients.CopyTo(inputs, gradient);
        gradients.Release();
    }

    private static void CheckLength(string operation, int resultLength)
    {
        if (resultLength < 0)
        {
            throw new ShapeException($"{operation}: a result cannot hold {resultLength} numbers.");
        }
    }
}
