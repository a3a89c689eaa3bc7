using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Derivatives of higher order, in both directions, against numbers of a computer algebra system with 60 digits.</summary>
public class HigherOrderTests
{
    /// <summary>A point, the value there and the derivatives of order 1 to 4.</summary>
    public static TheoryData<string, double, double[]> Derivatives => new()
    {
        { "reciprocal", 0.75, [1.3333333333333333, -1.7777777777777778, 4.7407407407407407, -18.962962962962963, 101.1358024691358] },
        { "rsqrt", 1.25, [0.89442719099991588, -0.35777087639996635, 0.42932505167995962, -0.85865010335991924, 2.4042202894077739] },
        { "sin", 0.625, [0.58509727294046215, 0.8109631195052179, -0.58509727294046215, -0.8109631195052179, 0.58509727294046215] },
        { "cos", 0.625, [0.8109631195052179, -0.58509727294046215, -0.8109631195052179, 0.58509727294046215, 0.8109631195052179] },
        { "tan", 0.625, [0.72148444099090442, 1.5205397985919578, 2.1940916131830822, 7.7900884802445989, 31.258076982488163] },
        { "asin", 0.375, [0.38439677449563908, 1.0787197799411873, 0.47071408579251811, 1.8714450926054053, 6.2741130377369687] },
        { "acos", 0.375, [1.1863995522992575, -1.0787197799411873, -0.47071408579251811, -1.8714450926054053, -6.2741130377369687] },
        { "atan", 0.625, [0.55859931534356244, 0.71910112359550562, -0.64638303244539831, 0.12782406034875292, 2.4441944941048567] },
        { "sinh", 0.625, [0.66649226445661608, 1.2017536929756063, 0.66649226445661608, 1.2017536929756063, 0.66649226445661608] },
        { "cosh", 0.625, [1.2017536929756063, 0.66649226445661608, 1.2017536929756063, 0.66649226445661608, 1.2017536929756063] },
        { "tanh", 0.625, [0.55459972234938229, 0.69241914796998807, -0.76803093442710248, -0.10698906697295312, 3.309468165058887] },
        { "erf", 0.625, [0.62324088218841797, 0.76349953576060489, -0.95437441970075611, -0.33403104689526464, 4.2350364874221052] },
        { "phi", -0.625, [0.26598552904870053, 0.32816096855037503, 0.2051006053439844, -0.19997309021038479, -0.53518439206945928] },
        { "silu", -0.625, [-0.2179032095837161, 0.2067128197452455, 0.41121911704850595, 0.25768619922126294, -0.25521087781072937] },
        { "elu", -0.625, [-0.69710785722151464, 0.80289214277848536, 0.80289214277848536, 0.80289214277848536, 0.80289214277848536] },
        { "gelu", -0.625, [-0.16624095565543783, 0.060884923704716136, 0.52813405876075982, 0.74028499741344368, -0.46540211579812709] },
        { "gelutanh", -0.625, [-0.16627885004239948, 0.061091962613294769, 0.52745651705847551, 0.74022675768290645, -0.45430872257236011] },
        { "exp2", 1.5, [2.8284271247461901, 1.9605162869370944, 1.3589263367322997, 0.94193595889464839, 0.65290025417585407] },
        { "sigmoid", 0.625, [0.65135486466605424, 0.2270917049419204, -0.068742868536535769, -0.082332149778649013, 0.11858835408618669] },
        { "softplus", 0.625, [1.0537006782765186, 0.65135486466605424, 0.2270917049419204, -0.068742868536535769, -0.082332149778649013] },
        { "sqrt", 1.25, [1.1180339887498948, 0.44721359549995794, -0.17888543819998318, 0.21466252583997981, -0.42932505167995962] },
        { "log1p", 0.625, [0.48550781578170081, 0.61538461538461538, -0.37869822485207101, 0.46609012289485662, -0.86047407303665838] },
        { "expm1", 0.625, [0.86824595743222241, 1.8682459574322224, 1.8682459574322224, 1.8682459574322224, 1.8682459574322224] },
        { "atan2 of y", 0.625, [2.7468015338900317, -0.56804733727810651, 0.26889814782395574, 0.17565890840097464, -0.86044394544753207] },
        { "atan2 of x", 0.625, [-1.1760052070951351, 0.56804733727810651, -0.26889814782395574, -0.17565890840097464, 0.86044394544753207] },
        { "xlogy of x", 0.625, [0.25341569256760274, 0.40546510810816438, 0.0, 0.0, 0.0] },
        { "xlogy of y", 0.625, [-0.70500544386860333, 2.4, -3.84, 12.288, -58.9824] },
        { "logaddexp", 0.625, [1.14812326413984, 0.59266659995406976, 0.2414129012529524, -0.044741825488317372, -0.10826823209525408] },
        { "logaddexp of both", 0.625, [1.2078104768847107, 1.1104182514161564, 0.89875838393748871, 0.37034642128260948, 2.9802885435687068] },
        { "x^x", 1.25, [1.3217140793007051, 1.6166460527778556, 3.0347614576533697, 5.452685580397748, 12.202319499246011] },
        { "where", 0.625, [0.36568579558778885, 1.0919492226312233, 1.256240443422647, -2.2621437685121477, -2.8781666824330828] },
    };

