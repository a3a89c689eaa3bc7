using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Sweeps;

/// <summary>The recorded sweep: derivatives of derivatives against closed forms.</summary>
public sealed class VariableDerivativesTests
{
    private static readonly double[] Points = [0.3, 0.7, 1.9];

    /// <summary>A function with its first three derivatives.</summary>
    public static TheoryData<string> Functions => [.. Table.Keys];

    private static Dictionary<string, (Func<Variable<double>, Variable<double>> F, Func<double, double>[] Derivatives)> Table { get; } = new()
    {
        ["square"] = (x => x.Square(), [x => 2 * x, _ => 2, _ => 0]),
        ["power 2.5"] = (x => x.Pow(2.5), [x => 2.5 * Math.Pow(x, 1.5), x => 3.75 * Math.Sqrt(x), x => 1.875 / Math.Sqrt(x)]),
        ["power 3"] = (x => x.Pow(3), [x => 3 * x * x, x => 6 * x, _ => 6]),
        ["power of itself"] = (x => x.Pow(x), [
            x => Math.Pow(x, x) * (Math.Log(x) + 1),
            x => Math.Pow(x, x) * (Math.Pow(Math.Log(x) + 1, 2) + (1 / x)),
            x => Math.Pow(x, x) * (Math.Pow(Math.Log(x) + 1, 3) + (3 * (Math.Log(x) + 1) / x) - (1 / (x * x)))]),
        ["sqrt"] = (x => x.Sqrt(), [x => 0.5 * Math.Pow(x, -0.5), x => -0.25 * Math.Pow(x, -1.5), x => 0.375 * Math.Pow(x, -2.5)]),
        ["exp"] = (x => x.Exp(), [Math.Exp, Math.Exp, Math.Exp]),
        ["expm1"] = (x => x.ExpM1(), [Math.Exp, Math.Exp, Math.Exp]),
        ["log"] = (x => x.Log(), [x => 1 / x, x => -1 / (x * x), x => 2 / (x * x * x)]),
        ["logp1"] = (x => x.LogP1(), [x => 1 / (1 + x), x => -Math.Pow(1 + x, -2), x => 2 * Math.Pow(1 + x, -3)]),
        ["tanh"] = (x => x.Tanh(), [x => Sech2(x), x => -2 * Math.Tanh(x) * Sech2(x), x => Sech2(x) * ((6 * Math.Pow(Math.Tanh(x), 2)) - 2)]),
        ["sigmoid"] = (x => x.Sigmoid(), [x => S1(x), x => S1(x) * (1 - (2 * S(x))), x => S1(x) * (1 - (6 * S(x)) + (6 * S(x) * S(x)))]),
        ["softplus"] = (x => x.Softplus(), [S, S1, x => S1(x) * (1 - (2 * S(x)))]),
        ["1/x"] = (x => 1.0 / x, [x => -1 / (x * x), x => 2 / (x * x * x), x => -6 / (x * x * x * x)]),
        ["x/(1+x)"] = (x => x / (1.0 + x), [x => Math.Pow(1 + x, -2), x => -2 * Math.Pow(1 + x, -3), x => 6 * Math.Pow(1 + x, -4)]),
        ["relu"] = (x => x.Relu(), [_ => 1, _ => 0, _ => 0]),
        ["leaky relu"] = (x => (-x).LeakyRelu(0.1), [_ => -0.1, _ => 0, _ => 0]),
        ["abs"] = (x => (-x).Abs(), [_ => 1, _ => 0, _ => 0]),
        ["3x"] = (x => x * 3.0, [_ => 3, _ => 0, _ => 0]),
        ["x"] = (x => x + 0.0, [_ => 1, _ => 0, _ => 0]),
        ["maximum with square"] = (x => x.Maximum(x.Square()), [x => x > 1 ? 2 * x : 1, x => x > 1 ? 2 : 0, _ => 0]),
        ["x^4 by products"] = (x => x * x * x * x, [x => 4 * x * x * x, x => 12 * x * x, x => 24 * x]),
        ["map"] = (x => x.Map<Cubic>(), [x => (3 * x * x) - 2, x => 6 * x, _ => 6]),
        ["map with tanh"] = (x => x.Map<XTanh>(), [
            x => Math.Tanh(x) + (x * Sech2(x)),
            x => (2 * Sech2(x)) - (2 * x * Math.Tanh(x) * Sech2(x)),
            x => (-6 * Math.Tanh(x) * Sech2(x)) + (x * Sech2(x) * ((6 * Math.Pow(Math.Tanh(x), 2)) - 2))]),
        ["map2"] = (x => x.Map2<ProductOfSquares>(x), [x => 4 * x * x * x, x => 12 * x * x, x => 24 * x]),
        ["map3"] = (x => x.Map3<MultiplyAdd>(x, x), [x => (2 * x) + 1, _ => 2, _ => 0]),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Derivatives_to_third_order(string name)
    {
        (Func<Variable<double>, Variable<double>> f, Func<double, double>[] derivatives) = Table[name];
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(Points, [3]);
        Variable<double> y = f(x);
        foreach (Func<double, double> derivative in derivatives)
        {
            double[] expected = [.. Points.Select(derivative)];
            Numbers.Equal(expected, y.Sum().Gradients()[x], 1e-12);
            y = y.Sum().Derivative(x);
            Assert.Equal([3], y.Shape);
            Numbers.Equal(expected, y.Values, 1e-12);
        }
    }

    [Fact]
    public void Sixth_derivative_of_the_reciprocal()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(4.0);
        Variable<double> y = 1.0 / x;
        for (int order = 0; order < 6; order++)
        {
            y = y.Derivative(x);
        }

        Assert.Equal(0.0439453125, y.Item(), 1e-14);
    }

