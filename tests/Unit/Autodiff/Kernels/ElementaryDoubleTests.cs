namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed class ElementaryDoubleTests
{
    // Units of the last place, from the numbers that were measured with fused multiply-add and without, rounded up.
    public static TheoryData<string, double> Bounds => new()
    {
        { "exp", 1.25 },
        { "expm1", 1.75 },
        { "log", 1.5 },
        { "log1p", 1.5 },
        { "tanh", 2.25 },
        { "sigmoid", 2.0 },
        { "softplus", 2.0 },
        { "erf", 1.5 },
        { "phi", 2.75 },
        { "gelu", 2.5 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void The_error_against_the_table_is_bounded(string function, double bound)
    {
        ElementaryFunction.Point[] table = ElementaryFunction.Table(function);
        Assert.True(table.Length > 250);

        foreach (int width in ElementaryFunction.Widths<double>())
        {
            double[] y = ElementaryFunction.Evaluate(function, width, [.. table.Select(point => point.X)]);
            for (int i = 0; i < y.Length; i++)
            {
                double error = table[i].ErrorOfValue(y[i]);
                Assert.True(
                    error <= (width == 1 ? bound + 2.0 : bound),
                    $"{function}({table[i].X:R}) = {y[i]:R} in {width} bits: {error} units of the last place");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void All_widths_give_the_same_bits(string function, double bound)
    {
        Assert.True(bound < 4.0);
        Random random = new(1);
        double[] x = new double[100_001];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (i & 1) == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) : (random.NextDouble() * 100.0) - 50.0;
        }

        ulong[][] bits = [.. ElementaryFunction.Widths<double>().Where(width => width > 1)
            .Select(width => ElementaryFunction.Evaluate(function, width, x).Select(Bits).ToArray())];

        Assert.All(bits, other => Assert.Equal(bits[0], other));
    }

    // One NaN is as good as another.
    private static ulong Bits(double value) => double.IsNaN(value) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(value);
}
