using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class InitializerTests
{
    private const int Inputs = 300;
    private const int Outputs = 200;

    public static TheoryData<string, double> Uniforms() => new()
    {
        { "XavierUniform", Math.Sqrt(6.0 / (Inputs + Outputs)) }, { "HeUniform", Math.Sqrt(6.0 / Inputs) }, { "Uniform(0.3)", 0.3 },
    };

    public static TheoryData<string, double> Normals() => new()
    {
        { "XavierNormal", Math.Sqrt(2.0 / (Inputs + Outputs)) }, { "HeNormal", Math.Sqrt(2.0 / Inputs) }, { "Normal(0.3)", 0.3 },
    };

    [Theory]
    [MemberData(nameof(Uniforms))]
    public void A_uniform_one_fills_its_interval_evenly(string name, double limit)
    {
        double[] weights = Draw(name);
        Assert.All(weights, weight => Assert.InRange(weight, -limit, limit));
        Assert.True(weights.Max() > 0.999 * limit);
        Assert.True(weights.Min() < -0.999 * limit);
        int[] tenths = new int[10];
        foreach (double weight in weights)
        {
            tenths[(int)Math.Clamp((weight + limit) / limit * 5.0, 0.0, 9.0)]++;
        }

        // 6000 expected; the standard deviation is 73.
        Assert.All(tenths, count => Assert.InRange(count, 5600, 6400));
    }

    [Theory]
    [MemberData(nameof(Normals))]
    public void A_normal_one_has_the_moments_and_tails_of_one(string name, double deviation)
    {
        double[] scaled = [.. Draw(name).Select(weight => weight / deviation)];
        Assert.Equal(0.0, scaled.Average(), 0.02);
        Assert.Equal(1.0, scaled.Average(z => z * z), 0.02);
        Assert.Equal(3.0, scaled.Average(z => z * z * z * z), 0.15);
        Assert.Equal(0.6827, scaled.Average(z => Math.Abs(z) < 1.0 ? 1.0 : 0.0), 0.01);
        Assert.Equal(0.0455, scaled.Average(z => Math.Abs(z) > 2.0 ? 1.0 : 0.0), 0.005);
    }

    [Fact]
    public void Constants_are_constant()
    {
        Assert.All(Draw("Zeros"), weight => Assert.Equal(0.0, weight));
        Assert.All(Draw("Constant(0.3)"), weight => Assert.Equal(0.3, weight));
    }

    [Fact]
    public void A_seed_gives_these_bits_everywhere()
    {
        // SplitMix64 from the state 1 * 2^32: computed independently with integers of any size.
        double[] uniform = new double[3];
        Initializer.Uniform(1.0).Fill<double>(uniform, 1, 1, seed: 1);
        Assert.Equal(Enumerable.Range(1, 3).Select(n => Reference(1UL << 32, (ulong)n)), uniform);
        double[] other = new double[1];
        Initializer.Uniform(1.0).Fill<double>(other, 1, 1, seed: -1, stream: 5);
        Assert.Equal(Reference((0xFFFFFFFFUL << 32) + 5, 1), other[0]);

        static double Reference(ulong state, ulong n)
        {
            UInt128 modulus = UInt128.One << 64;
            UInt128 z = (state + (n * (UInt128)0x9E3779B97F4A7C15)) % modulus;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % modulus;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB % modulus;
            z ^= z >> 31;
            return (2.0 * ((double)(z >> 11) / 9007199254740992.0)) - 1.0;
        }
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-10)]
    [InlineData(0.3)]
    [InlineData(0.7071067811865475)]
    [InlineData(0.9999999999999999)]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(12345.678)]
    public void The_generators_own_logarithm_is_one(double x) =>
        Assert.Equal(Math.Log(x), RandomStream.Log(x), Math.Abs(Math.Log(x)) * 4e-16);

    [Fact]
    public void Streams_differ()
    {
        double[] first = new double[8];
        double[] second = new double[8];
        Initializer.HeNormal.Fill<double>(first, 8, 1, seed: 1, stream: 0);
        Initializer.HeNormal.Fill<double>(second, 8, 1, seed: 1, stream: 1);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public void Float_weights_are_the_rounded_double_ones()
    {
        double[] doubles = new double[20];
        float[] floats = new float[20];
        Initializer.XavierNormal.Fill<double>(doubles, 5, 4, seed: 3);
        Initializer.XavierNormal.Fill<float>(floats, 5, 4, seed: 3);
        Assert.Equal(doubles.Select(weight => (float)weight), floats);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Uniform(-1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Normal(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.HeUniform.Fill<double>(new double[1], 0, 1, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.HeUniform.Weights<double>("w", 1, 0, seed: 1));
    }

    private static double[] Draw(string name)
    {
        Initializer initializer = new[]
        {
            Initializer.Zeros, Initializer.XavierUniform, Initializer.XavierNormal, Initializer.HeUniform, Initializer.HeNormal,
            Initializer.Constant(0.3), Initializer.Uniform(0.3), Initializer.Normal(0.3),
        }.Single(candidate => candidate.ToString() == (name == "Zeros" ? "Constant(0)" : name));
        return initializer.Weights<double>("w", Inputs, Outputs, seed: 11).Values.ToArray();
    }
}
