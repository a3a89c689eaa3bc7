using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>A stretch of evaluation without recording; ends with <see cref="Dispose"/>. See <see cref="Tape{T}.Inference"/>.</summary>
public readonly struct InferenceScope<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tape<T>? _tape;
    private readonly long _number;

    internal InferenceScope(Tape<T> tape, long number)
    {
        _tape = tape;
        _number = number;
    }

    /// <summary>Ends the scope: the state outside is as it was before. Doing it twice changes nothing.</summary>
    public void Dispose() => _tape?.EndInference(_number);
}

public sealed partial class Tape<T>
{
    private readonly List<Scope> _scopes = [];
    private long _lastScope;
    private int _recordingLevel;

    /// <summary>Whether what is computed now can be differentiated: outside of all scopes, or for the time of a derivative within one.</summary>
    internal bool IsDifferentiable => _scopes.Count <= _recordingLevel;

    /// <summary>Records within an inference scope too, for the time of a derivative; the mode stays evaluation.</summary>
    /// <returns>What <see cref="EndDerivative"/> is to be given.</returns>
    internal int BeginDerivative()
    {
        int before = _recordingLevel;
        _recordingLevel = _scopes.Count;
        _scalars?.Refresh();
        return before;
    }

    internal void EndDerivative(int before)
    {
        _recordingLevel = before;
        _scalars?.Refresh();
    }

    internal void EndInference(long number)
    {
        // Not found: it has ended before, by itself or with a Reset. Scopes left open inside end with this one.
        int index = _scopes.Count - 1;
        while (index >= 0 && _scopes[index].Number != number)
        {
            index--;
        }

        if (index >= 0)
        {
            Truncate(_scopes[index].Mark);
            _scopes.RemoveRange(index, _scopes.Count - index);
            _scalars?.Refresh();
        }
    }

    private InferenceScope<T> BeginInference()
    {
        EndRepetition();
        _scopes.Add(new(++_lastScope, Here()));
        _scalars?.Refresh();
        return new(this, _lastScope);
    }

    private readonly record struct Scope(long Number, TapeMark Mark);
}
