using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section C: detach, no-grad, nesting, higher order.</summary>
public class DetachAndNestingTraps
{
    // sin(x) cos(stop x) at 3.14: 0.9999974634566875, second derivative 0.0015926508965689952; x x - stop(x x) at 3: slope 6, value 0.
    [Fact]
    public void Stopped_gradient()
    {
        Attempt.AssertDerivatives(x => x.Sin() * x.StopGradient().Cos(), 3.14, Attempt.Exact, 0.9999974634566875, 0.0015926508965689952);
        Attempt.AssertDerivatives(x => (x * x) - (x * x).StopGradient(), 3.0, 0.0, 6.0, 2.0, 0.0);
        Tape<double> tape = new();
        Variable<double> at = tape.Variable(3.0);
        Assert.Equal(0.0, ((at * at) - (at * at).StopGradient()).Item());
    }

    // The inner function captures the outer variable, and the inner point depends on it: d/dx [sin'(y) at y = x^2] at 0.7 is
    // -0.6588762434396213; d/dx [x d/dy (x + y)] is 1, also at y = x.
    [Fact]
    public void Inner_function_captures_the_outer_variable()
    {
        double[] at = [0.7];
        Assert.Equal(-0.6588762434396213, Differentiate.Gradient(x => Differentiate.Derivative(y => y.Sin().Sum(), x.Square()), at)[0], Attempt.Exact);
        Assert.Equal(-0.6588762434396213, Differentiate.JacobianVectorProduct(x => Differentiate.Derivative(y => y.Sin().Sum(), x.Square()), at, [1.0])[0], Attempt.Exact);
        Assert.Equal(1.0, Differentiate.Gradient(x => x * Differentiate.Derivative(y => (x + y).Sum(), x), at)[0]);
        Assert.Equal(1.0, Differentiate.Gradient(x => x * Differentiate.Derivative(y => (x + y).Sum(), x.Tape.Variable([2.0], [1])), at)[0]);

        // d/dx [d/dy sin(x y) at y = x^2] = d/dx [x cos(x^3)] = cos(x^3) - 3 x^3 sin(x^3).
        double cube = 0.7 * 0.7 * 0.7;
        double[] slope = Differentiate.Gradient(x => Differentiate.Derivative(y => (x * y).Sin().Sum(), x.Square()), at);
        Assert.Equal(Math.Cos(cube) - (3.0 * cube * Math.Sin(cube)), slope[0], Attempt.Exact);
    }

    // The Hessian of prod at (2, 3, 0, 0): entry (2, 3) is 6, and all others are 0: each has a factor 0 left.
    [Fact]
    public void Hessian_of_a_product_with_two_zeros()
    {
        double[,] expected = new double[4, 4];
        expected[2, 3] = expected[3, 2] = 6.0;
        Assert.Equal(expected, Differentiate.Hessian<double>(x => x.Product(), [2.0, 3.0, 0.0, 0.0]));
        Assert.Equal([0.0, 0.0, 6.0, 0.0], Differentiate.HessianVectorProduct<double>(x => x.Product(), [2.0, 3.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]));
    }

    // A scope without recording ends with an exception inside it; a scope within a scope restores the outer one, not "recording".
    [Fact]
    public void Inference_scope_ends_with_an_exception_and_nests()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(2.0);
        Variable<double> leaked = default;
        void Fail()
        {
            using (tape.Inference())
            {
                leaked = x.Square();
                throw new InvalidTimeZoneException();
            }
        }

