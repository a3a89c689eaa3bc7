using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;
using AutoGrad.Tests.Unit.Autodiff;

namespace AutoGrad.Tests.Public.Contract;

/// <summary>
/// The statements of the design's first section, word for word: what people write has to compile and to be right. Statements
/// that need different functions stand in tests of their own; types stand last.
/// </summary>
public sealed class DesignSection1Tests
{
    [Fact]
    public void Gradients_of_a_function_arrays_in_arrays_out()
    {
        // f = a^2 b + b^3 at (a, b) = x.
        Func<Variable<double>, Variable<double>> f = x =>
        {
            Variable<double> a = x.MatMul(x.Tape.Constant([1, 0], [2]));
            Variable<double> b = x.MatMul(x.Tape.Constant([0, 1], [2]));
            return (a.Square() * b) + b.Pow(3);
        };
        double[] x0 = [3.0, 2.0];
        double[] v = [0.5, -1.0];

        // Gradients of a function: arrays in, arrays out.
        double[] g = Differentiate.Gradient(x => (x.Square() - 1.0).Square().Sum(), [0.5, -2.0]);
        var (value, gradient) = Differentiate.ValueAndGradient<double>(f, x0);
        double[,] h = Differentiate.Hessian<double>(f, x0);
        double[] hv = Differentiate.HessianVectorProduct<double>(f, x0, v);
        GradientCheck.Verify<double>(f, x0);   // float64 central differences; throws GradientMismatchException naming the entry

        Numbers.Equal([-1.5, -24.0], g);
        Numbers.Equal(26.0, value);
        Numbers.Equal([12.0, 21.0], gradient);
        Numbers.Equal(new[,] { { 4.0, 6.0 }, { 6.0, 12.0 } }, h);
        Numbers.Equal([-4.0, -9.0], hv);
    }

    [Fact]
    public void Derivatives_of_a_vector_function()
    {
        // f = A x^2.
        Func<Variable<double>, Variable<double>> f = x => x.Tape.Constant([1, 2, 3, 4], [2, 2]).MatMul(x.Square());
        double[] x0 = [3.0, 2.0];
        double[] v = [1.0, -1.0];

        double[,] j = Differentiate.Jacobian<double>(f, x0);             // f: vector -> vector
        double[] jv = Differentiate.JacobianVectorProduct<double>(f, x0, v);   // forward mode
        double[] vj = Differentiate.VectorJacobianProduct<double>(f, x0, v);   // reverse mode
        GradientCheck.Verify<double>(f, x0);   // float64 central differences; throws GradientMismatchException naming the entry

        Numbers.Equal(new[,] { { 6.0, 8.0 }, { 18.0, 16.0 } }, j);
        Numbers.Equal([-2.0, 2.0], jv);
        Numbers.Equal([-12.0, -8.0], vj);
    }

    [Fact]
    public void An_explicit_tape_when_you_want_to_hold_on_to_things()
    {
        TextWriter before = Console.Out;
        using StringWriter written = new();
        Console.SetOut(written);
        try
        {
            // An explicit tape: when you want to hold on to things.
            var tape = new Tape<double>();                     // no Dispose, no ambient state; Reset() starts the next recording
            Variable<double> w = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);   // differentiable leaf, row-major
            Variable<double> x = tape.Constant([1, 0, -1], [3]);
            Variable<double> y = w.MatMul(x).Tanh().Sum();
            Gradients<double> gradients = y.Gradients();       // one reverse sweep; fresh values every time, never accumulated behind your back
            ReadOnlySpan<double> dw = gradients[w];            // shape of w; valid until tape.Reset()
            Variable<double> dwRecorded = y.Derivative(w);     // the same gradient, itself recorded: differentiate it again
            Console.WriteLine(tape.Describe());                // the recorded forward equations and the generated backward equations

            double slope = 1.0 - Math.Pow(Math.Tanh(-2.0), 2.0);
            Numbers.Equal(2.0 * Math.Tanh(-2.0), y.Item());
            Numbers.Equal([slope, 0, -slope, slope, 0, -slope], dw);
            Numbers.Equal([slope, 0, -slope, slope, 0, -slope], dwRecorded.Values);
            Assert.Equal([2, 3], dwRecorded.Shape);

            // y'' along the first row: -2 tanh(z) (1 - tanh(z)^2) x x'.
            double curvature = -2.0 * Math.Tanh(-2.0) * slope;
            Variable<double> first = (dwRecorded * tape.Constant([1, 0, 0, 0, 0, 0], [2, 3])).Sum();
            Numbers.Equal([curvature, 0, -curvature, 0, 0, 0], first.Derivative(w).Values);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("forward", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("v2 = v0 @ v1", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("backward", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("dv4/dv3", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pointwise_function_of_your_own()
    {
        Tape<double> tape = new();
        double[] points = [-2.0, -0.3, 0.4, 1.5];
        Variable<double> x = tape.Variable(points, [4]);

        var y = x.Map<Mish>();
        var z = x.Map(new Slope(0.1));                     // a pointwise function with a field

        Numbers.Equal([.. points.Select(At)], y.Values);
        Numbers.Equal([-0.2, -0.03, 0.4, 1.5], z.Values);
        Numbers.Equal([.. points.Select(SlopeAt)], y.Sum().Gradients()[x]);
        Numbers.Equal([.. points.Select(SlopeAt)], y.Sum().Derivative(x).Values);
        Numbers.Equal([0.1, 0.1, 1, 1], z.Sum().Gradients()[x]);
        Numbers.Equal([0.1, 0.1, 1, 1], z.Sum().Derivative(x).Values);

        // Its higher derivatives follow too: held against differences of the first.
        double[] second = [.. points.Select(point => (SlopeAt(point + 1e-5) - SlopeAt(point - 1e-5)) / 2e-5)];
        Numbers.Equal(second, y.Sum().Derivative(x).Sum().Gradients()[x], 1e-9);
        GradientCheck.Verify<double>(p => p.Map<Mish>().Sum().Derivative(p).Sum().Derivative(p), points);

        static double At(double v) => v * Math.Tanh(Math.Log(1 + Math.Exp(v)));
        static double SlopeAt(double v)
        {
            double t = Math.Tanh(Math.Log(1 + Math.Exp(v)));
            return t + (v * (1 - (t * t)) / (1 + Math.Exp(-v)));
        }
    }
}

// A pointwise function of your own: one forward line. Its SIMD forward kernel, its fused SIMD backward kernel,
// its forward mode and its higher derivatives all follow from it.
public readonly struct Mish : IPointwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x) where N : struct, IReal<N> => x * N.Tanh(N.Softplus(x));
}

public readonly struct Slope(double below) : IPointwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public N Value<N>(N x) where N : struct, IReal<N> => N.Select(x > 0.0, x, below * x);
}
