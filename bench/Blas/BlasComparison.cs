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

    /// <summary>Runs the cases of the filter: a line for each peer to the output, the share of the machine's peak to the error output.</summary>
    /// <returns>The exit code: 3 without OpenBLAS.</returns>
    public static int Run(RatioOptions options)
    {
        const int Threads = 1;
        List<BlasCase> cases = [.. BlasCase.All.Where(item => item.Name.Contains(options.Filter ?? string.Empty, StringComparison.Ordinal))];
        if (cases.Count == 0)
        {
            Console.Error.WriteLine($"No case contains '{options.Filter}'. There are: {string.Join(", ", BlasCase.All)}");
            return 2;
        }

        nint library = NativePeer.OpenBlas(Threads);
        if (library == 0)
        {
            Console.Error.WriteLine("No OpenBLAS here: install it (Debian: libopenblas0-pthread) to compare the matrix product with it.");
            return 3;
        }

        OpenBlasProduct openBlas = new(library, Threads);
        List<BlasProduct> peers = [openBlas];
        if (NativePeer.OneDnn(Threads) is not 0 and { } oneDnn)
        {
            peers.Add(new OneDnnProduct(oneDnn));
        }

        Console.Error.WriteLine($"OpenBLAS with the kernels for {openBlas.Kernels}; {(peers.Count > 1 ? "oneDNN" : "no oneDNN")}");
        List<RatioRow> rows = [];
        foreach (BlasCase item in cases)
        {
            try
            {
                rows.AddRange(item.IsDouble ? Measure<double>(item, peers) : Measure<float>(item, peers));
            }
            catch (InvalidOperationException exception)
            {
                Console.Error.WriteLine(exception.Message);
                return 1;
            }
        }

        if (options.JsonFile is { } file)
        {
            RatioReport.Write(file, options, rows);
        }

        return 0;
    }

    private static List<RatioRow> Measure<T>(BlasCase item, List<BlasProduct> all)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<BlasProduct> peers = [.. all.Where(peer => peer.Has<T>())];
        using BlasOperands<T> operands = new(item, peers.Count);
        List<Action> candidates = [operands.Ours];
        for (int index = 0; index < peers.Count; index++)
        {
            (BlasProduct peer, int number) = (peers[index], index + 1);
            operands.Verify(peer, number);
            candidates.Add(() => operands.Peer(peer, number));
        }

        double operations = FusedPeak.Run<T>(PeakRounds);
        candidates.Add(() => FusedPeak.Run<T>(PeakRounds));
        int peak = candidates.Count - 1;
        int[] steps = [.. candidates.Select(StepsInBurst)];
        double[] times = new double[candidates.Count];
        List<double>[] series = [.. candidates.Select(_ => new List<double>())];
        List<double>[] ratios = [.. candidates.Select(_ => new List<double>())];
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; Stopwatch.GetElapsedTime(start) < _measured; turn++)
        {
            for (int place = 0; place < candidates.Count; place++)
            {
                int index = (turn + place) % candidates.Count;
                times[index] = Microseconds(candidates[index], steps[index]);
            }

            for (int index = 0; index < candidates.Count; index++)
            {
                series[index].Add(times[index]);
                ratios[index].Add(times[0] / times[index]);
            }
        }

        double share = item.Operations / operations / Median(ratios[peak]);
        double peakSpeed = operations / Median(series[peak]) / 1e3;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{item.Name}: {share:F2} of the peak, {share * peakSpeed:F0} of {peakSpeed:F0} GFLOP/s"));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < AllocationSteps; step++)
        {
            operands.Ours();
        }

        double allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / AllocationSteps;
        List<RatioRow> rows = [];
        for (int index = 0; index < peers.Count; index++)
        {
            rows.Add(new(item.Name, Median(series[0]), peers[index].Name, Median(series[index + 1]), Median(ratios[index + 1]), allocated));
            Console.Out.WriteLine(rows[^1]);
        }

        return rows;
    }

    /// <summary>Warms the candidate up, and counts how many of its steps a burst has.</summary>
    private static int StepsInBurst(Action candidate)
    {
        double fastest = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _warmUp)
        {
            fastest = Math.Min(fastest, Microseconds(candidate, 1));
        }

        return Math.Max(1, (int)(_burst.TotalMicroseconds / fastest));
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

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }
}
