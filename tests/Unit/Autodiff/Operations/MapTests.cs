using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Functions of a user's own, of one, two and three variables: one forward line, differentiated in both directions to the third order.</summary>
public class MapTests
{
    [Fact]
    public void A_function_of_one_variable()
    {
        // a sin(b x) and its derivatives.
        (double a, double b, double at) = (1.5, -2.0, 0.7);
        double[] expected = [a * Math.Sin(b * at), a * b * Math.Cos(b * at), -a * b * b * Math.Sin(b * at), -a * b * b * b * Math.Cos(b * at)];
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(at);
        Variable<double> y = x.Map(new Wave(a, b));
        Variable<double> forward = y;
        Numbers.Equal(expected[0], y.Item());
        Numbers.Equal(expected[1], y.Gradients()[x][0]);
        foreach (double derivative in expected.AsSpan(1))
        {
            y = y.Derivative(x);
            forward = forward.JacobianVectorProduct(x, tape.Constant(1.0));
            Numbers.Equal(derivative, y.Item());
            Numbers.Equal(derivative, forward.Item());
        }
    }

    [Fact]
    public void Constants_may_change_between_calls()
    {
        Tape<float> tape = new();
        Variable<float> x = tape.Variable([0.5f, 1.0f, 2.0f], [3]);
        Variable<float> sum = tape.Constant(0.0f);
        for (int k = 1; k <= 3; k++)
        {
            sum += x.Map(new Wave(k, 0.5 * k)).Sum();
        }

        double[] expected = [.. new[] { 0.5, 1.0, 2.0 }.Select(at => Enumerable.Range(1, 3).Sum(k => 0.5 * k * k * Math.Cos(0.5 * k * at)))];
        Numbers.Equal<float>(expected, sum.Gradients()[x], 1e-6);
        Numbers.Equal<float>(expected, sum.Derivative(x).Values, 1e-6);
    }

    // f = erf(x y): with g = 2 / sqrt(pi) e^(-x^2 y^2), f_x = y g, f_xy = g (1 - 2 x^2 y^2), f_xxy = ..., f_xyy by symmetry.
    [Fact]
    public void A_function_of_two_variables()
    {
        (double a, double b) = (0.75, -1.25);
        double square = a * a * b * b;
        double g = 2.0 / Math.Sqrt(Math.PI) * Math.Exp(-square);
        double second = g * (1.0 - (2.0 * square));
        double third = 2.0 * a * b * b * g * ((2.0 * square) - 3.0);
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([a, a], [2]);
        Variable<double> y = tape.Variable([b], [1]);
        Variable<double> z = x.Map2<ErrorOfProduct>(y);
        Gradients<double> gradients = z.Sum().Gradients();
        Numbers.Equal<double>([b * g, b * g], gradients[x]);
        Numbers.Equal<double>([2.0 * a * g], gradients[y]);
        Variable<double> towardsX = z.Sum().Derivative(x);
        Numbers.Equal<double>([2.0 * second], towardsX.Sum().Derivative(y).Values);
        Numbers.Equal<double>([third, third], towardsX.Sum().Derivative(y).Sum().Derivative(x).Values);

        Variable<double> ones = tape.Constant([1.0, 1.0], [2]);
        Variable<double> one = tape.Constant([1.0], [1]);
        Variable<double> along = z.JacobianVectorProduct(x, ones);
        Numbers.Equal<double>([b * g, b * g], along.Values);
        Numbers.Equal<double>([second, second], along.JacobianVectorProduct(y, one).Values);
        Numbers.Equal<double>([third, third], along.JacobianVectorProduct(y, one).JacobianVectorProduct(x, ones).Values);
        Numbers.Equal<double>([(b + a) * g, (b + a) * g], z.JacobianVectorProduct([x, y], [ones, one]).Values);
    }

    // f = x > 0 ? x y^2 z : cosh(y) + z, with the branch in one line.
    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    public void A_function_of_three_variables(double at)
    {
        (double b, double c) = (1.5, -2.0);
        bool taken = at > 0.0;
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([at], [1, 1]);
        Variable<double> y = tape.Variable([b, b, b], [3]);
        Variable<double> z = tape.Variable(c);
        Variable<double> f = x.Map3<Branch>(y, z);
        Assert.Equal([1, 3], f.Shape.ToArray());
        Gradients<double> gradients = f.Sum().Gradients();
        Numbers.Equal<double>([taken ? 3.0 * b * b * c : 0.0], gradients[x]);
        double towardsB = taken ? 2.0 * at * b * c : Math.Sinh(b);
        Numbers.Equal<double>([towardsB, towardsB, towardsB], gradients[y]);
        Numbers.Equal<double>([taken ? 3.0 * at * b * b : 3.0], gradients[z]);

        Variable<double> third = f.Sum().Derivative(y).Sum().Derivative(z).Sum().Derivative(x);
        Numbers.Equal<double>([taken ? 6.0 * b : 0.0], third.Values);
        Variable<double> cube = f.Sum().Derivative(y).Sum().Derivative(y).Sum().Derivative(y);
        double towardsBbb = taken ? 0.0 : Math.Sinh(b);
        Numbers.Equal<double>([towardsBbb, towardsBbb, towardsBbb], cube.Values);

        Variable<double> ones = tape.Constant([1.0, 1.0, 1.0], [3]);
        Variable<double> forward = f.JacobianVectorProduct(y, ones);
        Numbers.Equal<double>([towardsB, towardsB, towardsB], forward.Values);
        forward = forward.JacobianVectorProduct(z, tape.Constant(1.0)).JacobianVectorProduct(x, tape.Constant([1.0], [1, 1]));
        double mixed = taken ? 2.0 * b : 0.0;
        Numbers.Equal<double>([mixed, mixed, mixed], forward.Values);
    }

