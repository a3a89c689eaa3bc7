namespace AutoGrad.Autodiff;

/// <summary>
/// Central differences, extrapolated to step 0: (f(x + h) - f(x - h)) / 2h for a falling sequence of steps, combined so that
/// the errors of order h^2, h^4, ... cancel; of all combinations the one that its neighbours confirm best is taken.
/// Source: C. J. F. Ridders, Accurate computation of F'(x) and F'(x) F''(x), Advances in Engineering Software 4 (1982).
/// </summary>
internal static class CentralDifference
{
    private const int Steps = 10;
    private const double Ratio = 2.0;

    // The first step, relative to the value's scale.
    private const double FirstStep = 1.0 / 32.0;

    /// <summary>The derivatives of all outputs along one input.</summary>
    /// <param name="f">The outputs at a value of the input.</param>
    /// <param name="x">The value of the input; the first step is in proportion to max(|x|, 1/8).</param>
    /// <param name="round">Rounds to a number that the input can hold.</param>
    public static double[] At(Func<double, double[]> f, double x, Func<double, double> round)
    {
        double step = FirstStep * Math.Max(Math.Abs(x), 0.125);
        double[][] tables = [];
        double[] best = [];
        double[] errors = [];
        int shrinks = 0;
        for (int row = 0; row < Steps; row++)
        {
            double[] differences = Difference(f, round(x + step), round(x - step));

            // Outside the function's domain: begin again with a smaller step.
            if (row == 0 && shrinks < 12 && !Array.TrueForAll(differences, double.IsFinite))
            {
                step /= 8.0;
                shrinks++;
                row--;
                continue;
            }

            if (row == 0)
            {
                tables = [.. differences.Select(difference => Start(difference))];
                best = differences;
                errors = [.. differences.Select(_ => double.PositiveInfinity)];
            }
            else
            {
                for (int output = 0; output < differences.Length; output++)
                {
                    Extrapolate(tables[output], row, differences[output], ref best[output], ref errors[output]);
                }
            }

            step /= Ratio;
        }

        return best;
    }

    private static double[] Start(double difference)
    {
        double[] table = new double[Steps];
        table[0] = difference;
        return table;
    }

    private static double[] Difference(Func<double, double[]> f, double above, double below)
    {
        double[] right = f(above);
        double[] left = f(below);
        for (int output = 0; output < right.Length; output++)
        {
            right[output] = (right[output] - left[output]) / (above - below);
        }

        return right;
    }

    // One more row of Neville's table, over the last one.
    private static void Extrapolate(double[] table, int row, double difference, ref double best, ref double error)
    {
        double factor = 1.0;
        double entry = difference;
        for (int column = 0; column < row; column++)
        {
            factor *= Ratio * Ratio;
            double above = table[column];
            table[column] = entry;
            double next = ((entry * factor) - above) / (factor - 1.0);
            double disagreement = Math.Max(Math.Abs(next - entry), Math.Abs(next - above));
            if (disagreement < error)
            {
                error = disagreement;
                best = next;
            }

            entry = next;
        }

        table[row] = entry;
    }
}
