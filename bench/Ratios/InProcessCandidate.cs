using System.Diagnostics;

namespace AutoGrad.Bench;

/// <summary>A candidate in this process: chunks of about 2 ms, of which the median counts.</summary>
internal sealed class InProcessCandidate(string name, Func<int, float> run) : ICandidate
{
    private readonly List<double> _times = [];
    private int _steps;

    /// <summary>How long a chunk is: long enough for the clock, short enough for a machine that is not quiet.</summary>
    public static TimeSpan Chunk { get; } = TimeSpan.FromMilliseconds(2);

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Runs steps.</summary>
    public void Run(int steps) => run(steps);

    /// <inheritdoc/>
    public double Microseconds(TimeSpan burst)
    {
        _steps = _steps == 0 ? StepsInChunk() : _steps;
        if (burst <= Chunk)
        {
            return Time(_steps);
        }

        _times.Clear();
        long start = Stopwatch.GetTimestamp();
        do
        {
            _times.Add(Time(_steps));
        }
        while (Stopwatch.GetElapsedTime(start) < burst);
        return Median.Of(_times);
    }

    /// <summary>Enough steps for a chunk at the speed of the fastest of some attempts.</summary>
    private int StepsInChunk()
    {
        double fastest = Time(1);
        int steps = 1 + (int)(Chunk.TotalMicroseconds / 20.0 / fastest);
        for (int attempt = 0; attempt < 20 && fastest < Chunk.TotalMicroseconds; attempt++)
        {
            fastest = Math.Min(fastest, Time(steps));
        }

        return Math.Max(1, (int)(Chunk.TotalMicroseconds / fastest));
    }

    /// <summary>The time of one step, from several.</summary>
    private double Time(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        run(steps);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
    }
}