        Assert.Throws<InvalidTimeZoneException>(Fail);
        Assert.True(tape.IsRecording);
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => leaked.Item()), "inference scope");
        using (tape.Inference())
        {
            using (tape.Inference())
            {
                Assert.False(tape.IsRecording);
            }

            Assert.False(tape.IsRecording);
            Assert.Equal(4.0, x.Square().Item());
            Attempt.AssertTells(Assert.Throws<RecordingException>(() => x.Square().Gradients()), "Inference");
        }

        Assert.True(tape.IsRecording);
        Assert.Equal([4.0], x.Square().Gradients()[x].ToArray());
    }

    // 1000 evaluations within such scopes leave the length of the tape as it was.
    [Fact]
    public void Nothing_is_recorded_over_a_thousand_evaluations()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.5, 0.25], [2]);
        int count = tape.Count;
        double sum = 0.0;
        for (int pass = 0; pass < 1000; pass++)
        {
            using (tape.Inference())
            {
                sum += x.Tanh().Exp().Sum().Item();
                Assert.Equal(count, tape.Count);
            }
        }

        Assert.Equal(count, tape.Count);
        Assert.True(sum > 0.0);
    }

    // x^3, x^2, x^1, x^0 at 0: (0, 0, 6), (0, 2, 0), (1, 0, 0), (0, 0, 0), not NaN from n x^(n - 1) with 0^-1.
    [Theory]
    [InlineData(3.0, 0.0, 0.0, 6.0)]
    [InlineData(2.0, 0.0, 2.0, 0.0)]
    [InlineData(1.0, 1.0, 0.0, 0.0)]
    [InlineData(0.0, 0.0, 0.0, 0.0)]
    public void Derivatives_of_whole_powers_at_zero(double exponent, double first, double second, double third)
    {
        Attempt.AssertDerivatives(x => x.Pow(exponent), 0.0, 0.0, first, second, third);
        Attempt.AssertDerivatives(x => x.Pow(x.Tape.Constant(exponent)), 0.0, 0.0, first, second, third);
        Attempt.AssertDerivatives(x => Enumerable.Repeat(x, (int)exponent).Aggregate(x.Tape.Constant(1.0), (product, factor) => product * factor), 0.0, 0.0, first, second, third);
    }

    // 3x, a constant, relu, |x|, max: the second derivative is a variable of zero, and so is the derivative of a constant.
    [Fact]
    public void Second_derivative_of_what_has_a_constant_slope_is_zero()
    {
        Attempt.AssertDerivatives(x => 3.0 * x, 2.0, 0.0, 3.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => x.Relu(), 2.0, 0.0, 1.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => x.Relu(), -2.0, 0.0, 0.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => x.Abs(), -2.0, 0.0, -1.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => x.Maximum(1.0), 2.0, 0.0, 1.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => x.Max(), 2.0, 0.0, 1.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => (0.0 * x) + 5.0, 2.0, 0.0, 0.0, 0.0, 0.0);
        Attempt.AssertDerivatives(x => x.Tape.Constant(5.0), 2.0, 0.0, 0.0, 0.0, 0.0);
        Assert.Equal(new double[2, 2], Differentiate.Hessian<double>(x => (3.0 * x).Sum(), [1.0, 2.0]));
        Assert.Equal([0.0, 0.0], Differentiate.HessianVectorProduct<double>(x => x.Abs().Sum(), [1.0, -2.0], [1.0, 1.0]));
    }

    // The sixth derivative of 1/x at 4 is 0.0439453125; tanh to order 6; softplus to order 4 at 1e-8.
    [Fact]
    public void High_orders()
    {
        Attempt.AssertDerivatives(x => 1.0 / x, 4.0, 1e-12, -0.0625, 0.03125, -0.0234375, 0.0234375, -0.029296875, 0.0439453125);
        double t = Math.Tanh(0.5);
        double s = 1.0 - (t * t);
        Attempt.AssertDerivatives(
            x => x.Tanh(),
            0.5,
            1e-11,
            s,
            -2.0 * t * s,
            s * ((6.0 * t * t) - 2.0),
            s * t * (16.0 - (24.0 * t * t)),
            s * (16.0 - (120.0 * t * t) + (120.0 * t * t * t * t)),
            s * t * (-272.0 + (960.0 * t * t) - (720.0 * t * t * t * t)));
        Attempt.AssertDerivatives(x => x.Softplus(), 1e-8, 1e-12, 0.5 + 2.5e-9, 0.25, -1.25e-9, -0.125);
    }

    // Third derivatives of several operations against their closed forms, at several numbers.
    [Theory]
    [InlineData(0.3)]
    [InlineData(1.7)]
    public void Third_derivatives_of_several_operations(double at)
    {
        double e = Math.Exp(at);
        Attempt.AssertDerivatives(x => x.Exp(), at, 1e-12, e, e, e);
        Attempt.AssertDerivatives(x => x.ExpM1(), at, 1e-12, e, e, e);
        Attempt.AssertDerivatives(x => x.Log(), at, 1e-12, 1.0 / at, -1.0 / (at * at), 2.0 / (at * at * at));
        Attempt.AssertDerivatives(x => x.LogP1(), at, 1e-12, 1.0 / (1.0 + at), -Math.Pow(1.0 + at, -2), 2.0 * Math.Pow(1.0 + at, -3));
        Attempt.AssertDerivatives(x => x.Sqrt(), at, 1e-12, 0.5 * Math.Pow(at, -0.5), -0.25 * Math.Pow(at, -1.5), 0.375 * Math.Pow(at, -2.5));
        Attempt.AssertDerivatives(x => x.Pow(2.5), at, 1e-12, 2.5 * Math.Pow(at, 1.5), 3.75 * Math.Sqrt(at), 1.875 / Math.Sqrt(at));
        double s = 1.0 / (1.0 + Math.Exp(-at));
        double d = s * (1.0 - s);
        Attempt.AssertDerivatives(x => x.Sigmoid(), at, 1e-12, d, d * (1.0 - (2.0 * s)), d * (1.0 - (6.0 * d)));
        Attempt.AssertDerivatives(x => x.Softplus(), at, 1e-12, s, d, d * (1.0 - (2.0 * s)));
        Attempt.AssertDerivatives(x => x.Square() * x.Square(), at, 1e-12, 4.0 * at * at * at, 12.0 * at * at, 24.0 * at);
        Attempt.AssertDerivatives(x => 1.0 / (x * x), at, 1e-11, -2.0 * Math.Pow(at, -3), 6.0 * Math.Pow(at, -4), -24.0 * Math.Pow(at, -5));

        // log(exp(x) + exp(2 x)) = x + log(1 + exp(x)); softmax of (x, 0) is sigmoid(x); (x, x)(x, x)' x = 2 x^3.
        Variable<double> Pair(Variable<double> x) => x * x.Tape.Constant([1.0, 2.0], [2]);
        Attempt.AssertDerivatives(x => Pair(x).LogSumExp(), at, 1e-12, 1.0 + s, d, d * (1.0 - (2.0 * s)));
        Attempt.AssertDerivatives(
            x => (x * x.Tape.Constant([1.0, 0.0], [2])).Softmax().MatMul(x.Tape.Constant([1.0, 0.0], [2])), at, 1e-12, d, d * (1.0 - (2.0 * s)), d * (1.0 - (6.0 * d)));
        Attempt.AssertDerivatives(x => x * x.BroadcastTo([2]).MatMul(x.BroadcastTo([2])), at, 1e-12, 6.0 * at * at, 12.0 * at, 12.0);

        // x^4 by way of a segment that is computed again.
        Attempt.AssertDerivatives(x => x.Tape.Checkpoint(inner => inner * inner, x.Square()), at, 1e-12, 4.0 * at * at * at, 12.0 * at * at, 24.0 * at);
    }

    // H v is linear in v, is 0 for v = 0, and agrees with H from n products.
    [Fact]
    public void Hessian_vector_product_is_linear_in_the_vector()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.3, -0.7, 1.1], [3]);
        Variable<double> gradient = (x.Tanh() * x.Square().Sum()).Sum().Derivative(x);
        double[] Product(params double[] v) => (gradient * tape.Constant(v, [3])).Sum().Gradients()[x].ToArray();
        double[][] columns = [Product(1.0, 0.0, 0.0), Product(0.0, 1.0, 0.0), Product(0.0, 0.0, 1.0)];
        Assert.Equal(new double[3], Product(0.0, 0.0, 0.0));
        Near.Assert("H v", [.. Enumerable.Range(0, 3).Select(i => (2.0 * columns[0][i]) - columns[1][i] + (0.5 * columns[2][i]))], Product(2.0, -1.0, 0.5), 1e-13);
        Assert.Equal(columns[0][1], columns[1][0], 1e-13);

        static Variable<double> Function(Variable<double> x) => (x.Tanh() * x.Square().Sum()).Sum();
        double[] at = [0.3, -0.7, 1.1];
        double[,] hessian = Differentiate.Hessian<double>(Function, at);
        double[] direct = Differentiate.HessianVectorProduct<double>(Function, at, [2.0, -1.0, 0.5]);
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal((2.0 * hessian[row, 0]) - hessian[row, 1] + (0.5 * hessian[row, 2]), direct[row], 1e-13);
            Assert.Equal(hessian[row, 0], columns[0][row], 1e-13);
        }

        Assert.Equal(new double[3], Differentiate.HessianVectorProduct<double>(Function, at, [0.0, 0.0, 0.0]));
    }
}
