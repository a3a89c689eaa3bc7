namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed class ElementaryFloatTests
{
    // Units of the last place, from the numbers that were measured with fused multiply-add and without, rounded up.
    public static TheoryData<string, double> Bounds => new()
    {
        { "exp", 1.25 },
        { "expm1", 1.75 },
        { "log", 1.5 },
        { "log1p", 1.5 },
        { "tanh", 1.5 },
        { "sigmoid", 2.25 },
        { "softplus", 2.0 },
        { "erf", 1.5 },
        { "phi", 3.0 },
        { "gelu", 2.25 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void The_error_is_bounded_over_the_whole_range(string function, double bound)
    {
        float[] x = Samples(997);
        int widest = ElementaryFunction.Widths<float>()[^1];
        float[] y = ElementaryFunction.Evaluate(function, widest, x);

        AssertError(function, x, y, widest == 1 ? bound + 2.0 : bound);
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void All_widths_give_the_same_bits(string function, double bound)
    {
        Assert.True(bound < 4.0);
        float[] x = Samples(9973);
        uint[][] bits = [.. ElementaryFunction.Widths<float>().Where(width => width > 1)
            .Select(width => ElementaryFunction.Evaluate(function, width, x).Select(Bits).ToArray())];

        Assert.All(bits, other => Assert.Equal(bits[0], other));
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void One_number_at_a_time_is_as_right(string function, double bound)
    {
        float[] x = Samples(9973);
        float[] y = ElementaryFunction.Evaluate(function, 1, x);

        AssertError(function, x, y, bound + 2.0);
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Half_goes_through_its_own_functions(string function, double bound)
    {
        Half[] x = [.. Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        Half[] y = ElementaryFunction.Evaluate(function, 1, x);

        for (int i = 0; i < x.Length; i++)
        {
            double error = ElementaryFunction.Error(y[i], ElementaryFunction.Reference(function, (double)x[i]));
            Assert.True(error <= bound + 3.0, $"{function}({x[i]}) = {y[i]}: {error} units of the last place");
        }
    }

    private static void AssertError(string function, float[] x, float[] y, double bound)
    {
        double worst = 0.0;
        int at = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double error = ElementaryFunction.Error(y[i], ElementaryFunction.Reference(function, x[i]));
            if (!(error <= worst))
            {
                worst = error;
                at = i;
            }
        }

        Assert.True(worst <= bound, $"{function}({x[at]:R}) = {y[at]:R}: {worst} units of the last place");
    }

    /// <summary>Every step-th bit pattern, and evenly spaced numbers where the functions do not saturate.</summary>
    private static float[] Samples(int step)
    {
        List<float> samples = [];
        for (long bits = 0; bits <= uint.MaxValue; bits += step)
        {
            samples.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        }

        for (int i = -100_000; i <= 100_000; i++)
        {
            samples.Add(i * 1.05e-3f);
        }

        return [.. samples];
    }

    // One NaN is as good as another.
    private static uint Bits(float value) => float.IsNaN(value) ? uint.MaxValue : BitConverter.SingleToUInt32Bits(value);
}
