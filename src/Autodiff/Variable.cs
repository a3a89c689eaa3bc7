using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad.Autodiff;

/// <summary>
/// A handle to a value in a recording: an array of numbers with a shape, and all that is needed to differentiate what is
/// computed from it. A value of 16 bytes; copying it copies no data.
/// </summary>
/// <typeparam name="T">The number type: float and double have SIMD kernels, others a generic path.</typeparam>
/// <remarks>
/// Valid until <see cref="Tape{T}.Reset"/> (or the end of the inference scope that it was made in); used afterwards it throws
/// <see cref="RecordingException"/>. Values never change once recorded.
/// </remarks>
public readonly partial struct Variable<T> : IEquatable<Variable<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Two words, which travel in registers: with three fields the compiler puts a variable together in memory, and reading it back waits until
    // everything before has been written.
    private readonly Tape<T>? _tape;
    private readonly ulong _place;

    internal Variable(Tape<T>? tape, int id, uint stamp)
        : this(tape, ((ulong)(uint)id << 32) | stamp)
    {
    }

    internal Variable(Tape<T>? tape, ulong place)
    {
        _tape = tape;
        _place = place;
    }

    /// <summary>The tape that the variable is recorded on.</summary>
    /// <exception cref="RecordingException">The variable is <c>default</c>.</exception>
    public Tape<T> Tape => _tape ?? throw new RecordingException("A default Variable belongs to no tape: make one with tape.Variable or tape.Constant.");

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape => Tape.SizesOf(this);

    /// <summary>Whether another variable of the same tape has the same shape; cheaper than comparing <see cref="Shape"/>.</summary>
    /// <param name="other">The other variable.</param>
    public bool IsShapedAs(Variable<T> other)
    {
        Tape<T> tape = Tape;
        tape.Node(this);
        tape.Operand(other, nameof(IsShapedAs));
        return tape.SameShape(Id, other.Id);
    }

    /// <summary>How many numbers the variable holds.</summary>
    public int Length => Tape.Node(this).Length;

    /// <summary>Whether it depends on a differentiable leaf, or is one.</summary>
    public bool IsDifferentiable => (Tape.Node(this).Kind & NodeKind.Differentiable) != 0;

    /// <summary>The numbers, row-major. The span is valid until the recording ends.</summary>
    /// <remarks>
    /// Elementwise operations on long arrays (128 KB and more) are computed when they are read first. Read what you want of them before you change a
    /// parameter that they were computed from.
    /// </remarks>
    /// <exception cref="RecordingException">
    /// A parameter that the value depends on by elementwise operations alone has changed, and the value was not read before.
    /// </exception>
    public ReadOnlySpan<T> Values => Tape.ValuesOf(this);

    internal Tape<T>? TapeOrNull => _tape;

    /// <summary>The number of the node in the upper half, its stamp in the lower.</summary>
    internal ulong Place => _place;

    internal int Id => (int)(_place >> 32);

    internal uint Stamp => (uint)_place;

    /// <summary>Whether two handles are of the same recorded node; values are not compared.</summary>
    public static bool operator ==(Variable<T> left, Variable<T> right) => left.Equals(right);

    /// <summary>Whether two handles are of different recorded nodes.</summary>
    public static bool operator !=(Variable<T> left, Variable<T> right) => !left.Equals(right);

    /// <summary>The number that a variable of length 1 holds.</summary>
    /// <exception cref="ShapeException">The variable does not hold exactly one number.</exception>
    public T Item()
    {
        ReadOnlySpan<T> values = Values;
        return values.Length == 1
            ? values[0]
            : throw new ShapeException($"Item needs a variable of one number; this one has shape {Shape}.");
    }

    /// <summary>The numbers, row-major, as a new array.</summary>
    public T[] ToArray() => Values.ToArray();

    /// <summary>The numbers as a tensor span of System.Numerics.Tensors, without a copy. Valid until the recording ends.</summary>
    public ReadOnlyTensorSpan<T> AsTensorSpan() => TensorBridge.AsTensorSpan(Values, Shape);

    /// <summary>The variable under a name that <see cref="Tape{T}.Describe()"/> and messages use.</summary>
    /// <param name="name">The name, such as <c>z3</c>.</param>
    public Variable<T> Named(string name)
    {
        Tape.SetName(this, name);
        return this;
    }

    /// <inheritdoc/>
    public bool Equals(Variable<T> other) => ReferenceEquals(_tape, other._tape) && _place == other._place;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Variable<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_tape, _place);

    /// <summary>The name (or number) and shape; never throws, so that a debugger can show it.</summary>
    public override string ToString() => _tape is null ? "default" : _tape.Caption(this);
}
