using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// The scalar part of a tape: an append-only stream of statements. An operation on scalars reads four fields of it and writes one statement; all that is
/// out of the ordinary (a full chunk, an operand of an earlier recording, a function that is being frozen) shows as one comparison that fails, and
/// goes by <see cref="Append"/>.
/// </summary>
/// <remarks>
/// A place is the number of the recording in its upper half and the index of the statement in its lower. Recordings count down, so that the places of two operands,
/// joined by OR, exceed <see cref="Newest"/> as soon as one of them is of an earlier recording; a constant, whose place is 0, never does.
/// </remarks>
internal sealed unsafe partial class ScalarRecorder<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const ulong IndexMask = uint.MaxValue;

    private readonly ScalarMemory<T> _memory;
    private ScalarSegment<T>[] _segments = new ScalarSegment<T>[4];
    private int _segmentCount;
    private uint _number;
    private long _end;
    private CurvatureLog? _curvatures;

    /// <summary>The recorder of a tape.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="recordings">How many recordings it has numbers for.</param>
    public ScalarRecorder(Tape<T> tape, uint recordings = uint.MaxValue)
        : this(tape, new(), recordings)
    {
    }

    private ScalarRecorder(Tape<T> tape, ScalarMemory<T> memory, uint recordings)
    {
        Tape = tape;
        _memory = memory;
        _number = recordings;
        Begin();
    }

    /// <summary>The place of the next statement.</summary>
    public ulong Place { get; set; }

    /// <summary>From this place on the next statement needs <see cref="Append"/>.</summary>
    public ulong Limit { get; private set; }

    /// <summary>The greatest place of this recording.</summary>
    public ulong Newest { get; private set; }

    /// <summary>Where a statement of index 0 would lie.</summary>
    public Statement<T>* Origin { get; private set; }

    public Tape<T> Tape { get; }

    /// <summary>Where it is noted how statements bend, if somebody wants to know.</summary>
    public CurvatureLog? Curvatures
    {
        set
        {
            _curvatures = value;
            Refresh();
        }
    }

    /// <summary>The function that is being frozen, if one is.</summary>
    public FrozenRecording<T>? Frozen { get; private set; }

    public ScalarMemory<T> Memory => _memory;

    /// <summary>The index of the next statement.</summary>
    public int Count => (int)(Place & IndexMask);

    /// <summary>The statements of the recording, a stretch after another.</summary>
    public ReadOnlySpan<ScalarSegment<T>> Segments
    {
        get
        {
            _segments[_segmentCount - 1].End = Count;
            return _segments.AsSpan(0, _segmentCount);
        }
    }

    /// <summary>Starts the next recording; gives the recorder that records it, which is this one but after four billion of them.</summary>
    public ScalarRecorder<T> Reset()
    {
        _memory.Reset();
        if (_number > 1)
        {
            _number--;
            Begin();
            return this;
        }

        // No number is left: scalars of this recorder stay recognizable as those of an earlier recording.
        Limit = 0;
        Newest = 0;
        return new(Tape, _memory, uint.MaxValue);
    }

    /// <summary>Looks again at what the tape is doing: whether operations are recorded, and in which way.</summary>
    public void Refresh() =>
        Limit = Tape.IsDifferentiable && !Tape.DetectsAnomalies && Frozen is null && _curvatures is null ? (Newest & ~IndexMask) + (ulong)Math.Min(_end, int.MaxValue) : 0;

    /// <summary>From here on operations are taken down as a program, until <see cref="EndFreezing"/>.</summary>
    public FrozenRecording<T> BeginFreezing()
    {
        Frozen = new(this);
        Refresh();
        return Frozen;
    }

    public void EndFreezing()
    {
        Frozen = null;
        Refresh();
    }

    /// <summary>The place of an index in this recording.</summary>
    public ulong PlaceOf(int index) => (Newest & ~IndexMask) | (uint)index;

    /// <summary>What is to be done before numbers or gradients go in or out of the recording.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeforeCrossing()
    {
        if (Frozen is not null)
        {
            throw Unseen();
        }
    }

    /// <summary>Takes note of a branch, if a function is being frozen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Observe(GuardKind kind, Scalar<T> x, Scalar<T> y, bool outcome)
    {
        if (Frozen is { } frozen)
        {
            frozen.Guard(kind, x, y, outcome);
        }
    }

    /// <summary>The place of the first of new leaves, which are neighbours.</summary>
    public ulong AddLeaves(int count)
    {
        BeforeCrossing();
        int first = Count;
        CheckIndices(count);
        ulong place = Place;
        Place += (ulong)count;
        Origin -= count;
        _end += count;
        if (_segments[_segmentCount - 1].First != first)
        {
            CloseSegment(first);
        }

        OpenSegment(Count);
        Refresh();
        return place;
    }

    /// <summary>Makes room for neighbouring statements and gives the first, at <see cref="Place"/>; the caller fills them and moves the place.</summary>
    public Statement<T>* MakeRoom(int statements)
    {
        int index = Count;
        if (_end - index < statements)
        {
            CheckIndices(statements);
            Statement<T>[] chunk = _memory.NextChunk(statements);
            if (_segments[_segmentCount - 1].First != index)
            {
                CloseSegment(index);
            }

            Origin = (Statement<T>*)Unsafe.AsPointer(ref chunk[0]) - index;
            _end = (long)index + chunk.Length;
            OpenSegment(index);
            Refresh();
        }

        return Origin + index;
    }

    /// <summary>Refuses a scalar of another tape or of an earlier recording.</summary>
    public void Check(Scalar<T> scalar, string operation)
    {
        if (Refusal(scalar, operation) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc cref="Check(Scalar{T}, string)"/>
    public void Check(ReadOnlySpan<Scalar<T>> scalars, string operation)
    {
        foreach (ref readonly Scalar<T> scalar in scalars)
        {
            if (!Accepts(in scalar))
            {
                Check(scalar, operation);
            }
        }
    }

    /// <summary>Whether a scalar is of this recording or a constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Accepts(ref readonly Scalar<T> scalar) =>
        (ReferenceEquals(scalar.Recorder, this) | scalar.Recorder is null) & scalar.Place <= Newest;

    /// <summary>Why a scalar cannot be used here, if it cannot.</summary>
    public RecordingException? Refusal(Scalar<T> scalar, string operation) =>
        scalar.Recorder is not { } recorder || Holds(scalar) ? null
        : ReferenceEquals(recorder.Tape, Tape) ? new($"{operation}: a scalar belongs to an earlier recording; it cannot be used after Reset.")
        : new($"{operation}: the operands belong to different tapes; bring the value over with tape.Scalar(other.Value).");

    /// <summary>Whether a scalar is of this recording, and no constant.</summary>
    public bool Holds(Scalar<T> scalar) => ReferenceEquals(scalar.Recorder, this) && scalar.Place - 1 < Newest;

    private static RecordingException Unseen() => new(
        "A function that is being frozen takes a Value or gradients, makes variables or arrays: that cannot be followed. Compare the scalars themselves.");

    private void Begin()
    {
        Newest = ((ulong)_number << 32) | IndexMask;
        Place = ((ulong)_number << 32) + 1;
        Origin = null;
        _end = 1;
        _segmentCount = 0;
        OpenSegment(1);
        Refresh();
    }

    private void OpenSegment(int first)
    {
        if (_segmentCount == 0 || _segments[_segmentCount - 1].End > _segments[_segmentCount - 1].First)
        {
            if (_segmentCount == _segments.Length)
            {
                Array.Resize(ref _segments, 2 * _segmentCount);
            }

            _segmentCount++;
        }

        _segments[_segmentCount - 1] = new() { First = first, End = first, Origin = Origin };
    }

    private void CloseSegment(int end) => _segments[_segmentCount - 1].End = end;

    private void CheckIndices(int count)
    {
        if (Count > int.MaxValue - 1 - count)
        {
            throw new RecordingException("The recording holds two billion scalar operations, the most there can be: Reset the tape in between.");
        }
    }
}
