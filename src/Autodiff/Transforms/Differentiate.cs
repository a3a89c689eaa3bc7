using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// Derivatives of functions, arrays in and arrays out. A function takes a variable of one axis and is written with operations
/// on variables; each call records it on a tape of its own. Or it is plain generic-math C# over spans, of <see cref="Scalar{T}"/> for reverse mode,
/// <see cref="Dual{T}"/> for forward mode, and one in the other for second derivatives.
/// </summary>
public static partial class Differentiate
{
    /// <summary>The gradient of a scalar function: df/dx_i.</summary>
    /// <param name="f">The function; its result holds one number.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <exception cref="ShapeException">The function's result does not hold exactly one number.</exception>
    [OverloadResolutionPriority(1)]
    public static T[] Gradient<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => ValueAndGradient(f, x).Gradient;

    /// <summary>The value and the gradient of a scalar function, from one recording.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{Variable{T}, Variable{T}}, ReadOnlySpan{T})"/>
    [OverloadResolutionPriority(1)]
    public static (T Value, T[] Gradient) ValueAndGradient<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T> input, Variable<T> result) = Record(f, x);
        T[] gradient = result.Gradients()[input].ToArray();
        return (result.Item(), gradient);
    }

    /// <summary>
    /// The derivative of a scalar function at a variable, recorded on that variable's tape: functions may be differentiated within
    /// functions that are differentiated, over closures, to any depth. Works within <see cref="Tape{T}.Inference"/> too, so that a model whose
    /// forward pass is a derivative (a force, an equation's residual) can be evaluated there.
    /// </summary>
    /// <param name="f">The function; its result holds one number. What it captures counts as constant here, and for outer derivatives not.</param>
    /// <param name="at">Where to differentiate; it may depend on anything that is recorded.</param>
    /// <returns>A variable of the shape of <paramref name="at"/>.</returns>
    /// <exception cref="ShapeException">The function's result does not hold exactly one number.</exception>
    /// <exception cref="RecordingException">The function's result is of another tape.</exception>
    public static Variable<T> Derivative<T>(Func<Variable<T>, Variable<T>> f, Variable<T> at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int before = at.Tape.BeginDerivative();
        try
        {
            (Variable<T> point, Variable<T> result) = Record(f, at);
            return result.Derivative(point);
        }
        finally
        {
            at.Tape.EndDerivative(before);
        }
    }

    /// <summary>The derivative f'(x) of a function of one number.</summary>
    /// <param name="f">The function; its result holds one number.</param>
    /// <param name="at">Where to differentiate.</param>
    /// <exception cref="ShapeException">The function's result does not hold exactly one number.</exception>
    public static T Derivative<T>(Func<Variable<T>, Variable<T>> f, T at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        Variable<T> x = new Tape<T>().Variable(at, "x");
        Variable<T> result = f(x);
        x.Tape.Operand(result, nameof(Derivative));
        return result.Gradients()[x][0];
    }

    /// <summary>The derivative of a function at a variable along a direction, recorded on that variable's tape, by one forward sweep.</summary>
    /// <param name="f">The function; what it captures counts as constant here, and for outer derivatives not.</param>
    /// <param name="at">Where to differentiate; it may depend on anything that is recorded.</param>
    /// <param name="direction">The direction, of the shape of <paramref name="at"/>; it may depend on anything that is recorded.</param>
    /// <returns>A variable of the shape of the function's result.</returns>
    /// <exception cref="ShapeException">The direction has another shape.</exception>
    /// <exception cref="RecordingException">The function's result is of another tape.</exception>
    public static Variable<T> Derivative<T>(Func<Variable<T>, Variable<T>> f, Variable<T> at, Variable<T> direction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int before = at.Tape.BeginDerivative();
        try
        {
            (Variable<T> point, Variable<T> result) = Record(f, at);
            return result.JacobianVectorProduct(point, direction);
        }
        finally
        {
            at.Tape.EndDerivative(before);
        }
    }

    /// <summary>The Jacobian of a vector function: entry (i, j) is df_i/dx_j. One reverse sweep an output, or one forward sweep an input if those are fewer.</summary>
    /// <param name="f">The function; a result of any shape counts row-major.</param>
    /// <param name="x">Where to differentiate.</param>
    [OverloadResolutionPriority(1)]
    public static T[,] Jacobian<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T> input, Variable<T> result) = Record(f, x);

        // A forward sweep records and so costs somewhat more than a reverse one in values.
        return 2 * x.Length < result.Length ? Columns(result, input) : Rows(result, [input], x.Length);
    }

    /// <summary>The Hessian of a scalar function: entry (i, j) is d2f/dx_i dx_j. The gradient is recorded and swept once a row.</summary>
    /// <inheritdoc cref="Gradient{T}(Func{Variable{T}, Variable{T}}, ReadOnlySpan{T})"/>
    [OverloadResolutionPriority(1)]
    public static T[,] Hessian<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T> input, Variable<T> result) = Record(f, x);
        return Rows(result.Derivative(input), [input], x.Length);
    }

    /// <summary>The Hessian of a scalar function times a vector, without forming the Hessian.</summary>
    /// <param name="f">The function; its result holds one number.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <exception cref="ShapeException">The vector is not as long as x, or the result does not hold exactly one number.</exception>
    [OverloadResolutionPriority(1)]
    public static T[] HessianVectorProduct<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckVector(nameof(HessianVectorProduct), x.Length, v.Length);
        (Variable<T> input, Variable<T> result) = Record(f, x);
        return result.Derivative(input).JacobianVectorProduct(input, input.Tape.Constant(v, input.Shape)).ToArray();
    }

    /// <summary>The Jacobian of a vector function times a vector: sum_j df_i/dx_j v_j, by one forward sweep.</summary>
    /// <param name="f">The function; a result of any shape counts row-major.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as x.</param>
    /// <exception cref="ShapeException">The vector is not as long as x.</exception>
    [OverloadResolutionPriority(1)]
    public static T[] JacobianVectorProduct<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckVector(nameof(JacobianVectorProduct), x.Length, v.Length);
        (Variable<T> input, Variable<T> result) = Record(f, x);
        return result.JacobianVectorProduct(input, input.Tape.Constant(v, input.Shape)).ToArray();
    }

    /// <summary>A vector times the Jacobian of a vector function: sum_i v_i df_i/dx_j, by one reverse sweep.</summary>
    /// <param name="f">The function; a result of any shape counts row-major.</param>
    /// <param name="x">Where to differentiate.</param>
    /// <param name="v">The vector, as long as the function's result.</param>
    /// <exception cref="ShapeException">The vector is not as long as the result.</exception>
    [OverloadResolutionPriority(1)]
    public static T[] VectorJacobianProduct<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x, ReadOnlySpan<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T> input, Variable<T> result) = Record(f, x);
        CheckVector(nameof(VectorJacobianProduct), result.Length, v.Length);
        return result.Gradients(v)[input].ToArray();
    }

    /// <summary>The Hessian of a loss with respect to parameters, which count one after the other, row-major.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="loss">Records the loss on the tape that it is given.</param>
    /// <exception cref="ShapeException">The loss does not hold exactly one number.</exception>
    public static T[,] Hessian<T>(IReadOnlyList<Parameter<T>> parameters, Func<Tape<T>, Variable<T>> loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T>[] inputs, Variable<T> result) = Record(parameters, loss);
        Variable<T>[] derivatives = result.Derivatives(inputs);
        int length = inputs.Sum(input => input.Length);
        T[,] hessian = new T[length, length];
        int row = 0;
        foreach (Variable<T> derivative in derivatives)
        {
            Rows(derivative, inputs, hessian, ref row);
        }

        return hessian;
    }

    /// <summary>The Hessian of a loss with respect to parameters times a vector, without forming the Hessian.</summary>
    /// <param name="parameters">The parameters, which count one after the other, row-major.</param>
    /// <param name="loss">Records the loss on the tape that it is given.</param>
    /// <param name="v">The vector, as long as all parameters together.</param>
    /// <exception cref="ShapeException">The vector has another length, or the loss does not hold exactly one number.</exception>
    public static T[] HessianVectorProduct<T>(IReadOnlyList<Parameter<T>> parameters, Func<Tape<T>, Variable<T>> loss, ReadOnlySpan<T> v)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T>[] inputs, Variable<T> result) = Record(parameters, loss);
        int length = inputs.Sum(input => input.Length);
        CheckVector(nameof(HessianVectorProduct), length, v.Length);
        Variable<T>[] derivatives = result.Derivatives(inputs);
        Variable<T>[] directions = new Variable<T>[inputs.Length];
        int start = 0;
        for (int index = 0; index < inputs.Length; index++)
        {
            directions[index] = result.Tape.Constant(v.Slice(start, inputs[index].Length), inputs[index].Shape);
            start += inputs[index].Length;
        }

        result.Tape.Forward.Run(derivatives, inputs, directions, derivatives);
        T[] product = new T[length];
        start = 0;
        foreach (Variable<T> derivative in derivatives)
        {
            derivative.Values.CopyTo(product.AsSpan(start));
            start += derivative.Length;
        }

        return product;
    }

    // A node of its own for the point: the function may capture the variable itself, which does not vary with the point.
    private static (Variable<T> Point, Variable<T> Result) Record<T>(Func<Variable<T>, Variable<T>> f, Variable<T> at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        Tape<T> tape = at.Tape;
        Variable<T> point = at.IsDifferentiable ? Elementwise.Apply(at, default(IdentityFunction)) : tape.Variable(at.Values, at.Shape);
        Variable<T> result = f(point);
        tape.Operand(result, nameof(Derivative));
        return (point, result);
    }

    private static (Variable<T> Input, Variable<T> Result) Record<T>(Func<Variable<T>, Variable<T>> f, ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        Variable<T> input = new Tape<T>().Variable(x, [x.Length], "x");
        Variable<T> result = f(input);
        input.Tape.Operand(result, nameof(Differentiate));
        return (input, result);
    }

    private static (Variable<T>[] Inputs, Variable<T> Result) Record<T>(IReadOnlyList<Parameter<T>> parameters, Func<Tape<T>, Variable<T>> loss)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(loss);
        Tape<T> tape = new();
        Variable<T>[] inputs = [.. parameters.Select(tape.Variable)];
        Variable<T> result = loss(tape);
        tape.Operand(result, nameof(Differentiate));
        return (inputs, result);
    }

    private static T[,] Rows<T>(Variable<T> result, ReadOnlySpan<Variable<T>> inputs, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[,] rows = new T[result.Length, columns];
        int row = 0;
        Rows(result, inputs, rows, ref row);
        return rows;
    }

    // One sweep for each number of the input.
    private static T[,] Columns<T>(Variable<T> result, Variable<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[,] columns = new T[result.Length, input.Length];
        T[] direction = new T[input.Length];
        for (int column = 0; column < direction.Length; column++)
        {
            direction[column] = T.One;
            int row = 0;
            foreach (T entry in result.JacobianVectorProduct(input, input.Tape.Constant(direction, input.Shape)).Values)
            {
                columns[row++, column] = entry;
            }

            direction[column] = T.Zero;
        }

        return columns;
    }

    // One sweep for each number of the result; the buffers of one serve the next.
    private static void Rows<T>(Variable<T> result, ReadOnlySpan<Variable<T>> inputs, T[,] rows, ref int row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] seed = new T[result.Length];
        for (int index = 0; index < seed.Length; index++)
        {
            seed[index] = T.One;
            Gradients<T> gradients = result.Gradients(seed);
            seed[index] = T.Zero;
            int column = 0;
            foreach (Variable<T> input in inputs)
            {
                foreach (T entry in gradients[input])
                {
                    rows[row, column++] = entry;
                }
            }

            gradients.Release();
            row++;
        }
    }

    internal static void CheckVector(string operation, int expected, int given)
    {
        if (expected != given)
        {
            throw new ShapeException($"{operation} needs a vector of {expected} numbers and was given {given}.");
        }
    }
}
