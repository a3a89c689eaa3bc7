using System.Diagnostics;

namespace AutoGrad.Bench;

/// <summary>
/// Compares two candidates in one process on a machine that is not quiet: short bursts of the one and the other in turn, so that
/// both meet the same conditions, and the median of the ratios of neighbouring bursts.
/// </summary>
internal static class RatioRunner
{
    private const int AllocationSteps = 1000;

    private static readonly TimeSpan _burst = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(5);

    // The runtime recompiles in the background to full speed, in stages; with one core each of them waits ten times as long.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(Environment.ProcessorCount == 1 ? 9 : 3);

    /// <summary>Runs the cases and writes a line for each to the output, everything else to the error output.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        RatioOptions options;
        try
        {
            options = RatioOptions.Parse(arguments);
        }
        catch (ArgumentException exception)
        {
            return Fail($"{exception.Message}\n{RatioOptions.Usage}", 2);
        }

        if (options.Blas)
        {
            return BlasComparison.Run(options);
        }

        List<TrainingCase> cases = [.. TrainingCase.All.Where(item => item.Name.Contains(options.Filter ?? string.Empty, StringComparison.Ordinal))];
        if (cases.Count == 0)
        {
            return Fail($"No case contains '{options.Filter}'. There are: {string.Join(", ", TrainingCase.All)}", 2);
        }

        foreach (TrainingCase item in cases)
        {
            try
            {
                Console.Error.WriteLine($"{item.Name}: {item.Verify()}");
            }
            catch (InvalidOperationException exception)
            {
                return Fail(exception.Message, 1);
            }
        }

        WarmUp(cases);
        List<RatioRow> rows = [];
        foreach (TrainingCase item in cases)
        {
            rows.Add(Measure(item));
            Console.Out.WriteLine(rows[^1]);
        }

        if (options.JsonFile is { } file)
        {
            RatioReport.Write(file, rows);
        }

        return 0;
    }

    private static RatioRow Measure(TrainingCase item)
    {
        (int ours, int manual) = (StepsInBurst(item.Ours), StepsInBurst(item.Manual));
        List<double> oursTimes = [];
        List<double> manualTimes = [];
        List<double> ratios = [];
        long start = Stopwatch.GetTimestamp();
        for (bool oursFirst = true; Stopwatch.GetElapsedTime(start) < _measured; oursFirst = !oursFirst)
        {
            double first = oursFirst ? Microseconds(item.Ours, ours) : Microseconds(item.Manual, manual);
            double second = oursFirst ? Microseconds(item.Manual, manual) : Microseconds(item.Ours, ours);
            (double ourTime, double manualTime) = oursFirst ? (first, second) : (second, first);
            oursTimes.Add(ourTime);
            manualTimes.Add(manualTime);
            ratios.Add(ourTime / manualTime);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        item.Ours(AllocationSteps);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return new(item.Name, Median(oursTimes), "manual", Median(manualTimes), Median(ratios), (double)allocated / AllocationSteps);
    }

    /// <summary>Runs all cases in turn until the runtime has compiled them to the end.</summary>
    private static void WarmUp(List<TrainingCase> cases)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _warmUp)
        {
            foreach (TrainingCase item in cases)
            {
                long turn = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(turn) < _turn)
                {
                    item.Ours(1);
                    item.Manual(1);
                }
            }

            // The compiler in the background needs a turn on a busy machine.
            Thread.Sleep(_turn);
        }
    }

    private static int StepsInBurst(Func<int, float> candidate)
    {
        double fastest = double.PositiveInfinity;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            fastest = Math.Min(fastest, Microseconds(candidate, 10));
        }

        return Math.Max(1, (int)(_burst.TotalMicroseconds / fastest));
    }

    /// <summary>The time of one step, from a burst of several.</summary>
    private static double Microseconds(Func<int, float> candidate, int steps)
    {
        long start = Stopwatch.GetTimestamp();
        candidate(steps);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
