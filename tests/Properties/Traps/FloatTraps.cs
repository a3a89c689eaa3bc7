using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section F: float32 and summation.</summary>
public class FloatTraps
{
    // 10,000,000 times 0.1f: 1000000.0149, where one running float32 sum gives 1087937; to a relative 1e-6 here, 1e-4 along a long column.
    [Fact]
    public void Ten_million_floats_are_summed_exactly_enough()
    {
        float[] values = new float[10_000_000];
        Array.Fill(values, 0.1f);
        Tape<float> tape = new();
        Variable<float> x = tape.Borrow(values, [values.Length]);
        Assert.InRange(x.Sum().Item(), 1000000.0149 * (1.0 - 1e-6), 1000000.0149 * (1.0 + 1e-6));
        Assert.InRange(x.Mean().Item(), 0.1 * (1.0 - 1e-6), 0.1 * (1.0 + 1e-6));
        Assert.InRange(x.Reshape(values.Length, 1).Sum(0).Item(), 1000000.0149 * (1.0 - 1e-4), 1000000.0149 * (1.0 + 1e-4));
        Variable<float> one = tape.Variable(0.1f);
        Assert.InRange(one.BroadcastTo([values.Length]).Sum().Gradients()[one][0], 1e7 * (1.0 - 1e-6), 1e7 * (1.0 + 1e-6));
    }

    // A float graph has float values and gradients, also with constants of double.
    [Fact]
    public void A_float_graph_stays_float_with_constants_of_double()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable(1.0f / 3.0f);
        Variable<float> y = (((x * 0.1) + 2.0 - 0.5) / 3.0).Maximum(0.0f).Pow(1.5);
        Assert.Equal(MathF.Pow(((x.Item() * 0.1f) + 2.0f - 0.5f) / 3.0f, 1.5f), y.Item(), 1e-6f);
        Assert.IsType<float>(y.Gradients()[x][0]);
    }
}
