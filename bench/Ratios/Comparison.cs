using System.Diagnostics;

namespace AutoGrad.Bench;

/// <summary>
/// Two candidates on a machine that is not quiet: short bursts of the one and the other in turn, so that both meet the same conditions,
/// and the median of the ratios of neighbouring bursts.
/// </summary>
internal sealed record Comparison(string Name, InProcessCandidate Ours, ICandidate Peer, TimeSpan Burst, TimeSpan Measured)
{
    private const int LeastPairs = 5;
    private const int AllocationSteps = 1000;

    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _allocating = TimeSpan.FromMilliseconds(500);

    // The runtime recompiles in the background to full speed, in stages; with one core each of them waits ten times as long.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(Environment.ProcessorCount == 1 ? 9 : 3);

    /// <summary>Runs all sides that are in this process in turn until the runtime has compiled them to the end.</summary>
    public static void WarmUp(IReadOnlyList<InProcessCandidate> candidates)
    {
        long start = Stopwatch.GetTimestamp();
        while (candidates.Count > 0 && Stopwatch.GetElapsedTime(start) < _warmUp)
        {
            foreach (InProcessCandidate candidate in candidates)
            {
                long turn = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(turn) < _turn)
                {
                    candidate.Run(1);
                }
            }

            // The compiler in the background needs a turn on a busy machine.
            Thread.Sleep(_turn);
        }
    }

    /// <summary>The bytes that a step allocates on all threads, by the runtime's own count.</summary>
    public static double BytesPerStep(InProcessCandidate candidate)
    {
        int steps = (int)Math.Clamp(_allocating.TotalMicroseconds / candidate.Microseconds(TimeSpan.Zero), 1.0, AllocationSteps);

        // The lesser of two counts: what the runtime's own threads allocate now and then does not come with each step.
        return Math.Min(Allocated(candidate, steps), Allocated(candidate, steps)) / steps;
    }

    /// <summary>Measures.</summary>
    public RatioRow Measure()
    {
        // The first burst of each finds out how many steps it has room for.
        Ours.Microseconds(Burst);
        Peer.Microseconds(Burst);
        List<double> ours = [];
        List<double> theirs = [];
        List<double> ratios = [];
        long start = Stopwatch.GetTimestamp();
        for (bool oursFirst = true; Stopwatch.GetElapsedTime(start) < Measured || ratios.Count < LeastPairs; oursFirst = !oursFirst)
        {
            double first = (oursFirst ? Ours : Peer).Microseconds(Burst);
            double second = (oursFirst ? Peer : Ours).Microseconds(Burst);
            (double our, double their) = oursFirst ? (first, second) : (second, first);
            ours.Add(our);
            theirs.Add(their);
            ratios.Add(our / their);
        }

        return new(Name, Median.Of(ours), Peer.Name, Median.Of(theirs), Median.Of(ratios), BytesPerStep(Ours));
    }

    private static double Allocated(InProcessCandidate candidate, int steps)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        candidate.Run(steps);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
