using AutoGrad.Autodiff;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim;

/// <summary>No state stays subnormal, and nothing that is normal is touched.</summary>
public sealed class NormalRangeTests
{
    private const float Least = 1.17549435e-38f;

    // Vectors and the single numbers behind them.
    private const int Length = 37;

    public static TheoryData<string> All =>
        ["Momentum", "Momentum, outer rate", "Nesterov", "Adagrad", "RmsProp", "RmsProp, momentum", "RmsProp, centered", "Adam", "Adam, amsgrad", "AdamW"];

    [Theory]
    [MemberData(nameof(All))]
    public void A_state_that_decays_ends_at_0(string name)
    {
        Parameter<float> w = new("w", Numbers(1f), [Length]);
        Optimizer<float> optimizer = Make(name, w);

        // Behind a relu that closes for good: a gradient, then none.
        Step(optimizer, w, 1e-17f);
        for (int step = 0; step < 3000; step++)
        {
            Step(optimizer, w, 0f);
            AssertNormal(optimizer, w);
        }

        // What does not decay is Adagrad's sum and AMSGrad's greatest.
        int last = name switch { "Adagrad" => -1, "Adam, amsgrad" => 1, "RmsProp, momentum" => 1, "RmsProp, centered" => 2, "Adam" or "AdamW" => 1, _ => 0 };
        for (int state = 0; state <= last; state++)
        {
            Assert.Equal(0f, optimizer.StateOf(w, state)[0]);
            Assert.Equal(0f, optimizer.StateOf(w, state)[Length - 1]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_gradient_whose_square_is_subnormal_leaves_no_subnormal_state(string name)
    {
        foreach (float gradient in (ReadOnlySpan<float>)[1e-40f, 1e-38f, 1e-23f, 3e-21f, 1e-19f, 3e-18f])
        {
            Parameter<float> w = new("w", Numbers(1f), [Length]);
            Optimizer<float> optimizer = Make(name, w);
            for (int step = 0; step < 5; step++)
            {
                Step(optimizer, w, gradient);
                AssertNormal(optimizer, w);
            }
        }
    }

    [Fact]
    public void A_subnormal_gradient_leaves_parameter_and_state_of_Adam_as_they_are()
    {
        Parameter<float> w = new("w", Numbers(1f), [Length]);
        Adam<float> optimizer = new([w]);
        Step(optimizer, w, 1e-40f);
        Assert.Equal(Numbers(1f), w.Values);
        Assert.Equal(Numbers(0f), optimizer.StateOf(w, 0));
        Assert.Equal(Numbers(0f), optimizer.StateOf(w, 1));
    }

    [Theory]
    [InlineData("GradientDescent, decay")]
    [InlineData("AdamW")]
    public void A_parameter_that_decays_ends_at_0(string name)
    {
        Parameter<float> w = new("w", Numbers(1e-36f), [Length]);
        Optimizer<float> optimizer = name == "AdamW"
            ? new AdamW<float>([w], 0.5, weightDecay: 0.5)
            : new GradientDescent<float>([w], 0.5, weightDecay: 0.5);
        for (int step = 0; step < 40; step++)
        {
            Step(optimizer, w, 0f);
            Assert.DoesNotContain(w.Values.ToArray(), float.IsSubnormal);
        }

        Assert.Equal(Numbers(0f), w.Values);
    }

    [Fact]
    public void The_least_normal_velocity_stays()
    {
        // v = v / 2 + g, exactly.
        Parameter<float> w = new("w", Numbers(1f), [Length]);
        Momentum<float> optimizer = new([w], learningRate: 1.0, gamma: 0.5);
        Step(optimizer, w, 2f * Least);
        Assert.Equal(Numbers(2f * Least), optimizer.StateOf(w, 0));
        Step(optimizer, w, 0f);
        Assert.Equal(Numbers(Least), optimizer.StateOf(w, 0));
        Step(optimizer, w, -1.5f * Least);
        Assert.Equal(Numbers(-Least), optimizer.StateOf(w, 0));
        Step(optimizer, w, 0f);
        Assert.Equal(Numbers(0f), optimizer.StateOf(w, 0));
    }

    [Fact]
    public void The_least_normal_square_stays()
    {
        // r = g^2 at rho 0: 2^-126 is the least normal number.
        Parameter<float> w = new("w", Numbers(1f), [Length]);
        RmsProp<float> optimizer = new([w], rho: 0.0);
        Step(optimizer, w, 1.0842022e-19f);
        Assert.Equal(Numbers(Least), optimizer.StateOf(w, 0));
        Step(optimizer, w, 1.08e-19f);
        Assert.Equal(Numbers(0f), optimizer.StateOf(w, 0));
    }

    [Fact]
    public void Normal_numbers_keep_their_bits()
    {
        Random random = new(1);
        Parameter<float> w = new("w", Numbers(1f), [Length]);
        Adam<float> optimizer = new([w], learningRate: 0.01, rho1: 0.75, rho2: 0.875);
        float[] first = new float[Length];
        float[] second = new float[Length];
        for (int step = 0; step < 200; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, Length).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10f, random.Next(-15, 15)))];
            Step(optimizer, w, gradient);
            for (int i = 0; i < Length; i++)
            {
                first[i] = MathF.FusedMultiplyAdd(0.75f, first[i], 0.25f * gradient[i]);
                second[i] = MathF.FusedMultiplyAdd(0.875f, second[i], 0.125f * gradient[i] * gradient[i]);
            }

            Assert.Equal(first, optimizer.StateOf(w, 0));
            Assert.Equal(second, optimizer.StateOf(w, 1));
        }
    }

    [Fact]
    public void Double_has_its_own_range()
    {
        Parameter<double> w = new("w", new double[Length], [Length]);
        Momentum<double> optimizer = new([w], learningRate: 1.0, gamma: 0.5);
        Step(optimizer, w, 2.0 * 2.2250738585072014e-308);
        Step(optimizer, w, 0.0);
        Assert.All(optimizer.StateOf(w, 0).ToArray(), value => Assert.Equal(2.2250738585072014e-308, value));
        Step(optimizer, w, 0.0);
        Assert.All(optimizer.StateOf(w, 0).ToArray(), value => Assert.Equal(0.0, value));
    }

    [Fact]
    public void A_type_without_vectors_keeps_its_subnormal_numbers()
    {
        Parameter<Half> w = new("w", new Half[3], [3]);
        Momentum<Half> optimizer = new([w], learningRate: 1.0, gamma: 0.5);
        Step(optimizer, w, Half.Epsilon * (Half)4);
        Step(optimizer, w, Half.Zero);
        Assert.Equal(Half.Epsilon * (Half)2, optimizer.StateOf(w, 0)[0]);
    }

    [Fact]
    public void Not_a_number_stays()
    {
        Parameter<float> w = new("w", Numbers(1f), [Length]);
        Adam<float> optimizer = new([w], weightDecay: 0.1);
        Step(optimizer, w, float.NaN);
        Assert.All(w.Values.ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.All(optimizer.StateOf(w, 0).ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.All(optimizer.StateOf(w, 1).ToArray(), value => Assert.True(float.IsNaN(value)));
    }

    private static float[] Numbers(float value) => [.. Enumerable.Repeat(value, Length)];

    private static void AssertNormal(Optimizer<float> optimizer, Parameter<float> parameter)
    {
        for (int state = 0; state < 3; state++)
        {
            Assert.DoesNotContain(optimizer.StateOf(parameter, state).ToArray(), float.IsSubnormal);
        }
    }

    private static void Step<T>(Optimizer<T> optimizer, Parameter<T> parameter, T gradient)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        Step(optimizer, parameter, [.. Enumerable.Repeat(gradient, parameter.Length)]);

    // The gradient of the sum of w c is c.
    private static void Step<T>(Optimizer<T> optimizer, Parameter<T> parameter, T[] gradient)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        optimizer.Step((tape.Variable(parameter) * tape.Constant(gradient, parameter.Shape)).Sum().Gradients());
    }

    private static Optimizer<float> Make(string name, Parameter<float> parameter) => name switch
    {
        "Momentum" => new Momentum<float>([parameter]),
        "Momentum, outer rate" => new Momentum<float>([parameter], isRateInVelocity: false),
        "Nesterov" => new Nesterov<float>([parameter]),
        "Adagrad" => new Adagrad<float>([parameter]),
        "RmsProp" => new RmsProp<float>([parameter]),
        "RmsProp, momentum" => new RmsProp<float>([parameter], momentum: 0.5),
        "RmsProp, centered" => new RmsProp<float>([parameter], momentum: 0.5, centered: true),
        "Adam" => new Adam<float>([parameter]),
        "Adam, amsgrad" => new Adam<float>([parameter], amsgrad: true),
        "AdamW" => new AdamW<float>([parameter]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such optimizer"),
    };
}
