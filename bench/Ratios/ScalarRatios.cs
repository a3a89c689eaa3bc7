using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>Gradients of scalar code against its plain evaluation, against backpropagation by hand, and against ADOL-C where it is installed.</summary>
internal static class ScalarRatios
{
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(2);

    // Long enough for the caches to be one's own again after the other process's turn.
    private static readonly TimeSpan _peerBurst = TimeSpan.FromMilliseconds(20);

    /// <summary>Verifies and measures what is wanted and hands on each row when it is there.</summary>
    /// <exception cref="InvalidOperationException">Gradients differ.</exception>
    /// <exception cref="PeerMissingException">ADOL-C was asked for and is not installed.</exception>
    public static void Run(RatioOptions options, Action<RatioRow> write)
    {
        if (options.Threads is { } threads)
        {
            ProcessorCores.Use(threads);
        }

        ScalarCase[] cases = [.. ScalarCase.All().Where(item => options.Wants(item.Name))];
        using AdolcProcess? adolc = cases.Length > 0 ? StartAdolc(options) : null;
        List<(Comparison Comparison, int Operations)> comparisons = [.. Create(cases, adolc, options)];
        IEnumerable<ICandidate> sides = comparisons.SelectMany(item => (ICandidate[])[item.Comparison.Ours, item.Comparison.Peer]);
        Comparison.WarmUp([.. sides.OfType<InProcessCandidate>().Distinct()]);
        foreach ((Comparison comparison, int operations) in comparisons)
        {
            RatioRow row = comparison.Measure();
            write(row);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name}: {row.Ours * 1e3 / operations:F3} ns an operation, {row.Peer} {row.Theirs * 1e3 / operations:F3}"));
        }
    }

    private static IEnumerable<(Comparison Comparison, int Operations)> Create(ScalarCase[] cases, AdolcProcess? adolc, RatioOptions options)
    {
        foreach (ScalarCase item in cases)
        {
            Console.Error.WriteLine($"{item.Name}: {item.Verify()}");
            InProcessCandidate ours = new("ours", item.Ours);
            if (!options.Adolc)
            {
                yield return (new(item.Name, ours, new InProcessCandidate("plain", item.Plain), InProcessCandidate.Chunk, _measured), item.Operations);
                yield return (new(item.Name, ours, new InProcessCandidate("manual", item.Manual), InProcessCandidate.Chunk, _measured), item.Operations);
            }

            if (adolc is not null)
            {
                double[] answer = adolc.Load(item);
                Console.Error.WriteLine($"{item.Name}: {item.Compare("adolc", answer[0], answer.AsSpan(1))}");
                yield return (new(item.Name, ours, adolc.Candidate(item.Name), _peerBurst, _measured), item.Operations);
            }
        }
    }

    private static AdolcProcess? StartAdolc(RatioOptions options)
    {
        try
        {
            return AdolcProcess.Start();
        }
        catch (PeerMissingException exception) when (!options.Adolc)
        {
            Console.Error.WriteLine($"Rows against ADOL-C are left out. {exception.Message}");
            return null;
        }
    }
}
