namespace AutoGrad.Autodiff;

// What operations take from and leave in the world outside the recording. All of it passes here: a segment that is computed
// again is given the same numbers and leaves nothing twice.
public sealed unsafe partial class Tape<T>
{
    /// <summary>The next key of a stream, or the one that was drawn when the segment was computed first.</summary>
    internal ulong Draw(MaskStream stream)
    {
        if (_replayed is not null && _replayedDraws == _replayed.Draws.Count)
        {
            throw new RecordingException("Checkpoint: the segment draws more random masks when it is computed again than it did first.");
        }

        ulong key = _replayed is null ? stream.Next() : _replayed.Draws[_replayedDraws++];
        for (CheckpointOperation<T>? segment = _segment; segment is not null; segment = segment.Outer)
        {
            segment.Draws.Add(key);
        }

        return key;
    }

    /// <summary>Moves running statistics towards those of a batch.</summary>
    internal void Observe(RunningStatistics<T> statistics, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, int count, double momentum)
    {
        if (_replayed is null)
        {
            statistics.Observe(mean, variance, count, momentum);
        }
    }
}
