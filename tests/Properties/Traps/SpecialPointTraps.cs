using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section E: special points and NaN.</summary>
public class SpecialPointTraps
{
    private const double Infinity = double.PositiveInfinity;

    // where(x > 0, sqrt(x), x) at -1: NaN, because the 0 that goes to the root not chosen meets its rule there (0 times NaN). No zero seed
    // is skipped: that would make sqrt(x) sqrt(x) at 0 have slope 0. What is documented at Where, choosing the argument, gives 1.
    [Fact]
    public void Where_with_a_root_that_is_not_chosen()
    {
        Assert.True(double.IsNaN(Attempt.GradientOf(x => (x > 0.0).Where(x.Sqrt(), x), -1.0)[0]));
        Assert.Equal([1.0], Attempt.GradientOf(x => (x > 0.0).Where((x > 0.0).Where(x, 1.0).Sqrt(), x), -1.0));
        Assert.Equal([0.25], Attempt.GradientOf(x => (x > 0.0).Where((x > 0.0).Where(x, 1.0).Sqrt(), x), 4.0));
        Tape<double> tape = new();
        Variable<double> notChosen = tape.Variable([double.NaN, Infinity], [2]);
        Variable<double> chosen = (tape.Variable([-1.0, -2.0], [2]) > 0.0).Where(notChosen, 3.0);
        Assert.Equal([3.0, 3.0], chosen.ToArray());
        Assert.Equal([0.0, 0.0], chosen.Sum().Gradients()[notChosen].ToArray());
    }

    // sqrt at 0: slope +inf; at -1: NaN; no exception.
    [Fact]
    public void Sqrt_at_zero_has_an_infinite_slope_and_below_it_no_value()
    {
        Assert.Equal([Infinity], Attempt.GradientOf(x => x.Sqrt(), 0.0));
        Tape<double> tape = new();
        Assert.True(double.IsNaN(tape.Variable(-1.0).Sqrt().Item()));
    }

    // maximum(x, 0) at 0 is a tie and has 0.5; relu has 0, and does not go by the rule of ties.
    [Fact]
    public void Maximum_with_zero_is_a_tie_and_relu_is_not()
    {
        Assert.Equal([0.5], Attempt.GradientOf(x => x.Maximum(0.0), 0.0));
        Assert.Equal([0.5], Attempt.GradientOf(x => x.Minimum(0.0), 0.0));
        Assert.Equal([0.0], Attempt.GradientOf(x => x.Relu(), 0.0));
        Assert.Equal([0.0], Attempt.GradientOf(x => x.Relu(), -0.0));

        // What is built of bounds passes the gradient at them: relu6 by clamp, hardtanh.
        Assert.Equal([1.0], Attempt.GradientOf(x => x.Clamp(0.0, 6.0), 0.0));
        Assert.Equal([1.0], Attempt.GradientOf(x => x.Clamp(0.0, 6.0), 6.0));
        Assert.Equal([1.0, 1.0, 0.0, 0.0], Attempt.GradientOf(x => x.Clamp(-1.0, 1.0), -1.0, 1.0, -1.5, 1.5));
    }

    [Fact]
    public void Square_root_times_square_root_at_zero_does_not_skip_the_infinite_slope()
    {
        // 0 * inf: NaN by IEEE; a sweep that skips zero seeds would say 0, and the true value is 1.
        Assert.True(double.IsNaN(Attempt.GradientOf(x => x.Sqrt() * x.Sqrt(), 0.0)[0]));
    }

    // |x| at 0: slope 0; relu at 0: 0.
    [Fact]
    public void Kinks_have_the_documented_slope()
    {
        Assert.Equal([0.0], Attempt.GradientOf(x => x.Abs(), 0.0));
        Assert.Equal([0.0], Attempt.GradientOf(x => x.Relu(), 0.0));
        Assert.Equal([0.25], Attempt.GradientOf(x => x.LeakyRelu(0.25), 0.0));
    }

