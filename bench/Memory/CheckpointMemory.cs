using System.Globalization;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Bench;

/// <summary>
/// What a step of a deep network holds at its peak, with all values kept and with segments of about the square root of its depth
/// that are computed again, and what the second forward pass costs.
/// </summary>
internal static class CheckpointMemory
{
    private const int Width = 64;
    private const int Batch = 256;

    /// <summary>Writes a line for each depth: depth, kept_bytes, checkpointed_bytes, ratio, time_ratio.</summary>
    /// <returns>The exit code: 1 if the gradients differ.</returns>
    public static int Run()
    {
        foreach (int depth in (ReadOnlySpan<int>)[4, 16, 64, 256])
        {
            Mlp<float> model = new([.. Enumerable.Repeat(Width, depth + 1)], Activation.Tanh, seed: 1);
            int segments = (int)Math.Sqrt(depth);
            (long kept, double keptSeconds, float[] expected) = Measure(model, segments: 1, depth, isChecked: false);
            (long held, double seconds, float[] gradient) = Measure(model, segments, depth, isChecked: true);
            if (!expected.AsSpan().SequenceEqual(gradient))
            {
                Console.Error.WriteLine($"depth {depth}: the gradients differ");
                return 1;
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{depth}\t{kept}\t{held}\t{(double)held / kept:F3}\t{seconds / keptSeconds:F2}"));
        }

        return 0;
    }

    private static (long Peak, double Seconds, float[] Gradient) Measure(Mlp<float> model, int segments, int depth, bool isChecked)
    {
        Random random = new(1);
        float[] inputs = [.. Enumerable.Range(0, Batch * Width).Select(_ => random.NextSingle() - 0.5f)];
        Tape<float> tape = new();
        double least = double.PositiveInfinity;
        float[] gradient = [];
        for (int round = 0; round < 30; round++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            tape.Reset();
            Variable<float> x = tape.Borrow(inputs, [Batch, Width]);
            int layers = depth / segments;
            for (int segment = 0; segment < segments; segment++)
            {
                int first = segment * layers;
                Variable<float> Layers(Variable<float> input) => Forward(model, input, first, layers);
                x = isChecked ? tape.Checkpoint(Layers, x) : Layers(x);
            }

            Gradients<float> gradients = x.Square().Sum().Gradients();
            least = Math.Min(least, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
            gradient = gradients[model.Parameters[0]].ToArray();
        }

        return (tape.PeakBytes, least, gradient);
    }

    private static Variable<float> Forward(Mlp<float> model, Variable<float> x, int first, int layers)
    {
        for (int layer = first; layer < first + layers; layer++)
        {
            x = x.Linear(model.Parameters[2 * layer], model.Parameters[(2 * layer) + 1]).Tanh();
        }

        return x;
    }
}