    [Theory]
    [MemberData(nameof(Derivatives))]
    public void Derivatives_to_the_fourth_order_in_reverse(string function, double at, double[] expected)
    {
        Variable<double> x = new Tape<double>().Variable(at);
        Variable<double> y = Value(function, x);
        Numbers.Equal(expected[0], y.Item(), 1e-14);
        Numbers.Equal(expected[1], y.Gradients()[x][0], 1e-14);
        foreach (double derivative in expected.AsSpan(1))
        {
            y = y.Derivative(x);
            Numbers.Equal(derivative, y.Item(), 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(Derivatives))]
    public void Derivatives_to_the_third_order_forward(string function, double at, double[] expected)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(at);
        Variable<double> one = tape.Constant(1.0);
        Variable<double> y = Value(function, x);
        foreach (double derivative in expected.AsSpan(1, 3))
        {
            y = y.JacobianVectorProduct(x, one);
            Numbers.Equal(derivative, y.Item(), 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(Derivatives))]
    public void Derivatives_of_a_vector_of_floats(string function, double at, double[] expected)
    {
        Tape<float> tape = new();
        float[] points = new float[19];
        Array.Fill(points, (float)at);
        Variable<float> x = tape.Variable(points, [19]);
        Variable<float> y = Value(function, x);
        foreach (double derivative in expected.AsSpan(1, 3))
        {
            y = y.Sum().Derivative(x);
            double[] all = new double[19];
            Array.Fill(all, derivative);
            Numbers.Equal<float>(all, y.Values, 2e-5);
        }
    }

    [Theory]
    [InlineData(3.0, 0.0, 0.0, 6.0)]
    [InlineData(2.0, 0.0, 2.0, 0.0)]
    [InlineData(1.0, 1.0, 0.0, 0.0)]
    [InlineData(0.0, 0.0, 0.0, 0.0)]
    public void Whole_powers_at_zero(double exponent, double first, double second, double third)
    {
        AssertDerivatives(x => x.Pow(exponent), 0.0, 0.0, first, second, third);
        AssertDerivatives(x => x.Pow(x.Tape.Constant(exponent)), 0.0, 0.0, first, second, third);
        AssertDerivatives(x => x.Pow(x.Tape.Variable(exponent)), 0.0, 0.0, first, second, third);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    [InlineData(-2.0)]
    public void The_power_zero_is_constant_everywhere(double at)
    {
        AssertDerivatives(x => x.Pow(0.0), at, 0.0, 0.0, 0.0, 0.0);
        AssertDerivatives(x => x.Pow(x.Tape.Constant(0.0)), at, 0.0, 0.0);
    }

    // d/dx d/dy x^y = x^(y - 1) (1 + y log x).
    [Theory]
    [InlineData(2.0, 0.0, 0.5)]
    [InlineData(2.0, 3.0, 12.317766166719343)]
    [InlineData(0.0, 2.0, 0.0)]
    public void Mixed_derivative_of_a_power(double at, double exponent, double expected)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(at);
        Variable<double> y = tape.Variable(exponent);
        Variable<double> power = x.Pow(y);
        Numbers.Equal(expected, power.Derivative(x).Derivative(y).Item(), 1e-14);
        Numbers.Equal(expected, power.Derivative(y).Derivative(x).Item(), 1e-14);
    }

    [Fact]
    public void Sixth_derivative_of_the_reciprocal()
    {
        AssertDerivatives(x => 1.0 / x, 4.0, 1e-15, -0.0625, 0.03125, -0.0234375, 0.0234375, -0.029296875, 0.0439453125);
        AssertDerivatives(x => x.Reciprocal(), 4.0, 1e-15, -0.0625, 0.03125, -0.0234375, 0.0234375, -0.029296875, 0.0439453125);
        AssertDerivatives(x => x.Pow(-1.0), 4.0, 1e-15, -0.0625, 0.03125, -0.0234375, 0.0234375, -0.029296875, 0.0439453125);
    }

    [Fact]
    public void Hyperbolic_tangent_to_the_sixth_order() => AssertDerivatives(
        x => x.Tanh(), 0.5, 1e-13, 0.78644773296592741, -0.72686198138358728, -0.56520928825977036, 3.9522195637245831, -3.2666864719713927, -36.279540291791625);

    [Fact]
    public void Softplus_to_the_fourth_order_near_zero() =>
        AssertDerivatives(x => x.Softplus(), 1e-8, 1e-15, 0.5000000025, 0.25, -1.25e-9, -0.125);

    [Theory]
    [InlineData(2.0)]
    [InlineData(-2.0)]
    [InlineData(0.0)]
    public void Piecewise_linear_functions_have_no_second_derivative(double at)
    {
        double sign = Math.Sign(at);
        AssertDerivatives(x => x.Relu(), at, 0.0, at > 0.0 ? 1.0 : 0.0, 0.0, 0.0);
        AssertDerivatives(x => x.Abs(), at, 0.0, sign, 0.0, 0.0);
        AssertDerivatives(x => x.LeakyRelu(0.5), at, 0.0, at > 0.0 ? 1.0 : 0.5, 0.0, 0.0);
        AssertDerivatives(x => x.Maximum(0.0), at, 0.0, 0.5 + (0.5 * sign), 0.0, 0.0);
        AssertDerivatives(x => x.Max(), at, 0.0, 1.0, 0.0, 0.0);
        AssertDerivatives(x => x.Clamp(0.0, 2.0), at, 0.0, at >= 0.0 ? 1.0 : 0.0, 0.0, 0.0);
        AssertDerivatives(x => (x > 0.0).Where(3.0 * x, x), at, 0.0, at > 0.0 ? 3.0 : 1.0, 0.0, 0.0);
        AssertDerivatives(x => x.Sign() + x.Floor() + x.Ceiling() + x.Round(), at, 0.0, 0.0, 0.0, 0.0);
    }

    [Fact]
    public void Elu_at_and_beside_its_kink()
    {
        AssertDerivatives(x => x.Elu(0.5), 0.0, 1e-15, 0.5, 0.5, 0.5);
        AssertDerivatives(x => x.Elu(), 800.0, 0.0, 1.0, 0.0, 0.0);
        AssertDerivatives(x => x.Elu(), -800.0, 0.0, 0.0, 0.0, 0.0);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1.0)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(2e3, 1.0)]
    [InlineData(-2e3, 0.0)]
    public void Gated_units_far_out(double at, double slope)
    {
        AssertDerivatives(x => x.Silu(), at, 0.0, slope, 0.0, 0.0);
        AssertDerivatives(x => x.Gelu(), at, 0.0, slope, 0.0, 0.0);
        AssertDerivatives(x => x.Gelu(GeluForm.Tanh), at, 0.0, slope, 0.0, 0.0);
    }

