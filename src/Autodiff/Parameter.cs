using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// Numbers that are learned: a named array that outlives recordings. It belongs to no tape, so one model can serve many
/// threads; an operation that meets it brings it into the recording of its other operand.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// A recording reads the parameter's numbers where they lie. Changing them (<see cref="Update"/>) between the forward pass and
/// its differentiation is an error that the sweep reports, and so does a result that was not computed yet; see <see cref="Variable{T}.Values"/>. Reading from many threads is safe; changing is for one.
/// </remarks>
public sealed unsafe class Parameter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _array;
    private readonly Shape _shape;
    private readonly int[] _sizes;

    /// <summary>A parameter with the given numbers, which are copied.</summary>
    /// <param name="name">A name for messages and descriptions.</param>
    /// <param name="values">The numbers, row-major.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ShapeException">The shape does not hold as many numbers.</exception>
    public Parameter(string name, ReadOnlySpan<T> values, Shape shape)
        : this(name, shape)
    {
        if (values.Length != shape.Length)
        {
            throw new ShapeException($"Parameter '{name}' of shape {shape} needs {shape.Length} values and was given {values.Length}.");
        }

        values.CopyTo(Numbers);
    }

    private Parameter(string name, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        _shape = shape;
        _sizes = shape.ToArray();
        Length = shape.Length;
        const int Line = 64;
        _array = GC.AllocateArray<T>(shape.Length + ((Line + sizeof(T) - 1) / sizeof(T)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_array));

        // On a cache line: a wide load that crosses two costs twice as much. A type whose size does not divide a line stays where it is.
        Pointer = Line % sizeof(T) == 0 ? (T*)((start + Line - 1) & -Line) : (T*)start;
        Hash = RuntimeHelpers.GetHashCode(this);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public Shape Shape => _shape;

    /// <summary>How many numbers it holds.</summary>
    public int Length { get; }

    /// <summary>The numbers, row-major.</summary>
    public ReadOnlySpan<T> Values => Numbers;

    /// <summary>Counts the changes: a recording that was made at another version cannot be differentiated any more.</summary>
    public int Version { get; private set; }

    internal T* Pointer { get; }

    internal int Hash { get; }

    private Span<T> Numbers => new(Pointer, Length);

    internal ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>A parameter of zeros.</summary>
    public static Parameter<T> Zeros(string name, Shape shape) => new(name, shape);

    /// <summary>A parameter of ones.</summary>
    public static Parameter<T> Ones(string name, Shape shape) => Filled(name, shape, T.One);

    /// <summary>A parameter with the same number everywhere.</summary>
    public static Parameter<T> Filled(string name, Shape shape, T value)
    {
        Parameter<T> parameter = new(name, shape);
        parameter.Numbers.Fill(value);
        return parameter;
    }

    /// <summary>The numbers, to be changed now. Counts as one change, also if nothing is written.</summary>
    public Span<T> Update()
    {
        Version++;
        return Numbers;
    }

    /// <summary>Replaces all numbers.</summary>
    /// <exception cref="ShapeException">There are more or fewer values than the parameter has.</exception>
    public void Assign(ReadOnlySpan<T> values)
    {
        if (values.Length != Length)
        {
            throw new ShapeException($"Parameter '{Name}' of shape {Shape} needs {Length} values and was given {values.Length}.");
        }

        values.CopyTo(Update());
    }

    /// <summary>The numbers as a tensor span of System.Numerics.Tensors, without a copy.</summary>
    public ReadOnlyTensorSpan<T> AsTensorSpan() => TensorBridge.AsTensorSpan<T>(Numbers, Shape);

    /// <summary>The name and shape.</summary>
    public override string ToString() => $"{Name} {Shape}";
}
