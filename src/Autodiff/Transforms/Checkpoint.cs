using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

// Segments that are computed twice instead of kept.
public sealed partial class Tape<T>
{
    private readonly List<(Arena Arena, BufferPool Pool)> _segmentMemory = [];
    private readonly List<ReverseSweep<T>> _nestedSweeps = [];
    private readonly List<CheckpointOperation<T>> _checkpoints = [];
    private int _checkpointCount;
    private uint _checkpointRecording;
    private int _segmentDepth;
    private CheckpointOperation<T>? _segment;
    private CheckpointOperation<T>? _replayed;
    private int _replayedDraws;

    /// <summary>
    /// The result of a segment of a computation of which only the inputs are kept: its intermediate values are computed again when
    /// the sweep comes to it. A chain of n equal layers in segments of sqrt(n) needs memory for about 2 sqrt(n) of them instead of n, and one
    /// more forward pass.
    /// </summary>
    /// <param name="segment">
    /// The segment. It may use parameters and other variables of the recording too, all are differentiated; it is called again with
    /// every sweep, and must then compute the same. Dropout draws the same masks again, and running statistics move once.
    /// </param>
    /// <param name="input">The segment's input.</param>
    /// <exception cref="RecordingException">The input or the result belongs to another tape or recording.</exception>
    public Variable<T> Checkpoint(Func<Variable<T>, Variable<T>> segment, Variable<T> input)
    {
        ArgumentNullException.ThrowIfNull(segment);
        Operand(input, nameof(Checkpoint));

        // Without a recording there is nothing to keep.
        return IsRecording ? RecordCheckpoint(segment, input) : segment(input);
    }

    /// <summary>The most memory that values and adjoints took at one time, the segments' included.</summary>
    internal long PeakBytes => _arena.Peak + _segmentMemory.Sum(memory => (long)memory.Arena.Peak);

    /// <summary>A sweep within a sweep.</summary>
    internal ReverseSweep<T> NestedSweep()
    {
        foreach (ReverseSweep<T> sweep in _nestedSweeps)
        {
            if (!sweep.IsRunning)
            {
                return sweep;
            }
        }

        _nestedSweeps.Add(new(this));
        return _nestedSweeps[^1];
    }

    /// <summary>Computes a segment again, as it was, recorded behind what is there.</summary>
    internal Variable<T> Recompute(CheckpointOperation<T> checkpoint)
    {
        (CheckpointOperation<T>? replayed, int draws, CheckpointOperation<T>? segment) = (_replayed, _replayedDraws, _segment);
        (_replayed, _replayedDraws, _segment) = (checkpoint, 0, null);
        try
        {
            Variable<T> result = checkpoint.Segment(VariableAt(checkpoint.Input));
            Operand(result, nameof(Checkpoint));
            return result;
        }
        finally
        {
            (_replayed, _replayedDraws, _segment) = (replayed, draws, segment);
        }
    }

    /// <summary>What is computed until <see cref="LeaveSegment"/> lies in memory of its own.</summary>
    internal SegmentState EnterSegment()
    {
        EndRepetition();
        SegmentState state = new(Here(), _beforeRules, _arena, _pool, _transient, LastResult);
        if (_segmentDepth == _segmentMemory.Count)
        {
            Arena arena = new();
            _segmentMemory.Add((arena, new(arena)));
        }

        (_arena, _pool) = _segmentMemory[_segmentDepth++];
        _transient = false;
        return state;
    }

    /// <summary>Back to the memory of the recording, where results can be copied to before <see cref="ForgetSegment"/>.</summary>
    internal void LeaveSegment(SegmentState state)
    {
        _segmentDepth--;
        (_beforeRules, _arena, _pool, _transient, LastResult) = (state.BeforeRules, state.Arena, state.Pool, state.IsTransient, state.LastResult);
    }

    /// <summary>Takes back what the segment recorded.</summary>
    internal void ForgetSegment(SegmentState state)
    {
        TruncateNodes(state.Before);
        DropValues(state.Before.Materialized);
        (Arena arena, BufferPool pool) = _segmentMemory[_segmentDepth];
        arena.Clear();
        pool.Clear();
    }

    private Variable<T> RecordCheckpoint(Func<Variable<T>, Variable<T>> segment, Variable<T> input)
    {
        CheckpointOperation<T> checkpoint = NextCheckpoint();
        checkpoint.Begin(segment, input.Id, _segment);
        SegmentState state = EnterSegment();
        try
        {
            _segment = checkpoint;
            Variable<T> result;
            try
            {
                result = segment(input);
                Operand(result, nameof(Checkpoint));

                // Computed now, in the segment's memory: the copy below is all that remains.
                _ = ValuesAt(result.Id);
            }
            finally
            {
                _segment = checkpoint.Outer;
                LeaveSegment(state);
            }

            checkpoint.FindOperands(this, state.Before.Count, _count);
            Node<T> last = _nodes[result.Id];
            if (result.Id < state.Before.Count)
            {
                ForgetSegment(state);
                return result;
            }

            Span<T> value = Allocate(last.Length);
            ValuesOf(in last).CopyTo(value);
            Span<int> sizes = stackalloc int[last.Rank];
            SizesAt(result.Id).CopyTo(sizes);
            ForgetSegment(state);
            return Push(checkpoint, value, sizes, last.Kind);
        }
        catch
        {
            ForgetSegment(state);
            throw;
        }
    }