    // The two shares of a tie of maximum or minimum sum to 1: (0.5, 0.5) here, never (1, 1).
    [Fact]
    public void Shares_of_a_tie_sum_to_one()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> y = tape.Variable([1.0, 2.0], [2]);
        foreach (Variable<double> tied in new[] { x.Maximum(y), x.Minimum(y) })
        {
            Gradients<double> gradients = tied.Sum().Gradients();
            Assert.Equal([0.5, 0.5], gradients[x].ToArray());
            Assert.Equal([0.5, 0.5], gradients[y].ToArray());
            Assert.Equal([0.5, 0.5], tied.Sum().Derivative(x).ToArray());
        }

        Variable<double> z = tape.Variable([3.0, 3.0, 1.0, 3.0], [4]);
        Near.Assert("max of a tie", [1.0 / 3.0, 1.0 / 3.0, 0.0, 1.0 / 3.0], z.Max().Gradients()[z], 1e-15);
        Near.Assert("max of a tie, recorded", [1.0 / 3.0, 1.0 / 3.0, 0.0, 1.0 / 3.0], z.Max().Derivative(z).Values, 1e-15);
    }

    // 0^0 = 1 with slope 0; x^0 has slope 0 at inf and NaN too; (-3)^2: -6, no NaN from log(-3) for a constant exponent;
    // 0^0.5: slope +inf; 0^-1: inf, slope -inf.
    [Theory]
    [InlineData(0.0, 0.0, 1.0, 0.0)]
    [InlineData(double.PositiveInfinity, 0.0, 1.0, 0.0)]
    [InlineData(double.NaN, 0.0, 1.0, 0.0)]
    [InlineData(-3.0, 2.0, 9.0, -6.0)]
    [InlineData(-3.0, 3.0, -27.0, 27.0)]
    [InlineData(0.0, 0.5, 0.0, double.PositiveInfinity)]
    [InlineData(0.0, 1.0, 0.0, 1.0)]
    [InlineData(0.0, 2.0, 0.0, 0.0)]
    [InlineData(0.0, 3.0, 0.0, 0.0)]
    [InlineData(0.0, -1.0, double.PositiveInfinity, double.NegativeInfinity)]
    public void Power_at_special_points(double x, double exponent, double value, double slope)
    {
        Tape<double> tape = new();
        foreach (bool constant in new[] { true, false })
        {
            Variable<double> v = tape.Variable(x);
            Variable<double> y = constant ? v.Pow(exponent) : v.Pow(tape.Constant(exponent));
            Assert.Equal(value, y.Item());
            Assert.Equal([slope], y.Gradients()[v].ToArray());
            Assert.Equal(slope, y.Derivative(v).Item());
        }
    }

    // 0^2 towards the exponent: 0.
    [Fact]
    public void Power_of_zero_has_no_slope_towards_the_exponent()
    {
        Tape<double> tape = new();
        Variable<double> exponent = tape.Variable(2.0);
        Variable<double> y = tape.Constant(0.0).Pow(exponent);
        Assert.Equal([0.0], y.Gradients()[exponent].ToArray());
        Assert.Equal(0.0, y.Derivative(exponent).Item());
    }

    // All -inf: -inf with gradient 0, never NaN; (-inf, 1): gradient (0, 1); +-1e4 stays finite.
    [Fact]
    public void Log_sum_exp_of_infinities_and_large_numbers()
    {
        Tape<double> tape = new();
        Variable<double> none = tape.Variable([-Infinity, -Infinity], [2]);
        Assert.Equal(-Infinity, none.LogSumExp().Item());
        Assert.Equal([0.0, 0.0], none.LogSumExp().Gradients()[none].ToArray());
        Variable<double> one = tape.Variable([-Infinity, 1.0], [2]);
        Assert.Equal(1.0, one.LogSumExp().Item());
        Assert.Equal([0.0, 1.0], one.LogSumExp().Gradients()[one].ToArray());
        Assert.Equal([0.0, 1.0], one.LogSumExp().Derivative(one).ToArray());
        Variable<double> large = tape.Variable([1e4, -1e4, 1e4], [3]);
        Assert.Equal(1e4 + Math.Log(2.0), large.LogSumExp().Item(), 1e-11);
        Near.Assert("slope of log-sum-exp", [0.5, 0.0, 0.5], large.LogSumExp().Gradients()[large], 1e-12);
        Assert.Equal([0.5, 0.0, 0.5], large.Softmax().ToArray());
        Assert.All(large.LogSoftmax().ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    // sigmoid at -745, +-1e4, +-inf and tanh at 800: no NaN in value or gradient; tanh is 1 with gradient 0.
    [Theory]
    [InlineData(-745.0)]
    [InlineData(-1e4)]
    [InlineData(1e4)]
    [InlineData(800.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Saturating_functions_have_no_NaN(double at)
    {
        Check<double>(at);
        Check<float>((float)at);

        static void Check<T>(T number)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            Tape<T> tape = new();
            Variable<T> x = tape.Variable(number);
            foreach (Variable<T> y in new[] { x.Sigmoid(), x.Tanh(), x.Softplus(), x.Relu() })
            {
                Assert.False(T.IsNaN(y.Item()));
                Assert.False(T.IsNaN(y.Gradients()[x][0]));
                Assert.False(T.IsNaN(y.Derivative(x).Item()));
            }

            T above = T.IsPositive(number) ? T.One : T.Zero;
            Assert.Equal(above, x.Sigmoid().Item(), (expected, actual) => T.Abs(expected - actual) < T.CreateTruncating(1e-30));
            Assert.Equal(above, x.Softplus().Gradients()[x][0], (expected, actual) => T.Abs(expected - actual) < T.CreateTruncating(1e-30));
            Assert.Equal(T.IsPositive(number) ? T.One : -T.One, x.Tanh().Item());
            Assert.Equal(T.Zero, x.Tanh().Gradients()[x][0]);
        }
    }

    [Fact]
    public void NaN_in_NaN_out()
    {
        Tape<float> tape = new();
        for (int length = 1; length < 40; length++)
        {
            float[] values = new float[length];
            Array.Fill(values, 1.5f);
            values[length / 2] = float.NaN;
            Variable<float> x = tape.Variable(values, [length]);
            Variable<float>[] elementwise =
            [
                x.Relu(), x.LeakyRelu(), x.Abs(), x.Softplus(), x.Sigmoid(), x.Tanh(), x.Exp(), x.Log(), x.LogP1(), x.ExpM1(), x.Sqrt(), x.Square(),
                x.Maximum(0.0), x.Minimum(5.0), tape.Constant(0.0f).Maximum(x), tape.Constant(0.0f).Minimum(x), x.Pow(2.5), x.Pow(2.0), -x, x / 2.0, 1.0 / x,
            ];
            Assert.All(elementwise, y => Assert.All(Enumerable.Range(0, length), index => Assert.Equal(index == length / 2, float.IsNaN(y.Values[index]))));
            Assert.All(new[] { x.Sum(), x.Mean(), x.Max(), x.LogSumExp() }, y => Assert.True(float.IsNaN(y.Item())));
        }
    }

    // prod of (2, 0, 3, 4): gradient (0, 24, 0, 0); with two zeros all 0; where the product underflows no NaN.
    [Fact]
    public void Product_with_zeros()
    {
        foreach (Func<Variable<double>, Variable<double>> product in new Func<Variable<double>, Variable<double>>[]
            { x => x.Product(), x => x.Product(0, keepDimensions: true), x => x.CumulativeProduct(0)[^1] })
        {
            Assert.Equal([0.0, 24.0, 0.0, 0.0], Attempt.GradientOf(product, 2.0, 0.0, 3.0, 4.0));
            Assert.Equal([0.0, 0.0, 0.0, 0.0], Attempt.GradientOf(product, 2.0, 0.0, 0.0, 4.0));
            double[] small = [.. Enumerable.Repeat(1e-20, 40)];
            Assert.Equal(new double[40], Attempt.GradientOf(product, small));

            // The product of all is below every number, that of the first three is not.
            double[] slopes = Attempt.GradientOf(product, 1e-100, 1e-100, 1e-50, 1e-200);
            Assert.Equal([0.0, 0.0, 0.0], slopes[..3]);
            Assert.Equal(1.0, slopes[3] / 1e-250, 1e-12);
        }

        Tape<double> tape = new();
        Variable<double> x = tape.Variable([2.0, 0.0, 3.0, 4.0], [4]);
        Assert.Equal([0.0, 24.0, 0.0, 0.0], x.Product().Derivative(x).ToArray());
    }

    // std of equal numbers: gradient 0, not NaN; var with n = correction: NaN of the right shape; normalisation divides by
    // sqrt(var + epsilon), so that equal numbers give the bias.
    [Fact]
    public void Standard_deviation_of_equal_numbers()
    {
        Assert.Equal(new double[3], Attempt.GradientOf(x => x.StandardDeviation(), 0.1, 0.1, 0.1));
        Assert.Equal(new double[3], Attempt.GradientOf(x => x.StandardDeviation(correction: 0.0), 1e8, 1e8, 1e8));
        Assert.Equal(new double[3], Attempt.GradientOf(x => x.Variance(), 0.1, 0.1, 0.1));
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0], [3, 1]);
        foreach (Variable<double> alone in new[] { x.Variance(1), x.StandardDeviation(1), x.Reshape(1, 3).Variance(0), x.Variance([0, 1], correction: 3.0).BroadcastTo([3]) })
        {
            Assert.Equal([3], alone.Shape.ToArray());
            Assert.All(alone.ToArray(), number => Assert.True(double.IsNaN(number)));
            Assert.All(alone.Sum().Gradients()[x].ToArray(), number => Assert.True(double.IsNaN(number)));
        }

        Variable<double> equal = tape.Variable([0.1, 0.1, 0.1, 0.1], [1, 4]);
        Variable<double> bias = tape.Variable([1.0, 2.0, 3.0, 4.0], [4]);
        Variable<double> normal = equal.LayerNorm(tape.Constant([1.0, 1.0, 1.0, 1.0], [4]), bias);
        Assert.Equal([1.0, 2.0, 3.0, 4.0], normal.ToArray());
        Assert.All(normal.Square().Sum().Gradients()[equal].ToArray(), slope => Assert.True(double.IsFinite(slope)));
        Near.Assert("slope", [.. new[] { -3.0, -1.0, 1.0, 3.0 }.Select(slope => slope / Math.Sqrt(1e-5))], normal.Square().Sum().Gradients()[equal], 1e-12);
    }

    // 1/0 is IEEE's infinity, without an exception; only the element concerned becomes infinite.
    [Fact]
    public void Division_by_zero_spoils_one_element_only()
    {
        Tape<double> tape = new();
        Variable<double> y = tape.Variable([0.0, 2.0, -0.0], [3]);
        Variable<double> quotient = 1.0 / y;
        Assert.Equal([Infinity, 0.5, -Infinity], quotient.ToArray());
        Assert.Equal([-Infinity, -0.25, -Infinity], quotient.Sum().Gradients()[y].ToArray());
        Variable<double> x = tape.Variable([1.0, 1.0, 0.0], [3]);
        double[] gradient = (x / y).Sum().Gradients()[x].ToArray();
        Assert.Equal([Infinity, 0.5, -Infinity], gradient);
    }

    // 0 * inf and 0 * NaN in a matrix product are NaN: zeros are not skipped, in the value and in the sweep, at any size.
    [Fact]
    public void Zero_times_infinity_in_a_product_is_not_skipped()
    {
        foreach (int size in new[] { 1, 2, 3, 8, 17, 40 })
        {
            foreach (double bad in new[] { Infinity, double.NaN })
            {
                Check<double>(size, bad);
                Check<float>(size, (float)bad);
            }
        }

        static void Check<T>(int size, T bad)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            Tape<T> tape = new();
            T[] spoilt = new T[size * size];
            Array.Fill(spoilt, T.One);
            spoilt[^1] = bad;
            Variable<T> zeros = tape.Variable(new T[size * size], [size, size]);
            Variable<T> x = tape.Variable(spoilt, [size, size]);

            // The last column of 0 x, the last row of x 0; the rest is 0.
            T[] left = zeros.MatMul(x).ToArray();
            T[] right = x.MatMul(zeros).ToArray();
            for (int index = 0; index < left.Length; index++)
            {
                Assert.Equal(index % size == size - 1, T.IsNaN(left[index]));
                Assert.Equal(index / size == size - 1, T.IsNaN(right[index]));
            }

            // A seed of zeros times x.
            T[] slope = zeros.MatMul(x).Gradients(new T[size * size])[zeros].ToArray();
            Assert.Equal(size, slope.Count(T.IsNaN));
            Assert.True(T.IsNaN(zeros.Reshape(-1).MatMul(x.Reshape(-1)).Item()));
        }
    }

    // asin and acos at +-1: infinite slopes; beyond: NaN; no exception.
    [Fact]
    public void Inverse_sine_at_its_ends()
    {
        Assert.Equal([Infinity, Infinity], Attempt.GradientOf(x => x.Asin(), 1.0, -1.0));
        Assert.Equal([-Infinity, -Infinity], Attempt.GradientOf(x => x.Acos(), 1.0, -1.0));
        Tape<double> tape = new();
        Variable<double> outside = tape.Variable([1.5, -1.0000001], [2]);
        foreach (Variable<double> y in new[] { outside.Asin(), outside.Acos() })
        {
            Assert.All(y.ToArray(), number => Assert.True(double.IsNaN(number)));
            Assert.All(y.Sum().Gradients()[outside].ToArray(), number => Assert.True(double.IsNaN(number)));
        }
    }

    // The gradient of the Cholesky factor is symmetric, off-diagonal entries each half of what the pair of them has (no factor of 2 is
    // lost or won), and both triangles are read. [[a, b], [b, c]] in closed form.
    [Fact]
    public void Cholesky_gradient_is_symmetric()
    {
        (double a, double b, double c) = (4.0, 2.0, 3.0);
        double last = Math.Sqrt(c - (b * b / a));
        double towardsA = (0.5 / Math.Sqrt(a)) - (0.5 * b / Math.Pow(a, 1.5)) + (b * b / (a * a) / (2.0 * last));
        double towardsB = (1.0 / Math.Sqrt(a)) - (b / a / last);
        double towardsC = 0.5 / last;
        Tape<double> tape = new();
        Variable<double> matrix = tape.Variable([a, b, b, c], [2, 2]);
        Variable<double> factor = matrix.Cholesky();
        Near.Assert("factor", [2.0, 0.0, 1.0, Math.Sqrt(2.0)], factor.Values, 1e-15);
        double[] expected = [towardsA, 0.5 * towardsB, 0.5 * towardsB, towardsC];
        Near.Assert("gradient", expected, factor.Sum().Gradients()[matrix], Attempt.Exact);
        Near.Assert("recorded", expected, factor.Sum().Derivative(matrix).Values, Attempt.Exact);
        Assert.Equal(towardsB, factor.Sum().JacobianVectorProduct(matrix, tape.Constant([0.0, 1.0, 1.0, 0.0], [2, 2])).Item(), Attempt.Exact);

        // Neither triangle is ignored: the symmetric part counts.
        Variable<double> lopsided = tape.Variable([a, b - 1.0, b + 1.0, c], [2, 2]);
        Near.Assert("symmetric part", factor.Values, lopsided.Cholesky().Values, 1e-15);
        Near.Assert("its gradient", expected, lopsided.Cholesky().Sum().Gradients()[lopsided], Attempt.Exact);
    }

    // exp(-745) = 5e-324; half of that is 0; slopes are exact. Activations that decay into subnormal numbers keep IEEE's gradual underflow,
    // no NaN and no flush to zero. (.NET has no switch for flushing; that it costs time is documented at MatMul.)
    [Fact]
    public void Subnormal_numbers()
    {
        Tape<double> tape = new();
        Assert.Equal(5e-324, tape.Variable(-745.0).Exp().Item());
        Variable<double> least = tape.Variable(5e-324);
        Assert.Equal(0.0, (least * 0.5).Item());
        Assert.Equal([0.5], (least * 0.5).Gradients()[least].ToArray());

        Tape<float> floats = new();
        Variable<float> x = floats.Variable([.. Enumerable.Range(1, 33).Select(index => (float)index)], [33]);
        Variable<float> y = x;
        for (int layer = 0; layer < 140; layer++)
        {
            y = (0.5f * y).Tanh();
        }

        // 2^-140 times a value between 0.4 and 1.2: below the least normal number, 2^-126, and above 0.
        Assert.All(y.ToArray(), value => Assert.True(float.IsSubnormal(value) && value > 0.0f));
        Assert.All(y.Sum().Gradients()[x].ToArray(), slope => Assert.True(slope >= 0.0f && slope < 1e-38f));
        Assert.Equal(float.Epsilon, floats.Variable(2.0f * float.Epsilon).Tanh().Item() * 0.5f);
    }
}
