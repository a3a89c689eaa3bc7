namespace AutoGrad.Autodiff;

// Where the sweep over the nodes meets the sweep over statements of scalars.
internal sealed unsafe partial class ReverseSweep<T>
{
    private ScalarSweep<T>? _scalars;
    private int _read = -1;

    /// <summary>The sweep in values, from a scalar: the gradients of all scalars and of all differentiable leaves.</summary>
    public Gradients<T> InValues(Scalar<T> result, T seed)
    {
        tape.CheckParameters(nameof(Scalar<T>.Gradients));
        CheckRecording(nameof(Scalar<T>.Gradients));
        int index = (int)result.Place;
        int read = tape.NewestReadBefore(index);
        int count = read < 0 ? 0 : tape.NodeCount;
        T** adjoints = count == 0 ? null : (T**)Zeroed((nint)count * sizeof(T*));
        _marks = null;
        ForgetScalars();
        BeginScalars(index + 1, read);
        _scalars!.Adjoints[index] = seed;
        if (read >= 0)
        {
            Walk(adjoints, read, 0);
        }

        return EndWalk(adjoints, count);
    }

    /// <summary>The sweep over scalars, which begins at the latest stack of them that the result depends on; their number was <paramref name="count"/> there.</summary>
    /// <param name="count">How many scalars there were.</param>
    /// <param name="read">The newest read of scalars before.</param>
    public ScalarSweep<T> ScalarsBefore(int count, int read)
    {
        if (_scalars?.Adjoints == null)
        {
            BeginScalars(count, read);
        }

        return _scalars!;
    }

    /// <summary>The sweep over scalars that is under way.</summary>
    public ScalarSweep<T> Scalars => _scalars!;

    // A sweep that ended with an exception may have left some.
    private void ForgetScalars()
    {
        _read = -1;
        _scalars?.Forget();
    }

    private void BeginScalars(int count, int read)
    {
        _scalars ??= new();
        _scalars.Begin(tape.ScalarRecorder, count);
        _read = read;
    }

    private void PullRead(int id)
    {
        Pullback<T> pull = new(tape, this, id, (T*)null);
        tape.NodeAt(id).Operation!.Pull(ref pull);
        ref readonly Node<T> node = ref tape.NodeAt(id);
        _read = node.Operands > 1 ? node.B : -1;
    }

    private Gradients<T> EndWalk(T** adjoints, int count)
    {
        int scalarCount = 0;
        T* scalars = _scalars is null ? null : _scalars.Finish(out scalarCount);
        return new(tape, (nint)adjoints, (nint)_marks, count, (nint)scalars, scalarCount);
    }
}