    [Fact]
    public void Powers_at_zero_have_no_NaN()
    {
        double[][] expected = [[0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 6]];
        for (int power = 0; power <= 3; power++)
        {
            Tape<double> tape = new();
            Variable<double> x = tape.Variable(0.0);
            Variable<double> y = x.Pow(power);
            for (int order = 0; order < 3; order++)
            {
                y = y.Derivative(x);
                Assert.Equal(expected[power][order], y.Item());
            }
        }
    }

    [Fact]
    public void Mixed_derivatives_of_structural_operations()
    {
        // E = sum((x W)^2): dE/dW = 2 x' (x W).
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3, 4], [2, 2]);
        Variable<double> w = tape.Variable([0.5, -1, 2, 0.25], [2, 2]);
        Variable<double> e = x.MatMul(w).Square().Sum();
        Variable<double> dw = e.Derivative(w);
        Numbers.Equal([2 * (1 * 4.5 + 3 * 9.5), 2 * (1 * -0.5 + 3 * -2), 2 * (2 * 4.5 + 4 * 9.5), 2 * (2 * -0.5 + 4 * -2)], dw.Values);

        // Linear in W: the derivative of its first entry is the first column of 2 x'x in the first column of W.
        Variable<double> second = (dw * tape.Constant([1, 0, 0, 0], [2, 2])).Sum().Derivative(w);
        Numbers.Equal([20, 0, 28, 0], second.Values);
    }

    [Fact]
    public void Softmax_and_cross_entropy_to_second_order()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([0.2, -0.4, 1.1], [1, 3]);
        Variable<double> loss = logits.SoftmaxCrossEntropy([2]);
        double[] p = logits.Softmax().ToArray();
        Variable<double> first = loss.Derivative(logits);
        Numbers.Equal([p[0], p[1], p[2] - 1], first.Values, 1e-14);
        Numbers.Equal([p[0], p[1], p[2] - 1], loss.Gradients()[logits], 1e-14);
        for (int row = 0; row < 3; row++)
        {
            double[] seed = new double[3];
            seed[row] = 1.0;
            double[] expected = [.. Enumerable.Range(0, 3).Select(column => (row == column ? p[row] : 0) - (p[row] * p[column]))];
            Numbers.Equal(expected, first.Gradients(seed)[logits], 1e-14);
            Numbers.Equal(expected, first.Derivative(logits, tape.Constant(seed, [1, 3])).Values, 1e-14);
        }
    }

    [Fact]
    public void Derivatives_of_several_variables_by_one_sweep()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2], [2]);
        Variable<double> y = tape.Variable(3.0);
        Variable<double> unused = tape.Variable([1, 1, 1], [3]);
        Variable<double>[] derivatives = (x * y).Square().Sum().Derivatives(x, unused, y);
        Numbers.Equal([18, 36], derivatives[0].Values);
        Numbers.Equal([0, 0, 0], derivatives[1].Values);
        Numbers.Equal([30], derivatives[2].Values);
        Numbers.Equal([36, 72], derivatives[2].Square().Derivative(x).Values.ToArray().Select(value => value / 20.0).ToArray());
    }

    [Fact]
    public void Derivatives_of_parameters()
    {
        Tape<double> tape = new();
        Parameter<double> p = new("p", [1, 2], [2]);
        Parameter<double> q = new("q", [3], []);
        Parameter<double> idle = Parameter<double>.Ones("idle", [2, 2]);
        Variable<double> loss = tape.Variable(p).Square().Sum() * q;
        Variable<double>[] derivatives = loss.Derivatives([p, q, idle]);
        Numbers.Equal([6, 12], derivatives[0].Values);
        Numbers.Equal([5], derivatives[1].Values);
        Numbers.Equal([0, 0, 0, 0], derivatives[2].Values);
        Assert.Equal([2, 2], derivatives[2].Shape);

        // d/dp of |dE/dp|^2 = 8 p q^2, d/dq = 8 q p^2.
        Variable<double> norm = derivatives[0].Square().Sum();
        Numbers.Equal([72, 144], norm.Gradients()[p]);
        Numbers.Equal([120], norm.Gradients()[q]);
        Numbers.Equal([6, 12], loss.Derivative(p).Values);
    }

    [Fact]
    public void A_derivative_that_is_zero_can_be_differentiated_again()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, -2], [2]);
        Variable<double> unrelated = tape.Variable(2.0);
        Variable<double> zero = unrelated.Square().Derivative(x);
        Numbers.Equal([0, 0], zero.Values);
        Numbers.Equal([0, 0], zero.Sum().Derivative(x).Values);
        Numbers.Equal([0, 0], zero.Sum().Gradients()[x]);
        Variable<double> constantSlope = (x * 3.0).Sum().Derivative(x);
        Numbers.Equal([3, 3], constantSlope.Values);
        Numbers.Equal([0, 0], constantSlope.Sum().Derivative(x).Values);
        Numbers.Equal([0, 0], constantSlope.Sum().Gradients()[x]);
    }

    [Fact]
    public void The_point_of_an_inner_derivative_may_depend_on_the_outer_variable()
    {
        // d/dx of tanh'(y) at y = x^2: tanh''(x^2) 2x.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(0.7);
        Variable<double> y = x.Square();
        Variable<double> inner = y.Tanh().Derivative(y);
        double at = 0.49;
        Assert.Equal(Sech2(at), inner.Item(), 1e-14);
        Assert.Equal(-2 * Math.Tanh(at) * Sech2(at) * 1.4, inner.Derivative(x).Item(), 1e-13);
        Assert.Equal(-2 * Math.Tanh(at) * Sech2(at) * 1.4, inner.Gradients()[x][0], 1e-13);
    }

    [Fact]
    public void What_is_recorded_can_be_used_in_further_operations_of_the_loss()
    {
        // A gradient penalty: E = f + |df/dx|^2 with f = x^3: 3x^2 + 2 (3x^2)(6x).
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.5, -1.5], [2]);
        Variable<double> f = x.Pow(3).Sum();
        Variable<double> e = f + f.Derivative(x).Square().Sum();
        Numbers.Equal([.. new[] { 0.5, -1.5 }.Select(v => (3 * v * v) + (36 * v * v * v))], e.Gradients()[x]);
    }

    private static double Sech2(double x) => 1 - (Math.Tanh(x) * Math.Tanh(x));

    private static double S(double x) => 1 / (1 + Math.Exp(-x));

    private static double S1(double x) => S(x) * (1 - S(x));

    private readonly struct Cubic : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => (x * x * x) - (2.0 * x);
    }

    private readonly struct XTanh : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => x * N.Tanh(x);
    }

    private readonly struct ProductOfSquares : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => x * x * y * y;
    }

    private readonly struct MultiplyAdd : IPointwise3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y, N z)
            where N : struct, IReal<N> => (x * y) + z;
    }
}