    private unsafe Variable<T> Push(CheckpointOperation<T> checkpoint, Span<T> value, ReadOnlySpan<int> sizes, NodeKind kind)
    {
        // Parameters that the segment met first come into the recording before it.
        foreach (Parameter<T> parameter in checkpoint.Parameters)
        {
            checkpoint.Operands.Add(BringIn(parameter).Id);
        }

        checkpoint.Parameters.Clear();
        int list = PushSizes(CollectionsMarshal.AsSpan(checkpoint.Operands));
        return Push(checkpoint, value, PushSizes(sizes), sizes.Length, kind, Node<T>.Many, list, checkpoint.Operands.Count);
    }

    // Used again in the next recording: a steady step allocates none.
    private CheckpointOperation<T> NextCheckpoint()
    {
        if (_checkpointRecording != Recording)
        {
            (_checkpointRecording, _checkpointCount) = (Recording, 0);
        }

        if (_checkpointCount == _checkpoints.Count)
        {
            _checkpoints.Add(new());
        }

        return _checkpoints[_checkpointCount++];
    }

    internal readonly record struct SegmentState(
        TapeMark Before, TapeMark BeforeRules, Arena Arena, BufferPool Pool, bool IsTransient, int? LastResult);
}

/// <summary>
/// A segment of which only inputs are kept. The rule: compute it again, and sweep over what that records; its operands are what
/// the segment was seen to read.
/// </summary>
internal sealed class CheckpointOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<Variable<T>> _wanted = [];
    private readonly List<int> _places = [];

    public override string Name => "checkpoint";

    public Func<Variable<T>, Variable<T>> Segment { get; private set; } = null!;

    public int Input { get; private set; }

    /// <summary>The segment that this one lies in.</summary>
    public CheckpointOperation<T>? Outer { get; private set; }

    /// <summary>The random keys that were drawn, in order.</summary>
    public List<ulong> Draws { get; } = [];

    /// <summary>The differentiable nodes before the segment that it reads.</summary>
    public List<int> Operands { get; } = [];

    /// <summary>The parameters that it brought in.</summary>
    public List<Parameter<T>> Parameters { get; } = [];

    public void Begin(Func<Variable<T>, Variable<T>> segment, int input, CheckpointOperation<T>? outer)
    {
        (Segment, Input, Outer) = (segment, input, outer);
        Draws.Clear();
        Operands.Clear();
        Parameters.Clear();
    }

    public void FindOperands(Tape<T> tape, int from, int to)
    {
        for (int id = from; id < to; id++)
        {
            ref readonly Node<T> node = ref tape.NodeAt(id);
            if ((node.Kind & NodeKind.Parameter) != 0)
            {
                Parameters.Add(tape.ParameterAt(id));
            }

            for (int operand = Tape<T>.OperandCount(in node) - 1; operand >= 0; operand--)
            {
                int read = tape.OperandAt(in node, operand);
                if (read < from && (tape.NodeAt(read).Kind & NodeKind.Differentiable) != 0 && !Operands.Contains(read))
                {
                    Operands.Add(read);
                }
            }
        }
    }

    public override void Pull(ref Pullback<T> pull)
    {
        Tape<T> tape = pull.Tape;
        _wanted.Clear();
        _places.Clear();
        for (int operand = 0; operand < pull.OperandCount; operand++)
        {
            if (pull.Wants(operand))
            {
                _wanted.Add(pull.Operand(operand));
                _places.Add(operand);
            }
        }

        if (_wanted.Count == 0)
        {
            return;
        }

        if (pull.IsRecorded)
        {
            int first = tape.NodeCount;
            Variable<T> again = Again(tape, pull.OutputSizes);
            Variable<T>[] derivatives = new Variable<T>[_wanted.Count];
            tape.NestedSweep().Recorded(again, pull.Seed, CollectionsMarshal.AsSpan(_wanted), derivatives, first);
            for (int index = 0; index < derivatives.Length; index++)
            {
                pull.Add(_places[index], derivatives[index]);
            }

            return;
        }

        Tape<T>.SegmentState state = tape.EnterSegment();
        Gradients<T> gradients;
        try
        {
            // What was before the segment is the outer sweep's affair.
            int first = tape.NodeCount;
            gradients = tape.NestedSweep().InValues(Again(tape, pull.OutputSizes), pull.SeedValues, CollectionsMarshal.AsSpan(_wanted), first);
        }
        catch
        {
            tape.LeaveSegment(state);
            tape.ForgetSegment(state);
            throw;
        }

        tape.LeaveSegment(state);
        for (int index = 0; index < _places.Count; index++)
        {
            Span<T> target = pull.Target(_places[index], out bool accumulate);
            ReadOnlySpan<T> gradient = gradients[_wanted[index]];
            if (accumulate)
            {
                Kernels.Accumulation.AddScaledTo(gradient, T.One, target);
            }
            else
            {
                gradient.CopyTo(target);
            }
        }

        tape.ForgetSegment(state);
    }

    private Variable<T> Again(Tape<T> tape, ReadOnlySpan<int> sizes)
    {
        Variable<T> again = tape.Recompute(this);
        return again.Shape.AsSpan().SequenceEqual(sizes)
            ? again
            : throw new RecordingException($"Checkpoint: the segment gave shape {Shape.Format(sizes)} first and {again.Shape} when it was computed again.");
    }
}
