namespace AutoGrad.Bench;

/// <summary>What a step costs when batch, width, depth or the number of nodes grows.</summary>
internal static class ScaleTables
{
    private static readonly TimeSpan _burst = TimeSpan.FromMilliseconds(500);

    /// <summary>Measures what is wanted and hands on each row when it is there.</summary>
    public static void Run(RatioOptions options, Action<ScaleRow> write)
    {
        int threads = options.Threads ?? 1;
        ProcessorCores.Use(threads);
        List<Size> sizes = [.. Sizes(threads).Where(size => options.Wants(size.What))];
        Comparison.WarmUp([.. sizes.Select(size => size.Ours)]);
        foreach (Size size in sizes)
        {
            double time = size.Ours.Microseconds(_burst);
            write(new(size.What, size.Count, time, time / size.Units, Comparison.BytesPerStep(size.Ours)));
        }
    }

    private static IEnumerable<Size> Sizes(int threads)
    {
        for (int batch = 1; batch <= 1024; batch *= 4)
        {
            yield return new("batch", batch, batch, new("ours", new MlpSteps([784, 128, 10], batch, threads).Run));
        }

        for (int width = 16; width <= 1024; width *= 4)
        {
            // Two products of the first layer (its inputs need no gradient), three of the second and of the third.
            const int Batch = 64;
            double millions = 1e-6 * Batch * width * ((2.0 * 784) + (3.0 * width) + (3.0 * 10));
            yield return new("width", width, millions, new("ours", new MlpSteps([784, width, width, 10], Batch, threads).Run));
        }

        for (int depth = 1; depth <= 64; depth *= 4)
        {
            int[] layers = [.. Enumerable.Repeat(64, depth + 1), 10];
            yield return new("depth", depth, depth, new("ours", new MlpSteps(layers, batch: 32, threads).Run));
        }

        for (int nodes = 10; nodes <= 100_000; nodes *= 10)
        {
            yield return new("nodes", nodes, nodes, new("ours", new NodeSteps(nodes, threads).Run));
        }
    }

    private sealed record Size(string What, int Count, double Units, InProcessCandidate Ours);
}
