using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>The result of one reverse sweep: a gradient for every variable and parameter that was asked for.</summary>
/// <remarks>Valid until <see cref="Tape{T}.Reset"/>; afterwards every use throws <see cref="RecordingException"/>.</remarks>
public readonly unsafe struct Gradients<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tape<T>? _tape;
    private readonly nint _adjoints;
    private readonly nint _marks;
    private readonly nint _scalars;
    private readonly int _count;
    private readonly int _scalarCount;
    private readonly uint _recording;

    internal Gradients(Tape<T> tape, nint adjoints, nint marks, int count, nint scalars, int scalarCount)
    {
        _tape = tape;
        _adjoints = adjoints;
        _marks = marks;
        _count = count;
        _scalars = scalars;
        _scalarCount = scalarCount;
        _recording = tape.Recording;
    }

    /// <summary>The tape that was differentiated.</summary>
    public Tape<T> Tape
    {
        get
        {
            Tape<T>? tape = _tape;
            return tape is not null && tape.Recording == _recording ? tape : throw Stale();
        }
    }

    /// <summary>The gradient with respect to a variable: row-major, of the variable's shape; zeros if it was on no path.</summary>
    /// <param name="variable">A differentiable leaf, or an intermediate result that was asked for.</param>
    /// <exception cref="RecordingException">The recording has ended, the variable is a constant, or it was not asked for.</exception>
    public ReadOnlySpan<T> this[Variable<T> variable]
    {
        get
        {
            Tape<T> tape = Tape;
            tape.Operand(variable, nameof(Gradients<T>));
            return Of(tape, variable.Id);
        }
    }

    /// <summary>The gradient with respect to a parameter: row-major, of the parameter's shape; zeros if it was on no path.</summary>
    /// <exception cref="RecordingException">The recording has ended, or the parameter is not part of it.</exception>
    public ReadOnlySpan<T> this[Parameter<T> parameter]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parameter);
            Tape<T> tape = Tape;
            if (!tape.TryFind(parameter, out int id))
            {
                throw Missing(parameter);
            }

            T* adjoint = id < _count ? ((T**)_adjoints)[id] : null;
            return adjoint != null ? Tape<T>.SpanOf(adjoint, parameter.Length) : Zeros(tape, id);
        }
    }

    /// <summary>The gradient with respect to a scalar: a variable or an intermediate result; 0 if it was on no path.</summary>
    /// <param name="scalar">A scalar of this recording.</param>
    /// <exception cref="RecordingException">
    /// The recording has ended, the scalar is a constant or of another tape or recording, or arrays were asked for by name.
    /// </exception>
    public T this[Scalar<T> scalar]
    {
        get
        {
            Tape<T> tape = Tape;
            if (_marks != 0 || !tape.ScalarRecorder.Holds(scalar))
            {
                throw Refused(tape, scalar);
            }

            uint index = (uint)scalar.Place;
            return index < (uint)_scalarCount ? ((T*)_scalars)[index] : T.Zero;
        }
    }

    /// <summary>The gradients with respect to many scalars.</summary>
    /// <param name="scalars">Scalars of this recording.</param>
    /// <param name="gradients">Where they go: as many as there are scalars.</param>
    /// <exception cref="ShapeException">There are more or fewer places than scalars.</exception>
    /// <inheritdoc cref="this[Scalar{T}]"/>
    public void CopyTo(ReadOnlySpan<Scalar<T>> scalars, Span<T> gradients)
    {
        if (scalars.Length != gradients.Length)
        {
            throw new ShapeException($"Gradients.CopyTo: {scalars.Length} scalars were given room for {gradients.Length} gradients.");
        }

        ScalarRecorder<T> recorder = Tape.ScalarRecorder;
        T* adjoints = (T*)_scalars;
        uint count = (uint)_scalarCount;
        for (int index = 0; index < scalars.Length; index++)
        {
            ref readonly Scalar<T> scalar = ref scalars[index];
            if (_marks != 0 || !recorder.Holds(scalar))
            {
                throw Refused(recorder.Tape, scalar);
            }

            uint place = (uint)scalar.Place;
            gradients[index] = place < count ? adjoints[place] : T.Zero;
        }
    }

    /// <summary>Whether a parameter took part in the recording, and so has a gradient (maybe of zeros).</summary>
    public bool Contains(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Tape<T> tape = Tape;
        return tape.TryFind(parameter, out int id) && id < _count && Has(tape, id);
    }

    /// <summary>The gradient with respect to a parameter, if it took part in the recording.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, or an empty span.</param>
    public bool TryGet(Parameter<T> parameter, out ReadOnlySpan<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Tape<T> tape = Tape;
        gradient = default;
        return tape.TryFind(parameter, out int id) && id < _count && TryGetAt(id, out gradient);
    }

    /// <summary>The gradient with respect to a node, if it was asked for.</summary>
    internal bool TryGetAt(int id, out ReadOnlySpan<T> gradient)
    {
        Tape<T> tape = Tape;
        bool has = Has(tape, id);
        gradient = has ? Of(tape, id) : default;
        return has;
    }

    /// <summary>Gives the buffers back before the recording ends: for sweep after sweep over one recording.</summary>
    internal void Release()
    {
        Tape<T> tape = Tape;
        T** adjoints = (T**)_adjoints;
        for (int id = 0; id < _count; id++)
        {
            if (adjoints[id] != null)
            {
                tape.Pool.Return(adjoints[id], (nint)tape.NodeAt(id).Length * sizeof(T));
            }
        }

        if (_count > 0)
        {
            tape.Pool.Return(adjoints, (nint)_count * sizeof(T*));
        }

        if (_scalars != 0)
        {
            tape.ScalarRecorder.Memory.ReturnAdjoints((T*)_scalars);
        }

        if (_marks != 0)
        {
            tape.Pool.Return((void*)_marks, _count);
        }
    }

    // Composed apart: in place a message costs its method time also when nothing is thrown.
    private RecordingException Stale() => new(_tape is null
        ? "Default Gradients: they come from variable.Gradients()."
        : "Gradients of an earlier recording: they are valid until Reset. Keep sums across it in a GradientAccumulator.");

    // A sweep to arrays that were asked for leaves out the paths that lead to scalars alone.
    private static RecordingException Refused(Tape<T> tape, Scalar<T> scalar) => scalar.IsConstant
        ? new("Gradients: a constant scalar has none; make it with tape.Scalar.")
        : tape.ScalarRecorder.Refusal(scalar, nameof(Gradients<T>))
            ?? new("Gradients: arrays were asked for by name, so those of scalars were not computed. Gradients() has them all.");

    private static RecordingException Missing(Parameter<T> parameter) =>
        new($"Parameter '{parameter.Name}' {parameter.Shape} is not in the recording that was differentiated.");

    // Asked for by name, or a leaf where everything was asked for.
    private bool Has(Tape<T> tape, int id) =>
        (tape.NodeAt(id).Kind & NodeKind.Differentiable) != 0
        && (_marks != 0 ? id < _count && ((byte*)_marks)[id] > 1 : tape.NodeAt(id).Operation is null);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<T> Of(Tape<T> tape, int id) =>
        id < _count && ((T**)_adjoints)[id] != null ? new(((T**)_adjoints)[id], tape.NodeAt(id).Length) : Zeros(tape, id);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<T> Zeros(Tape<T> tape, int id)
    {
        int length = tape.NodeAt(id).Length;
        if (!Has(tape, id))
        {
            Variable<T> variable = tape.VariableAt(id);
            throw new RecordingException(variable.IsDifferentiable
                ? $"The gradient with respect to {variable} was not computed: ask for it, as in y.Gradients(z)."
                : $"{variable} is a constant and has no gradient: make it with tape.Variable.");
        }

        return tape.Zeros(length);
    }
}
