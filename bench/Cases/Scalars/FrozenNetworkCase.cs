using AutoGrad.Autodiff;

namespace AutoGrad.Bench;

/// <summary>The network recorded once for a single point, and replayed for all points, one in each SIMD lane.</summary>
internal sealed class FrozenNetworkCase : FunctionCase<ScalarNetwork<SumOfProducts>>
{
    private readonly Compiled<double> _compiled;
    private readonly double[] _rows;
    private readonly double[] _losses = new double[NetworkShape.Points];

    public FrozenNetworkCase(string name, int operations, double[] values, double[] constants)
        : base(name, operations, values, constants)
    {
        // The weights are what all points share; a row is what a point has of its own: coordinates and target.
        double[] points = constants[..(NetworkShape.Inputs * NetworkShape.Points)];
        double[] targets = constants[points.Length..];
        _rows = [.. points.Chunk(NetworkShape.Inputs).Zip(targets).SelectMany(item => (double[])[.. item.First, item.Second])];
        _compiled = new Tape<double>().Freeze(PointLoss, [.. values, .. _rows[..(NetworkShape.Inputs + 1)]]);
    }

    /// <inheritdoc/>
    private protected override double Gradient(Span<double> gradient)
    {
        _compiled.ValuesAndGradients(Values, _rows, _losses, gradient, []);
        double sum = 0.0;
        foreach (double loss in _losses)
        {
            sum += loss;
        }

        foreach (ref double slope in gradient)
        {
            slope /= NetworkShape.Points;
        }

        return sum / NetworkShape.Points;
    }

    private static Scalar<double> PointLoss(ReadOnlySpan<Scalar<double>> x)
    {
        ReadOnlySpan<Scalar<double>> weights = x[..^(NetworkShape.Inputs + 1)];
        Scalar<double>[] first = new Scalar<double>[NetworkShape.Width];
        Scalar<double>[] second = new Scalar<double>[NetworkShape.Width];
        return ScalarNetwork<SumOfProducts>.PointLoss(weights, x[weights.Length..^1], x[^1], first, second);
    }
}
