using System.Globalization;
using System.Numerics;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels.Reference;

/// <summary>
/// elementary.csv, one row a point: function, x, the double nearest to f(x), what is left in units of its last place, and the same
/// two for f'(x). Doubles are written as their bits.
/// </summary>
internal static class ReferenceTable
{
    public const string Header = "function,x,value,value_rest,slope,slope_rest";

    public static string Row(string function, double x)
    {
        (BigInteger value, BigInteger slope) = ReferenceFunction.Evaluate(function, x);
        (double y, double rest) = FixedPoint.Round(value);
        (double dy, double slopeRest) = FixedPoint.Round(slope);
        return string.Create(
            CultureInfo.InvariantCulture, $"{function},{Bits(x)},{Bits(y)},{rest:0.000},{Bits(dy)},{slopeRest:0.000}");
    }

    /// <summary>
    /// The arguments: over the range where the function does not saturate, around 1, bits at random (all exponents), near 0, subnormal,
    /// and around the points where the function or its kernel changes. Every second one is a float.
    /// </summary>
    public static IEnumerable<double> Arguments(string function)
    {
        Random random = new(20);
        (double low, double high, double[] corners) = Range(function);
        List<double> points = [];
        for (int i = 0; i < 100; i++)
        {
            points.Add(function is "log" or "log1p"
                ? Math.ScaleB(1.0 + random.NextDouble(), random.Next(-60, 60))
                : low + ((high - low) * random.NextDouble()));
            points.Add((random.NextDouble() * 4.0) - 2.0);
        }

        for (int i = 0; i < 60; i++)
        {
            points.Add(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            points.Add(Math.ScaleB(random.NextDouble() - 0.5, -random.Next(60)));
        }

        for (int i = 0; i < 8; i++)
        {
            points.Add(BitConverter.Int64BitsToDouble(random.NextInt64(1L << random.Next(8, 52))) * ((i & 1) == 0 ? 1.0 : -1.0));
            points.Add(Math.ScaleB(random.NextDouble(), -126 - random.Next(24)));
        }

        foreach (double corner in corners)
        {
            points.AddRange([corner, Math.BitIncrement(corner), Math.BitDecrement(corner)]);
            for (int i = 0; i < 3; i++)
            {
                points.Add(corner + Math.ScaleB(corner * (random.NextDouble() - 0.5), -random.Next(1, 40)));
            }
        }

        for (int i = 0; i < points.Count; i += 2)
        {
            if (float.IsFinite((float)points[i]) && (float)points[i] != 0.0f)
            {
                points[i] = (float)points[i];
            }
        }

        double least = function switch { "log" => double.Epsilon, "log1p" => Math.BitIncrement(-1.0), _ => double.MinValue };
        return points.Where(x => double.IsFinite(x) && x != 0.0 && x >= least).Distinct().Order();
    }

    private static (double Low, double High, double[] Corners) Range(string function) => function switch
    {
        "exp" => (-746.0, 710.0, [709.782712893384, -708.396418532264, -745.133219101941, 88.7228394, -87.3365479, -103.972084, 0.34657359, -0.34657359]),
        "expm1" => (-40.0, 710.0, [709.782712893384, 88.7228394, -37.4299, -17.32868, 0.34657359, -0.34657359, 1.03972]),
        "log" => (0.0, 0.0, [1.0, 0.75, 1.5, 2.0, 2.2250738585072014e-308, 1.17549435e-38, double.MaxValue / 2.0, 3.4e38]),
        "log1p" => (0.0, 0.0, [-0.25, 0.5, -0.5, 1.0, -0.99999999, 9007199254740992.0, 16777216.0]),
        "tanh" => (-20.0, 20.0, [0.519860385, -0.519860385, 19.0615, 20.0, 9.01091, 10.0, 0.173287]),
        "sigmoid" => (-746.0, 40.0, [36.7368, 17.3287, -708.396418532264, -745.133219101941, -87.3365479, -103.972084]),
        "softplus" => (-746.0, 40.0, [0.69314718, -0.69314718, 36.7368, 17.3287, -708.396418532264, -745.133219101941, -103.972084]),
        "erf" => (-6.1, 6.1, [0.875, 1.0, -1.0, 3.9192059, 4.0, 5.921587195794507, 6.0]),
        "phi" => (-39.0, 9.0, [0.875, -0.875, 1.0, -1.0, 8.2923, 5.4199, -38.4674, -37.5193, -12.9, -14.1, -14.5]),
        "gelu" => (-39.0, 9.0, [0.875, -0.875, 1.0, -1.0, -0.7517915246935645, 8.2, 5.4, -38.5685, -37.6, -13.1, -14.3, -14.5]),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    private static string Bits(double value) =>
        BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);
}
