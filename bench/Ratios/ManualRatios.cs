namespace AutoGrad.Bench;

/// <summary>The library against backpropagation written by hand, on the library's own kernels.</summary>
internal static class ManualRatios
{
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(5);

    /// <summary>Verifies and measures what is wanted and hands on each row when it is there.</summary>
    /// <exception cref="InvalidOperationException">Gradients differ.</exception>
    public static void Run(RatioOptions options, Action<RatioRow> write)
    {
        if (options.Threads is { } threads)
        {
            ProcessorCores.Use(threads);
        }

        List<Comparison> comparisons = [];
        foreach (TrainingCase item in TrainingCase.All(options.Threads ?? 1).Where(item => options.Wants(item.Name)))
        {
            Console.Error.WriteLine($"{item.Name}: {item.Verify()}");
            InProcessCandidate manual = new("manual", item.Manual);
            comparisons.Add(new(item.Name, new("ours", item.Ours), manual, InProcessCandidate.Chunk, _measured));
        }

        Comparison.WarmUp([.. comparisons.SelectMany(item => (InProcessCandidate[])[item.Ours, (InProcessCandidate)item.Peer])]);
        foreach (Comparison comparison in comparisons)
        {
            write(comparison.Measure());
        }
    }
}
