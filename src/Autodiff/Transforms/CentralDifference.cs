namespace AutoGrad.Autodiff;

/// <summary>
/// Central differences, extrapolated to step 0: (f(x + h) - f(x - h)) / 2h for a falling sequence of steps, combined so that
/// the errors of order h^2, h^4, ... cancel; of all combinations the one that its neighbours confirm best is taken.
/// Source: C. J. F. Ridders, Accurate computation of F'(x) and F'(x) F''(x), Advances in Engineering Software 4 (1982).
/// </summary>
/// <param name="f">The outputs at a value of the input.</param>
/// <param name="x">The value of the input.</param>
/// <param name="round">Rounds to a number that the input can hold.</param>
internal sealed class CentralDifference(Func<double, double[]> f, double x, Func<double, double> round)
{
    private const int Steps = 10;
    private const int Attempts = 4;
    private const double Ratio = 2.0;

    private double[][] _tables = [];
    private double[] _best = [];
    private double[] _errors = [];
    private double _largest = 1.0;

    /// <summary>
    /// The derivatives of all outputs. The first step is in proportion to max(|x|, 1/8); where that leads nowhere (out of the
    /// domain, across a pole) smaller ones are tried, and the estimate with the smallest error is kept.
    /// </summary>
    public double[] Derivatives()
    {
        double step = Math.Max(Math.Abs(x), 0.125) / 32.0;
        for (int attempt = 0; attempt < Attempts && !IsSettled(); attempt++)
        {
            Extrapolate(step);
            step /= 1000.0;
        }

        return _best;
    }

    private bool IsSettled()
    {
        for (int output = 0; output < _best.Length; output++)
        {
            if (!(_errors[output] <= Math.Max(1e-7 * Math.Abs(_best[output]), 1e-10 * _largest)))
            {
                return false;
            }
        }

        return _best.Length > 0;
    }

    private void Extrapolate(double step)
    {
        for (int row = 0; row < Steps; row++)
        {
            double[] differences = Differences(round(x + step), round(x - step));
            if (_best.Length == 0)
            {
                _best = [.. differences];
                _errors = [.. differences.Select(_ => double.PositiveInfinity)];
                _tables = [.. differences.Select(_ => new double[Steps])];
            }

            for (int output = 0; output < differences.Length; output++)
            {
                AddRow(output, row, differences[output]);
            }

            step /= Ratio;
        }
    }

    private double[] Differences(double above, double below)
    {
        double[] right = f(above);
        double[] left = f(below);
        for (int output = 0; output < right.Length; output++)
        {
            double magnitude = Math.Abs(right[output]);
            _largest = double.IsFinite(magnitude) ? Math.Max(_largest, magnitude) : _largest;
            right[output] = (right[output] - left[output]) / (above - below);
        }

        return right;
    }

    // One more row of Neville's table, over the last one. A comparison with NaN is false: what is not finite is never the best.
    private void AddRow(int output, int row, double difference)
    {
        double[] table = _tables[output];
        double factor = 1.0;
        double entry = difference;
        for (int column = 0; column < row; column++)
        {
            factor *= Ratio * Ratio;
            double above = table[column];
            table[column] = entry;
            double next = ((entry * factor) - above) / (factor - 1.0);
            double disagreement = Math.Max(Math.Abs(next - entry), Math.Abs(next - above));
            if (disagreement < _errors[output])
            {
                _errors[output] = disagreement;
                _best[output] = next;
            }

            entry = next;
        }

        table[row] = entry;
    }
}
