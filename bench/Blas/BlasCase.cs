namespace AutoGrad.Bench;

/// <summary>C (m x n) = op(A) (m x k) op(B) (k x n), in float32 or float64.</summary>
internal sealed record BlasCase(string Name, bool IsDouble, int Rows, int Columns, int Depth, bool TransposeA, bool TransposeB)
{
    /// <summary>Cubes, and the three products of a linear layer: forward, the gradient of its inputs, the gradient of its weights.</summary>
    public static IReadOnlyList<BlasCase> All { get; } = [.. Every(false), .. Every(true)];

    public double Operations => 2.0 * Rows * Columns * Depth;

    public override string ToString() => Name;

    private static IEnumerable<BlasCase> Every(bool isDouble)
    {
        string prefix = isDouble ? "gemm-f64" : "gemm-f32";
        foreach (int size in (int[])[64, 128, 256, 512])
        {
            yield return new($"{prefix}-{size}-cubed", isDouble, size, size, size, false, false);
        }

        foreach (int batch in (int[])[32, 128, 512])
        {
            foreach (int outputs in (int[])[128, 512])
            {
                const int Inputs = 784;
                string name = $"{prefix}-b{batch}-{Inputs}-{outputs}";
                yield return new($"{name}-y", isDouble, batch, outputs, Inputs, false, false);
                yield return new($"{name}-dx", isDouble, batch, Inputs, outputs, false, true);
                yield return new($"{name}-dw", isDouble, Inputs, outputs, batch, true, false);
            }
        }
    }
}
