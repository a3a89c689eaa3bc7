using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>
/// The matrix product beside OpenBLAS and oneDNN, in one process: short bursts of ours, of the peers and of the machine's multiply-adds
/// in turn, and the medians over the turns.
/// </summary>
internal static class BlasComparison
{
    private const int AllocationSteps = 100;
    private const int PeakRounds = 100_000;

    private static readonly TimeSpan _burst = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _warmUp = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan _measured = TimeSpan.FromMilliseconds(1200);

    // The threads of a peer go on looking for work when its burst is over, at the cost of who comes next.
    private static readonly TimeSpan _burstOfThreads = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs the cases of the filter: a line for each peer to the output, the share of the machine's peak to the error output.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="PeerMissingException">There is no OpenBLAS.</exception>
    /// <exception cref="InvalidOperationException">Products differ.</exception>
    public static int Run(RatioOptions options)
    {
        int threads = options.Threads ?? 1;
        ProcessorCores.Use(threads);
        List<BlasCase> cases = [.. BlasCase.All.Where(item => options.Wants(item.Name))];
        if (cases.Count == 0)
        {
            Console.Error.WriteLine($"No case contains '{options.Filter}'. There are: {string.Join(", ", BlasCase.All)}");
            return 2;
        }

        nint library = NativePeer.OpenBlas(threads);
        if (library == 0)
        {
            throw new PeerMissingException("No OpenBLAS here: install it (Debian: libopenblas0-pthread) to compare the matrix product with it.");
        }

        OpenBlasProduct openBlas = new(library, threads);
        List<BlasProduct> peers = [openBlas];
        if (NativePeer.OneDnn(threads) is not 0 and { } oneDnn)
        {
            peers.Add(new OneDnnProduct(oneDnn));
        }

        Console.Error.WriteLine($"OpenBLAS with the kernels for {openBlas.Kernels}; {(peers.Count > 1 ? "oneDNN" : "no oneDNN")}");
        List<RatioRow> rows = [];
        foreach (BlasCase item in cases)
        {
            rows.AddRange(item.IsDouble ? Measure<double>(item, peers, threads) : Measure<float>(item, peers, threads));
        }

        if (options.JsonFile is { } file)
        {
            RatioReport.Write(file, options, rows);
        }

        return 0;
    }

    private static List<RatioRow> Measure<T>(BlasCase item, List<BlasProduct> all, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<BlasProduct> peers = [.. all.Where(peer => peer.Has<T>())];
        using BlasOperands<T> operands = new(item, peers.Count, threads);
        List<string> names = ["ours"];
        List<Action> candidates = [() => operands.Ours(threads)];
        for (int index = 0; index < peers.Count; index++)
        {
            (BlasProduct peer, int number) = (peers[index], index + 1);
            operands.Verify(peer, number);
            names.Add(peer.Name);
            candidates.Add(() => operands.Peer(peer, number));
        }

        if (threads > 1)
        {
            names.Add("one-thread");
            candidates.Add(() => operands.Ours(1));
        }

        double operations = FusedPeak.Run<T>(PeakRounds);
        candidates.Add(() => FusedPeak.Run<T>(PeakRounds));
        Turns turns = Alternate(candidates, threads == 1 ? _burst : _burstOfThreads, threads == 1 ? _measured : 2 * _measured);
        if (threads == 1)
        {
            WriteShare(item, operations, turns);
        }

        double allocated = BytesPerStep(candidates[0]);
        List<RatioRow> rows = [];
        for (int index = 1; index < names.Count; index++)
        {
            rows.Add(new(item.Name, Median.Of(turns.Times[0]), names[index], Median.Of(turns.Times[index]), Median.Of(turns.Ratios[index]), allocated));
            Console.Out.WriteLine(rows[^1]);
        }

        return rows;
    }

    /// <summary>How much of what the core can do the product does: of multiply-adds in registers, in turn with it.</summary>
    private static void WriteShare(BlasCase item, double operations, Turns turns)
    {
        double share = item.Operations / operations / Median.Of(turns.Ratios[^1]);
        double peakSpeed = operations / Median.Of(turns.Times[^1]) / 1e3;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{item.Name}: {share:F2} of the peak, {share * peakSpeed:F0} of {peakSpeed:F0} GFLOP/s"));
    }

    /// <summary>Bursts of all candidates in turn; who begins changes.</summary>
    private static Turns Alternate(List<Action> candidates, TimeSpan burst, TimeSpan measured)
    {
        int[] steps = [.. candidates.Select(candidate => StepsInBurst(candidate, burst))];
        double[] now = new double[steps.Length];
        Turns turns = new([.. steps.Select(_ => new List<double>())], [.. steps.Select(_ => new List<double>())]);
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; Stopwatch.GetElapsedTime(start) < measured; turn++)
        {
            for (int place = 0; place < now.Length; place++)
            {
                int index = (turn + place) % now.Length;

                // Not counted: it meets the others' data in the caches, and large products have no more than one or two steps in a burst.
                candidates[index]();
                now[index] = Microseconds(candidates[index], steps[index]);
            }

            for (int index = 0; index < now.Length; index++)
            {
                turns.Times[index].Add(now[index]);
                turns.Ratios[index].Add(now[0] / now[index]);
            }
        }

        return turns;
    }

    private static double BytesPerStep(Action candidate)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int step = 0; step < AllocationSteps; step++)
        {
            candidate();
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / AllocationSteps;
    }

    /// <summary>Warms the candidate up, and counts how many of its steps a burst has.</summary>
    private static int StepsInBurst(Action candidate, TimeSpan burst)
    {
        double fastest = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _warmUp)
        {
            fastest = Math.Min(fastest, Microseconds(candidate, 1));
        }

        return Math.Max(1, (int)(burst.TotalMicroseconds / fastest));
    }

    /// <summary>The time of one step, from a burst of several.</summary>
    private static double Microseconds(Action candidate, int steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            candidate();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
    }

    /// <summary>The times of each candidate, and the first one's over its own.</summary>
    private sealed record Turns(List<double>[] Times, List<double>[] Ratios);
}