    private static Variable<T> Value<T>(string function, Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => function switch
        {
            "reciprocal" => x.Reciprocal(),
            "rsqrt" => x.Rsqrt(),
            "sin" => x.Sin(),
            "cos" => x.Cos(),
            "tan" => x.Tan(),
            "asin" => x.Asin(),
            "acos" => x.Acos(),
            "atan" => x.Atan(),
            "sinh" => x.Sinh(),
            "cosh" => x.Cosh(),
            "tanh" => x.Tanh(),
            "erf" => x.Erf(),
            "phi" => x.Phi(),
            "silu" => x.Silu(),
            "elu" => x.Elu(1.5),
            "gelu" => x.Gelu(),
            "gelutanh" => x.Gelu(GeluForm.Tanh),
            "exp2" => x.Exp(2.0),
            "sigmoid" => x.Sigmoid(),
            "softplus" => x.Softplus(),
            "sqrt" => x.Sqrt(),
            "log1p" => x.LogP1(),
            "expm1" => x.ExpM1(),
            "atan2 of y" => x.Atan2(-1.5),
            "atan2 of x" => x.Tape.Constant(T.CreateChecked(-1.5)).Atan2(x),
            "xlogy of x" => x.XLogY(1.5),
            "xlogy of y" => x.Tape.Constant(T.CreateChecked(1.5)).XLogY(x),
            "logaddexp" => x.LogAddExp(0.25),
            "logaddexp of both" => x.LogAddExp(x * x),
            "x^x" => x.Pow(x),
            "where" => (x > 0.0).Where(x.Sin(), x.Log()) * x,
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };

    private static void AssertDerivatives(
        Func<Variable<double>, Variable<double>> function, double at, double tolerance, params double[] expected)
    {
        Variable<double> x = new Tape<double>().Variable(at);
        Variable<double> y = function(x);
        Numbers.Equal(expected[0], y.Gradients()[x][0], tolerance);
        foreach (double derivative in expected)
        {
            y = y.Derivative(x);
            Numbers.Equal(derivative, y.Item(), tolerance);
        }
    }
}
