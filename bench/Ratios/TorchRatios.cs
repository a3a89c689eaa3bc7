using System.Globalization;

namespace AutoGrad.Bench;

/// <summary>The library against PyTorch, and what else the goals of speed are about.</summary>
internal static class TorchRatios
{
    private const string FirstStep = "first-step";
    private const string MemoryCase = "memory-784-512-512-10-b128";
    private const double FirstStepGoal = 150_000.0;
    private const int MemoryTimes = 3;

    // Long enough for the caches to be one's own again after the other's turn.
    private static readonly TimeSpan _burst = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(4);

    /// <summary>Measures what is wanted and hands on each row when it is there.</summary>
    /// <exception cref="PeerMissingException">PyTorch is not installed.</exception>
    public static void Run(RatioOptions options, Action<RatioRow> write)
    {
        int threads = options.Threads ?? 1;
        ProcessorCores.Use(threads);
        using TorchProcess torch = TorchProcess.Start(threads, options.Data);
        Console.Error.WriteLine($"torch: {torch.Version}, threads {threads}");
        List<(Comparison Comparison, IWork Work)> comparisons = [.. Create(options, threads, torch)];
        Comparison.WarmUp([.. comparisons.Select(item => item.Comparison.Ours).Distinct()]);
        foreach ((Comparison comparison, IWork work) in comparisons)
        {
            RatioRow row = comparison.Measure();
            write(row);
            if (work.Pieces is var (count, piece))
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{row.Name}: {row.Ours * 1e3 / count:F3} ns a {piece}, {row.Peer} {row.Theirs * 1e3 / count:F3}"));
            }
        }

        if (options.Wants(FirstStep))
        {
            double time = FreshProcess.FirstStep(threads);
            write(new(FirstStep, time, "target", FirstStepGoal, time / FirstStepGoal, null));
        }

        if (options.Wants(MemoryCase) && OperatingSystem.IsLinux())
        {
            write(Memory(threads, torch));
        }
    }

    private static IEnumerable<(Comparison Comparison, IWork Work)> Create(RatioOptions options, int threads, TorchProcess torch)
    {
        foreach (IWork work in Works(options, threads))
        {
            InProcessCandidate ours = new("ours", work.Run);
            yield return (new(work.Name, ours, torch.Candidate(work.Name), _burst, _measured), work);
            if (work is AdamSteps { Length: int length })
            {
                InProcessCandidate copy = new("copy", new CopySteps(length).Run);
                yield return (new(work.Name, ours, copy, InProcessCandidate.Chunk, _measured), work);
            }
        }

        const string Gradients = "gradients-784-512-512-10-b128";
        if (options.Wants(Gradients))
        {
            MlpSteps steps = new([784, 512, 512, 10], batch: 128, threads);
            InProcessCandidate forward = new("forward", steps.RunForward);
            yield return (new(Gradients, new("ours", steps.Run), forward, InProcessCandidate.Chunk, _measured), steps);
        }
    }

    private static IEnumerable<IWork> Works(RatioOptions options, int threads)
    {
        IWork[] works =
        [
            new MlpSteps([784, 128, 10], batch: 32, threads),
            new MlpSteps([784, 128, 10], batch: 128, threads),
            new MlpSteps([784, 128, 10], batch: 512, threads),
            new MlpSteps([784, 512, 512, 10], batch: 128, threads),
            new MlpSteps([784, 512, 512, 10], batch: 512, threads),
            new MlpSteps([784, 1024, 1024, 1024, 10], batch: 256, threads),
            new MlpSteps([64, 32, 10], batch: 16, threads),
            new MlpSteps([2, 16, 16, 1], batch: 4, threads),
            new MlpSteps([784, 128, 10], batch: 32, threads, withAdam: true),
            new ChainSteps(asMap: false, threads),
            new ChainSteps(asMap: true, threads),
            new CrossEntropySteps(4096, 1000, threads),
            new AdamSteps("adam-100k", 100_000, threads),
            new AdamSteps("adam-1m", 1_000_000, threads),
        ];
        foreach (IWork work in works.Where(work => options.Wants(work.Name)))
        {
            yield return work;
        }

        if (!options.Wants(MnistEpochs.CaseName))
        {
            yield break;
        }

        if (options.Data is { } folder)
        {
            yield return new MnistEpochs(folder, threads);
        }
        else
        {
            Console.Error.WriteLine($"{MnistEpochs.CaseName}: left out, --data FOLDER says where MNIST is");
        }
    }

    private static RatioRow Memory(int threads, TorchProcess torch)
    {
        List<double> ours = [];
        List<double> theirs = [];
        for (int time = 0; time < MemoryTimes; time++)
        {
            ours.Add(FreshProcess.Kilobytes(threads));
            theirs.Add(torch.Kilobytes(MemoryCase));
        }

        (double our, double their) = (Median.Of(ours), Median.Of(theirs));
        return new(MemoryCase, our, "torch", their, our / their, null);
    }
}
