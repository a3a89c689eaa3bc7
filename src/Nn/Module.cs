using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Nn;

/// <summary>
/// A part of a model: parameters and a forward pass. Writing <see cref="Forward"/> is all there is to do; what it records can
/// be differentiated.
/// </summary>
/// <typeparam name="T">The number type.</typeparam>
/// <remarks>
/// A module keeps no tape and no state between calls but its <see cref="Buffers"/>, so that many threads may call <see cref="Forward"/>
/// on tapes of their own and <see cref="Predict(ReadOnlySpan{T}, Shape, Span{T})"/>, as long as nobody changes parameters or buffers
/// meanwhile.
/// </remarks>
/// <example><code>
/// public sealed class Residual&lt;T&gt;(Module&lt;T&gt; inner) : Module&lt;T&gt;(inner) where T : unmanaged, IFloatingPointIeee754&lt;T&gt;
/// {
///     public override Variable&lt;T&gt; Forward(Variable&lt;T&gt; x) => x + inner.Forward(x).Relu();
/// }
/// </code></example>
public abstract partial class Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Parameter<T>> _parameters = [];
    private readonly List<Parameter<T>> _buffers = [];
    private readonly ReadOnlyCollection<Parameter<T>> _view;
    private int _children;
    private TapePool<T>? _tapes;
    private bool _isPart;

    /// <summary>A module made of other modules, whose parameters come first, in the order given.</summary>
    /// <param name="children">The modules that <see cref="Forward"/> uses; none for a layer of its own.</param>
    /// <exception cref="ArgumentNullException">A child is null.</exception>
    protected Module(params ReadOnlySpan<Module<T>> children)
    {
        _view = _parameters.AsReadOnly();
        Buffers = _buffers.AsReadOnly();
        foreach (Module<T> child in children)
        {
            Register(child);
        }
    }

    /// <summary>
    /// All parameters, those of the children included, in the order of their registration. One that is shared by several modules
    /// is listed once.
    /// </summary>
    public IReadOnlyList<Parameter<T>> Parameters => _view;

    /// <summary>
    /// The arrays that are state but are not learned, such as running statistics, those of the children included: what is to be
    /// saved beside the parameters. No optimizer sees them.
    /// </summary>
    public IReadOnlyList<Parameter<T>> Buffers { get; }

    private TapePool<T> Tapes => _tapes ?? Interlocked.CompareExchange(ref _tapes, new(), null) ?? _tapes;

    /// <summary>The module's value at <paramref name="x"/>, recorded on the tape of <paramref name="x"/>.</summary>
    /// <param name="x">The input; the first axis is usually the examples of a batch.</param>
    public abstract Variable<T> Forward(Variable<T> x);

    /// <summary>Evaluates without recording, into memory of the caller. Allocates nothing once it has run at this size.</summary>
    /// <param name="inputs">The inputs, row-major.</param>
    /// <param name="shape">Their shape, such as <c>[examples, features]</c>.</param>
    /// <param name="output">Where the outputs go, row-major; of exactly as many numbers as there are.</param>
    /// <remarks>May be called from many threads at once: each call works on a tape of its own from a pool.</remarks>
    /// <exception cref="ShapeException">The inputs do not fill the shape or do not fit the model, or the output has another length.</exception>
    public void Predict(ReadOnlySpan<T> inputs, Shape shape, Span<T> output)
    {
        CheckInputs(inputs, shape);
        Tape<T> tape = Tapes.Rent();
        try
        {
            using (tape.Inference())
            {
                Variable<T> y = Forward(tape.Constant(inputs, shape));
                if (y.Length != output.Length)
                {
                    throw new ShapeException($"Predict: the model's output has shape {y.Shape}, {y.Length} numbers, and was given room for {output.Length}.");
                }

                y.Values.CopyTo(output);
            }
        }
        finally
        {
            Tapes.Return(tape);
        }
    }

    /// <summary>Evaluates without recording, into a new array.</summary>
    /// <param name="inputs">The inputs, row-major.</param>
    /// <param name="shape">Their shape, such as <c>[examples, features]</c>.</param>
    /// <returns>The outputs, row-major.</returns>
    /// <remarks>May be called from many threads at once.</remarks>
    /// <exception cref="ShapeException">The inputs do not fill the shape or do not fit the model.</exception>
    public T[] Predict(ReadOnlySpan<T> inputs, Shape shape)
    {
        CheckInputs(inputs, shape);
        Tape<T> tape = Tapes.Rent();
        try
        {
            using (tape.Inference())
            {
                return Forward(tape.Constant(inputs, shape)).ToArray();
            }
        }
        finally
        {
            Tapes.Return(tape);
        }
    }

    /// <summary>The name of the module's type; of the usual ones, also what it is made of.</summary>
    public override string ToString()
    {
        string name = GetType().Name;
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? name : name[..arity];
    }

    /// <summary>Makes a parameter part of the module; to be called in the constructor.</summary>
    /// <param name="parameter">The parameter; one that is part of the module already stays where it is in the list.</param>
    /// <returns>The parameter.</returns>
    /// <exception cref="InvalidOperationException">The module is part of another one, which would not learn of the parameter.</exception>
    protected Parameter<T> Register(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        RefuseLateRegistration(parameter.Name);
        Include(_parameters, parameter, parameter.Name);
        return parameter;
    }

    /// <summary>Makes an array that is not learned part of the module's state (<see cref="Buffers"/>); to be called in the constructor.</summary>
    /// <param name="buffer">The array; one that is part of the module already stays where it is in the list.</param>
    /// <returns>The array.</returns>
    /// <exception cref="InvalidOperationException">The module is part of another one, which would not learn of the array.</exception>
    protected Parameter<T> RegisterBuffer(Parameter<T> buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        RefuseLateRegistration(buffer.Name);
        Include(_buffers, buffer, buffer.Name);
        return buffer;
    }

    /// <summary>Makes another module's parameters and buffers part of this one: for children that are made in the constructor's body.</summary>
    /// <param name="child">The module.</param>
    /// <param name="name">
    /// What stands before its names in <see cref="State"/>: "encoder" gives "encoder.weight". Its number among the children, from 0,
    /// where none is given; nothing for an empty one.
    /// </param>
    /// <returns>The module.</returns>
    /// <exception cref="InvalidOperationException">This module is part of another one, which would not learn of the parameters.</exception>
    protected TModule Register<TModule>(TModule child, string? name = null)
        where TModule : Module<T>
    {
        ArgumentNullException.ThrowIfNull(child);
        RefuseLateRegistration(child.ToString());
        name ??= _children.ToString(CultureInfo.InvariantCulture);
        string prefix = name.Length > 0 ? name + "." : "";
        _children++;
        foreach (Parameter<T> parameter in child._parameters)
        {
            Include(_parameters, parameter, prefix + child._names[parameter]);
        }

        foreach (Parameter<T> buffer in child._buffers)
        {
            Include(_buffers, buffer, prefix + child._names[buffer]);
        }

        foreach ((string stream, MaskStream masks) in child._streams)
        {
            Include(masks, prefix + stream);
        }

        child._isPart = true;
        return child;
    }

    private static void CheckInputs(ReadOnlySpan<T> inputs, Shape shape)
    {
        if (inputs.Length != shape.Length)
        {
            throw new ShapeException($"Predict: inputs of shape {shape} are {shape.Length} numbers, and it was given {inputs.Length}.");
        }
    }

    private void Include(List<Parameter<T>> list, Parameter<T> parameter, string name)
    {
        // One that is shared by several modules is listed once, under its first name. By reference: parameters have no other equality.
        if (_names.TryAdd(parameter, name))
        {
            _names[parameter] = Unique(name);
            list.Add(parameter);
        }
    }

    private void RefuseLateRegistration(string what)
    {
        if (_isPart)
        {
            throw new InvalidOperationException(CallerLocation.Append(
                $"{this}: Register of '{what}' comes too late, the module is part of another one already; register in the constructor."));
        }
    }
}
