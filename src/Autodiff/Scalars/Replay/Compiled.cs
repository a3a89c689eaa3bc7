using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// A frozen recording of scalar code: it is evaluated again at other inputs, with its gradient, without being recorded; and for many rows of inputs
/// at once, one in each SIMD lane.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// <para>A single evaluation has the value that recording anew would have, bit for bit; gradients differ in how sums are rounded. In a batch so do sums, products, quotients, roots, magnitudes, Min and Max; exp,
/// log, tanh, sinh, cosh, sin and cos differ by at most 2.5 units of the last place (tanh's slope is 1 - y^2), other functions not at all.</para>
/// <para>What the function branched on is checked in every row: where a comparison comes out otherwise than in the recording the call throws, or
/// records such rows anew if that was asked for when the recording was frozen.</para>
/// <para>Evaluations allocate nothing after the first of their kind. They share memory: an instance serves one thread at a time.</para>
/// </remarks>
public sealed class Compiled<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ScalarProgram<T> _program;
    private readonly Rerecording<T>? _rerecord;

    // By the number of shared inputs; the one of the last call stands first.
    private readonly List<Replay<T>> _replays = [];

    internal Compiled(ScalarProgram<T> program, Rerecording<T>? rerecord = null) => (_program, _rerecord) = (program, rerecord);

    /// <summary>How many inputs the function has.</summary>
    public int InputCount => _program.InputCount;

    /// <summary>How many operations an evaluation takes, those that nothing needs left out.</summary>
    public int OperationCount => _program.Statements.Length;

    /// <summary>How many comparisons an evaluation checks.</summary>
    public int GuardCount => _program.Guards.Length;

    /// <summary>The value at x.</summary>
    /// <param name="x">The inputs.</param>
    /// <exception cref="ShapeException">x has not <see cref="InputCount"/> numbers.</exception>
    /// <exception cref="BranchException">The function takes another branch at x.</exception>
    public T Value(ReadOnlySpan<T> x)
    {
        Check(nameof(Value), "x", x.Length, InputCount);
        T value = default;
        At(InputCount).Run(nameof(Value), x, [], new(ref value), withGradients: false);
        return value;
    }

    /// <summary>The value at x, and the gradient there.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="gradient">Where the gradient is written, a number for each input.</param>
    /// <exception cref="ShapeException">x or the gradient has not <see cref="InputCount"/> numbers.</exception>
    /// <exception cref="BranchException">The function takes another branch at x.</exception>
    public T ValueAndGradient(ReadOnlySpan<T> x, Span<T> gradient)
    {
        Check(nameof(ValueAndGradient), "x", x.Length, InputCount);
        Check(nameof(ValueAndGradient), "the gradient", gradient.Length, InputCount);
        T value = default;
        At(InputCount).Run(nameof(ValueAndGradient), x, [], new(ref value), withGradients: true, gradient);
        return value;
    }

    /// <summary>The values of many rows of inputs.</summary>
    /// <param name="inputs">The rows, one behind the other, each of <see cref="InputCount"/> numbers.</param>
    /// <param name="values">Where the values are written, one for each row.</param>
    /// <exception cref="ShapeException">The inputs are not as many rows as there are values.</exception>
    /// <exception cref="BranchException">The function takes another branch in a row.</exception>
    public void Values(ReadOnlySpan<T> inputs, Span<T> values) => Values([], inputs, values);

    /// <summary>The values of many rows of inputs that begin alike.</summary>
    /// <param name="shared">The first inputs, which all rows have in common.</param>
    /// <param name="inputs">The rows without them, one behind the other, each of as many numbers as are missing to <see cref="InputCount"/>.</param>
    /// <param name="values">Where the values are written, one for each row.</param>
    /// <exception cref="ShapeException">There are more shared inputs than inputs, or the inputs are not as many rows as there are values.</exception>
    /// <exception cref="BranchException">The function takes another branch in a row.</exception>
    public void Values(ReadOnlySpan<T> shared, ReadOnlySpan<T> inputs, Span<T> values)
    {
        CheckRows(nameof(Values), shared.Length, inputs.Length, values.Length);
        At(shared.Length).Run(nameof(Values), shared, inputs, values, withGradients: false);
    }

    /// <summary>The values and the gradients of many rows of inputs.</summary>
    /// <param name="inputs">The rows, one behind the other, each of <see cref="InputCount"/> numbers.</param>
    /// <param name="values">Where the values are written, one for each row.</param>
    /// <param name="gradients">Where the gradients are written, as the inputs stand.</param>
    /// <exception cref="ShapeException">The inputs or the gradients are not as many rows as there are values.</exception>
    /// <exception cref="BranchException">The function takes another branch in a row.</exception>
    public void ValuesAndGradients(ReadOnlySpan<T> inputs, Span<T> values, Span<T> gradients)
    {
        CheckRows(nameof(ValuesAndGradients), 0, inputs.Length, values.Length);
        Check(nameof(ValuesAndGradients), "the gradients", gradients.Length, inputs.Length);
        At(0).Run(nameof(ValuesAndGradients), [], inputs, values, withGradients: true, [], gradients);
    }

    /// <summary>The values and gradients of many rows of inputs that begin alike: weights, then the data of a point.</summary>
    /// <param name="shared">The first inputs, which all rows have in common.</param>
    /// <param name="inputs">The rows without them, one behind the other, each of as many numbers as are missing to <see cref="InputCount"/>.</param>
    /// <param name="values">Where the values are written, one for each row.</param>
    /// <param name="sharedGradient">Where the sum over the rows of the gradients towards the shared inputs is written.</param>
    /// <param name="gradients">Where the gradients towards the other inputs are written, as the inputs stand; empty if they are not wanted.</param>
    /// <exception cref="ShapeException">There are more shared inputs than inputs, or what is given or asked for is not of as many rows or inputs.</exception>
    /// <exception cref="BranchException">The function takes another branch in a row.</exception>
    public void ValuesAndGradients(ReadOnlySpan<T> shared, ReadOnlySpan<T> inputs, Span<T> values, Span<T> sharedGradient, Span<T> gradients)
    {
        CheckRows(nameof(ValuesAndGradients), shared.Length, inputs.Length, values.Length);
        Check(nameof(ValuesAndGradients), "the gradient of the shared inputs", sharedGradient.Length, shared.Length);
        if (gradients.Length > 0)
        {
            Check(nameof(ValuesAndGradients), "the gradients", gradients.Length, inputs.Length);
        }

        At(shared.Length).Run(nameof(ValuesAndGradients), shared, inputs, values, withGradients: true, sharedGradient, gradients);
    }

    private Replay<T> At(int shared)
    {
        int index = 0;
        while (index < _replays.Count && _replays[index].Shared != shared)
        {
            index++;
        }

        if (index == _replays.Count)
        {
            _replays.Add(new(_program, shared, _rerecord));
        }

        (_replays[0], _replays[index]) = (_replays[index], _replays[0]);
        return _replays[0];
    }

    private void CheckRows(string operation, int shared, int inputs, int rows)
    {
        if (shared > InputCount)
        {
            throw new ShapeException($"Compiled.{operation}: {shared} shared inputs, but the function has only {InputCount} inputs.");
        }

        long needed = (long)rows * (InputCount - shared);
        if (inputs != needed)
        {
            throw new ShapeException($"Compiled.{operation}: {rows} rows of {InputCount - shared} inputs are {needed} numbers, {inputs} were given.");
        }
    }

    private static void Check(string operation, string what, int given, int needed)
    {
        if (given != needed)
        {
            throw new ShapeException($"Compiled.{operation}: {what} must have {needed} numbers and has {given}.");
        }
    }
}