    // Every function of the number type, as a user calls it: its slope in values is the slope of the operation of that name.
    [Fact]
    public void Every_function_of_the_number_type_may_be_used()
    {
        double[] points = [0.1, 0.35, 0.8, -0.45, 0.6, -0.15, 0.25, 0.55, -0.7, 0.05, 0.9];
        for (int function = 0; function < Every.Count; function++)
        {
            Tape<double> tape = new();
            Variable<double> x = tape.Variable(points, [points.Length]);
            Variable<double> mapped = x.Map(new Every(function));
            Variable<double> direct = Every.Operation(function, x);
            Assert.Equal(direct.ToArray(), mapped.ToArray());
            double[] slopes = direct.Sum().Gradients()[x].ToArray();
            Numbers.Equal<double>(slopes, mapped.Sum().Gradients()[x], 1e-14);
            Numbers.Equal<double>(slopes, mapped.Sum().Derivative(x).Values, 1e-14);
            Numbers.Equal<double>(slopes, mapped.JacobianVectorProduct(x, tape.Constant([.. points.Select(_ => 1.0)], [points.Length])).Values, 1e-14);
        }
    }

    private readonly struct Wave(double amplitude, double frequency) : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => amplitude * N.Sin(frequency * x);
    }

    private readonly struct ErrorOfProduct : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => N.Erf(x * y);
    }

    private readonly struct Branch : IPointwise3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y, N z)
            where N : struct, IReal<N> => N.Select(x > 0.0, x * y * y * z, N.Cosh(y) + z);
    }

    private readonly struct Every(int function) : IPointwise
    {
        public const int Count = 29;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x)
            where N : struct, IReal<N> => function switch
            {
                0 => N.Sin(x),
                1 => N.Cos(x),
                2 => N.Tan(x),
                3 => N.Asin(x),
                4 => N.Acos(x),
                5 => N.Atan(x),
                6 => N.Atan2(x, 0.5),
                7 => N.Atan2(0.5, x),
                8 => N.Sinh(x),
                9 => N.Cosh(x),
                10 => N.Tanh(x),
                11 => N.Erf(x),
                12 => N.Phi(x),
                13 => N.Exp(x),
                14 => N.ExpM1(x),
                15 => N.LogP1(x),
                16 => N.Sigmoid(x),
                17 => N.Softplus(x),
                18 => N.Abs(x),
                19 => N.Max(x, 0.2),
                20 => N.Min(0.2, x),
                21 => N.Pow(x, 2.0),
                22 => N.Pow(2.0, x),
                23 => x * N.Floor(x),
                24 => x * N.Ceiling(x),
                25 => x * N.Round(x),
                26 => N.Select(!(x > 0.2), x, x * x),
                27 => N.Gelu(x),
                _ => N.Sqrt(x * x) + N.Log(1.5 + x) + N.Select((x > 0.2) & (x < 0.7) | (x <= -0.2), x * x, 1.0 / x),
            };

        public static Variable<double> Operation(int function, Variable<double> x) => function switch
        {
            0 => x.Sin(),
            1 => x.Cos(),
            2 => x.Tan(),
            3 => x.Asin(),
            4 => x.Acos(),
            5 => x.Atan(),
            6 => x.Atan2(0.5),
            7 => x.Tape.Constant(0.5).Atan2(x),
            8 => x.Sinh(),
            9 => x.Cosh(),
            10 => x.Tanh(),
            11 => x.Erf(),
            12 => x.Phi(),
            13 => x.Exp(),
            14 => x.ExpM1(),
            15 => x.LogP1(),
            16 => x.Sigmoid(),
            17 => x.Softplus(),
            18 => x.Abs(),
            19 => x.Maximum(0.2),
            20 => x.Minimum(0.2),
            21 => x.Pow(2.0),
            22 => x.Exp(2.0),
            23 => x * x.Floor(),
            24 => x * x.Ceiling(),
            25 => x * x.Round(),
            26 => (x > 0.2).Where(x * x, x),
            27 => x.Gelu(),
            _ => (x * x).Sqrt() + (1.5 + x).Log() + (((x > 0.2) * (x < 0.7)) + (x <= -0.2)).Where(x * x, 1.0 / x),
        };
    }
}
