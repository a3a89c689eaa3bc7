using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad.Autodiff;

/// <summary>
/// A recording of operations on arrays. Variables remember their tape, operations append to it, and a sweep over it in reverse
/// gives gradients. <see cref="Reset"/> starts the next recording in the same memory, so that a steady loop allocates nothing.
/// </summary>
/// <typeparam name="T">The number type: float and double have SIMD kernels, others a generic path.</typeparam>
/// <remarks>
/// Explicit, never ambient: several tapes may record on several threads, one thread at a time each. There is nothing to dispose.
/// </remarks>
public sealed partial class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many values the recording holds: leaves and results of operations.</summary>
    public int Count => _scopes.Count == 0 ? _count : _scopes[0].Mark.Count;

    /// <summary>Whether operations are recorded; false within <see cref="Inference"/>.</summary>
    public bool IsRecording => _scopes.Count == 0;

    /// <summary>A differentiable leaf with a copy of the given numbers.</summary>
    /// <param name="values">The numbers, row-major.</param>
    /// <param name="shape">The shape, such as <c>[2, 3]</c>.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    /// <exception cref="ShapeException">The shape does not hold as many numbers.</exception>
    public Variable<T> Variable(ReadOnlySpan<T> values, in Shape shape, string? name = null) =>
        Leaf(values, shape, nameof(Variable), NodeKind.Differentiable, name);

    /// <summary>A differentiable vector with a copy of the given numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    public Variable<T> Variable(ReadOnlySpan<T> values, string? name = null) =>
        Leaf(values, [values.Length], nameof(Variable), NodeKind.Differentiable, name);

    /// <summary>A differentiable leaf of one number, without axes.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    public Variable<T> Variable(T value, string? name = null) =>
        Leaf(new ReadOnlySpan<T>(in value), Shape.Scalar, nameof(Variable), NodeKind.Differentiable, name);

    /// <summary>A differentiable leaf with a copy of a tensor of System.Numerics.Tensors.</summary>
    /// <param name="values">The tensor, dense or strided.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    public Variable<T> Variable(in ReadOnlyTensorSpan<T> values, string? name = null) =>
        Leaf(in values, NodeKind.Differentiable, name);

    /// <summary>The parameter in this recording: brought in at the first call, the same variable at later ones.</summary>
    /// <param name="parameter">The parameter; its numbers are read where they lie.</param>
    /// <exception cref="RecordingException">The parameter changed since it came into this recording.</exception>
    public Variable<T> Variable(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return BringIn(parameter);
    }

    /// <summary>A leaf that is not differentiated, with a copy of the given numbers.</summary>
    /// <param name="values">The numbers, row-major.</param>
    /// <param name="shape">The shape, such as <c>[3]</c>.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    /// <exception cref="ShapeException">The shape does not hold as many numbers.</exception>
    public Variable<T> Constant(ReadOnlySpan<T> values, in Shape shape, string? name = null) =>
        Leaf(values, shape, nameof(Constant), NodeKind.None, name);

    /// <summary>A vector that is not differentiated, with a copy of the given numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    public Variable<T> Constant(ReadOnlySpan<T> values, string? name = null) =>
        Leaf(values, [values.Length], nameof(Constant), NodeKind.None, name);

    /// <summary>A constant of zeros.</summary>
    /// <param name="shape">The shape.</param>
    public Variable<T> Zeros(in Shape shape) => Filled(shape, T.Zero);

    /// <summary>A constant of ones.</summary>
    /// <param name="shape">The shape.</param>
    public Variable<T> Ones(in Shape shape) => Filled(shape, T.One);

    /// <summary>The identity matrix, a constant.</summary>
    /// <param name="size">The rows and columns.</param>
    /// <exception cref="ShapeException">The size is negative or too large.</exception>
    public Variable<T> Identity(int size)
    {
        Variable<T> identity = Filled([size, size], T.Zero, out Span<T> values);
        for (int place = 0; place < values.Length; place += size + 1)
        {
            values[place] = T.One;
        }

        return identity;
    }

    /// <summary>A leaf of one number, without axes, that is not differentiated.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    public Variable<T> Constant(T value, string? name = null) =>
        Leaf(new ReadOnlySpan<T>(in value), Shape.Scalar, nameof(Constant), NodeKind.None, name);

    /// <summary>A leaf that is not differentiated, with a copy of a tensor of System.Numerics.Tensors.</summary>
    /// <param name="values">The tensor, dense or strided.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    public Variable<T> Constant(in ReadOnlyTensorSpan<T> values, string? name = null) => Leaf(in values, NodeKind.None, name);

    /// <summary>A leaf that is not differentiated and reads the caller's memory: nothing is copied.</summary>
    /// <param name="values">The numbers, row-major; they must not change until <see cref="Reset"/>.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="name">A name for <see cref="Describe()"/> and messages.</param>
    /// <exception cref="ShapeException">The shape does not hold as many numbers.</exception>
    public Variable<T> Borrow(ReadOnlyMemory<T> values, in Shape shape, string? name = null)
    {
        CheckLength(values.Length, shape, nameof(Borrow));
        return Name(PushBorrowed(values, shape), name);
    }

    /// <summary>
    /// Starts the next recording. Variables and gradients of this one throw from here on; its memory is used again.
    /// </summary>
    public void Reset() => Clear();

    /// <summary>
    /// Evaluates without recording until the result is disposed: <c>using (tape.Inference()) { ... }</c>. Variables made within
    /// live until its end and throw afterwards; what was recorded before stays valid. Scopes nest.
    /// </summary>
    public InferenceScope<T> Inference() => BeginInference();

    private static void CheckLength(int count, in Shape shape, string operation)
    {
        if (count != shape.Length)
        {
            throw Misfit(count, shape, operation);
        }
    }

    private static ShapeException Misfit(int count, in Shape shape, string operation) =>
        new($"{operation} of shape {shape} needs {shape.Length} values and was given {count}.");

    private Variable<T> Leaf(ReadOnlySpan<T> values, in Shape shape, string operation, NodeKind kind, string? name)
    {
        CheckLength(values.Length, shape, operation);
        return Name(PushLeaf(values, shape, kind), name);
    }

    private Variable<T> Filled(in Shape shape, T value) => Filled(shape, value, out _);

    private Variable<T> Filled(in Shape shape, T value, out Span<T> values)
    {
        values = Allocate(shape.Length);
        values.Fill(value);
        return Push(null!, values, PushSizes(shape.AsSpan()), shape.Rank, NodeKind.None, 0, 0);
    }

    private Variable<T> Leaf(in ReadOnlyTensorSpan<T> values, NodeKind kind, string? name) =>
        Name(PushLeaf(in values, TensorBridge.ShapeOf(in values), kind), name);

    private Variable<T> Name(Variable<T> variable, string? name)
    {
        if (name is not null)
        {
            SetName(variable, name);
        }

        return variable;
    }
}
