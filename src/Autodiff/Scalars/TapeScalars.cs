namespace AutoGrad.Autodiff;

// The scalar part of a tape, and where it meets the nodes.
public sealed unsafe partial class Tape<T>
{
    private ScalarRecorder<T>? _scalars;
    private int _newestRead = -1;
    private bool _detectsAnomalies;

    /// <summary>
    /// Whether an operation on scalars that gives a value or slope that is not a number is an <see cref="AnomalyException"/>, at the operation. It costs some
    /// nanoseconds an operation; off at first.
    /// </summary>
    public bool DetectsAnomalies
    {
        get => _detectsAnomalies;
        set
        {
            _detectsAnomalies = value;
            _scalars?.Refresh();
        }
    }

    /// <summary>How many scalars the recording holds: variables and results of operations.</summary>
    public int ScalarCount => _scalars is { } scalars ? scalars.Count - 1 : 0;

    internal ScalarRecorder<T> ScalarRecorder => _scalars ??= new(this);

    /// <summary>The node of the newest read of scalars, or -1.</summary>
    internal int NewestRead => _newestRead;

    /// <summary>A differentiable scalar.</summary>
    /// <param name="value">Its value.</param>
    public Scalar<T> Scalar(T value)
    {
        Scalar<T> scalar = default;
        Scalars(new ReadOnlySpan<T>(in value), new(ref scalar));
        return scalar;
    }

    /// <summary>Differentiable scalars.</summary>
    /// <param name="values">Their values.</param>
    public Scalar<T>[] Scalars(ReadOnlySpan<T> values)
    {
        Scalar<T>[] scalars = new Scalar<T>[values.Length];
        Scalars(values, scalars);
        return scalars;
    }

    /// <summary>Differentiable scalars, into memory that the caller has: in a loop nothing is allocated.</summary>
    /// <param name="values">Their values.</param>
    /// <param name="scalars">Where they go: as many as there are values.</param>
    /// <exception cref="ShapeException">There are more or fewer places than values.</exception>
    public void Scalars(ReadOnlySpan<T> values, Span<Scalar<T>> scalars)
    {
        if (values.Length != scalars.Length)
        {
            throw new ShapeException($"Scalars: {values.Length} values were given room for {scalars.Length} scalars.");
        }

        ScalarRecorder<T> recorder = ScalarRecorder;
        ulong place = recorder.AddLeaves(values.Length);
        for (int index = 0; index < values.Length; index++)
        {
            scalars[index] = new(values[index], recorder, place + (ulong)index);
        }
    }

    /// <summary>A read of scalars has been recorded, from the given index on.</summary>
    internal void LinkRead(int id, int first)
    {
        ref Node<T> node = ref _nodes[id];
        node.B = _newestRead;
        node.C = first;
        node.Operands = (byte)(_newestRead < 0 ? 1 : 2);
        _newestRead = id;
    }

    /// <summary>The newest read of scalars that comes before the scalar with the given index, or -1.</summary>
    internal int NewestReadBefore(int scalar)
    {
        int read = _newestRead;
        while (read >= 0 && _nodes[read].C > scalar)
        {
            read = _nodes[read].B;
        }

        return read;
    }

    /// <summary>Refuses what cannot be computed a second time.</summary>
    internal void CheckNoSegment(string operation)
    {
        if (_segmentDepth > 0 || _transient)
        {
            throw new RecordingException($"{operation}: scalars and variables cannot meet within a segment of Checkpoint.");
        }
    }

    private void ForgetReads(int nodes)
    {
        while (_newestRead >= nodes)
        {
            _newestRead = _nodes[_newestRead].B;
        }
    }
}
