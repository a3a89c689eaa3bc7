using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class ActivationTests
{
    private static readonly double[] _points = [-3.0, -0.5, 0.0, 0.25, 2.0, 7.5];

    public static TheoryData<string, Activation, Func<double, double>> All() => new()
    {
        { "Identity", Activation.Identity, x => x },
        { "Relu", Activation.Relu, x => Math.Max(x, 0.0) },
        { "Tanh", Activation.Tanh, Math.Tanh },
        { "Sigmoid", Activation.Sigmoid, x => 1.0 / (1.0 + Math.Exp(-x)) },
        { "Softplus", Activation.Softplus, x => Math.Log(1.0 + Math.Exp(x)) },
        { "Silu", Activation.Silu, x => x / (1.0 + Math.Exp(-x)) },
        { "Gelu", Activation.Gelu, x => x * Phi(x) },
        { "GeluTanh", Activation.GeluTanh, x => 0.5 * x * (1.0 + Math.Tanh(Math.Sqrt(2.0 / Math.PI) * (x + (0.044715 * x * x * x)))) },
        { "Elu(1.5)", Activation.Elu(1.5), x => x > 0.0 ? x : 1.5 * (Math.Exp(x) - 1.0) },
        { "LeakyRelu(0.1)", Activation.LeakyRelu(0.1), x => x > 0.0 ? x : 0.1 * x },
        { "Mish", Activation.Of<Mish>(), x => x * Math.Tanh(Math.Log(1.0 + Math.Exp(x))) },
        { "Slope", Activation.Of(new Slope(0.2)), x => x > 0.0 ? x : 0.2 * x },
    };

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Applied_alone_and_behind_an_affine_map(string name, Activation activation, Func<double, double> formula)
    {
        Assert.Equal(name, activation.ToString());
        Tape<double> tape = new();
        double[] expected = [.. _points.Select(formula)];
        Close(expected, activation.Apply(tape.Constant(_points, [6])).ToArray());
        Close(expected, new Linear<double>(new("w", [1.0], [1, 1]), new("b", [0.0], [1]), activation).Predict(_points, [6, 1]));
        Close(expected, new Linear<double>(new("w", [1.0], [1, 1]), null, activation).Predict(_points, [6, 1]));
    }

    [Fact]
    public void Softmax_is_over_the_last_axis()
    {
        double[] y = new Linear<double>(new("w", [1, 0, 0, 1], [2, 2]), new("b", [0, 0], [2]), Activation.Softmax).Predict([0, Math.Log(3.0), 5, 5], [2, 2]);
        Close([0.25, 0.75, 0.5, 0.5], y);
    }

    [Fact]
    public void The_usual_ones_are_fused_into_the_layer()
    {
        foreach ((Activation activation, int operations) in new[]
        {
            (Activation.Identity, 1), (Activation.Relu, 1), (Activation.Tanh, 1), (Activation.Sigmoid, 1), (Activation.Softplus, 2),
        })
        {
            Tape<double> tape = new();
            Variable<double> x = tape.Constant([1, 2], [1, 2]);
            new Linear<double>(2, 2, activation, seed: 1).Forward(x);
            Assert.Equal(3 + operations, tape.Count);
        }
    }

    [Fact]
    public void Nothing_is_allocated_by_dispatch()
    {
        Activation[] all = [Activation.Relu, Activation.LeakyRelu(0.1), Activation.Softmax, Activation.Of(new Slope(0.2))];
        Tape<float> tape = new();
        Linear<float>[] layers = [.. all.Select(activation => new Linear<float>(4, 4, activation, seed: 1))];
        Assert.Equal(0, AllocatedBytes.Of(Run));

        void Run()
        {
            for (int round = 0; round < 50; round++)
            {
                tape.Reset();
                Variable<float> x = tape.Constant([1, 2, 3, 4], [1, 4]);
                foreach (Linear<float> layer in layers)
                {
                    x = layer.Forward(x);
                }
            }
        }
    }

    [Fact]
    public void Defaults_are_he_for_relu_and_its_like_and_xavier_else()
    {
        Assert.Same(Initializer.HeUniform, Activation.Relu.DefaultInitializer);
        Assert.Same(Initializer.HeUniform, Activation.LeakyRelu(0.1).DefaultInitializer);
        Assert.All([Activation.Silu, Activation.Gelu, Activation.GeluTanh, Activation.Elu()], each => Assert.Same(Initializer.HeUniform, each.DefaultInitializer));
        Assert.Same(Initializer.XavierUniform, Activation.Tanh.DefaultInitializer);
        Assert.Same(Initializer.XavierUniform, Activation.Identity.DefaultInitializer);
    }

    [Fact]
    public void A_constant_that_is_no_number_is_refused()
    {
        Assert.Contains("NaN", Assert.Throws<ArgumentOutOfRangeException>(() => Activation.LeakyRelu(double.NaN)).Message, StringComparison.Ordinal);
        Assert.Contains("Elu", Assert.Throws<ArgumentOutOfRangeException>(() => Activation.Elu(double.PositiveInfinity)).Message, StringComparison.Ordinal);
    }

    // The series of the standard normal distribution, whose terms have one sign.
    private static double Phi(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 300; n++)
        {
            term *= x * x / ((2 * n) + 1);
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2.0 * Math.PI));
    }

    private static void Close(double[] expected, double[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1.0, Math.Abs(a)));

    private readonly struct Mish : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * N.Tanh(N.Softplus(x));
    }

    private readonly struct Slope(double below) : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => N.Select(x > 0.0, x, below * x);
    }
}
