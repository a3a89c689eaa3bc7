using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

public sealed class DifferentiateTests
{
    private static readonly double[] Point = [0.5, -1.5, 2.0];

    // f = sum x^3 + x_0 x_1 x_2, written with operations on the whole vector.
    private static Variable<double> Cubic(Variable<double> x) =>
        x.Pow(3).Sum() + (x.MatMul(First(x)) * x.MatMul(Second(x)) * x.MatMul(Third(x)));

    private static Variable<double> First(Variable<double> x) => x.Tape.Constant([1, 0, 0], [3]);

    private static Variable<double> Second(Variable<double> x) => x.Tape.Constant([0, 1, 0], [3]);

    private static Variable<double> Third(Variable<double> x) => x.Tape.Constant([0, 0, 1], [3]);

    private static double CubicAt(double[] x) => x.Sum(v => v * v * v) + (x[0] * x[1] * x[2]);

    private static double[] CubicGradient(double[] x) =>
        [(3 * x[0] * x[0]) + (x[1] * x[2]), (3 * x[1] * x[1]) + (x[0] * x[2]), (3 * x[2] * x[2]) + (x[0] * x[1])];

    private static double[,] CubicHessian(double[] x) => new[,] { { 6 * x[0], x[2], x[1] }, { x[2], 6 * x[1], x[0] }, { x[1], x[0], 6 * x[2] } };

    [Fact]
    public void Gradient() => Numbers.Equal(CubicGradient(Point), Differentiate.Gradient<double>(Cubic, Point));

    [Fact]
    public void The_number_type_follows_from_the_point()
    {
        double[] inferred = Differentiate.Gradient(x => (x.Square() - 1.0).Square().Sum(), [0.5, -2.0]);
        Numbers.Equal([4 * 0.5 * (0.25 - 1), 4 * -2.0 * (4 - 1)], inferred);
        float[] single = Differentiate.Gradient(x => x.Square().Sum(), [0.5f, -2f]);
        Assert.Equal([1f, -4f], single);
    }

    [Fact]
    public void Value_and_gradient_from_one_recording()
    {
        int calls = 0;
        (double value, double[] gradient) = Differentiate.ValueAndGradient<double>(
            x =>
            {
                calls++;
                return Cubic(x);
            },
            Point);
        Assert.Equal(1, calls);
        Assert.Equal(CubicAt(Point), value, 1e-14);
        Numbers.Equal(CubicGradient(Point), gradient);
    }

    [Fact]
    public void Jacobian_of_a_vector_function()
    {
        // f = (x0^2, x0 x1, x1 x2, exp x2) by products with constant matrices.
        double[,] jacobian = Differentiate.Jacobian<double>(
            x =>
            {
                Variable<double> left = x.Tape.Constant([1, 0, 0, 1, 0, 0, 0, 1, 0], [3, 3]).MatMul(x);
                return left * x;
            },
            Point);
        Numbers.Equal(new[,] { { 1.0, 0, 0 }, { -1.5, 0.5, 0 }, { 0, 2.0, -1.5 } }, jacobian);
    }

    [Fact]
    public void A_Jacobian_may_be_wide_or_high_or_of_a_matrix()
    {
        double[,] wide = Differentiate.Jacobian<double>(x => x.Sum(), Point);
        Numbers.Equal(new[,] { { 1.0, 1, 1 } }, wide);
        double[,] high = Differentiate.Jacobian<double>(x => x.Tape.Constant([1, 2, 3, 4], [2, 2]) * x, [0.5]);
        Numbers.Equal(new[,] { { 1.0 }, { 2 }, { 3 }, { 4 } }, high);
        double[,] outer = Differentiate.Jacobian<double>(x => x.Reshape(2, 1) * x, [3.0, 5.0]);
        Numbers.Equal(new[,] { { 6.0, 0 }, { 5, 3 }, { 5, 3 }, { 0, 10 } }, outer);
    }

    [Fact]
    public void Hessian() => Numbers.Equal(CubicHessian(Point), Differentiate.Hessian<double>(Cubic, Point));

    [Fact]
    public void Hessian_of_a_linear_or_constant_function_is_zero()
    {
        Numbers.Equal(new double[3, 3], Differentiate.Hessian<double>(x => x.Sum() * 3.0, Point));
        Numbers.Equal(new double[3, 3], Differentiate.Hessian<double>(x => x.Relu().Sum(), Point));
        Numbers.Equal(new double[3, 3], Differentiate.Hessian<double>(x => x.Tape.Constant(2.0), Point));
        Numbers.Equal([0, 0, 0], Differentiate.Gradient<double>(x => x.Tape.Constant(2.0), Point));
        Numbers.Equal([0, 0, 0], Differentiate.HessianVectorProduct<double>(x => x.Sum(), Point, Point));
    }

    [Fact]
    public void Hessian_times_a_vector()
    {
        double[] v = [1, -2, 0.5];
        double[,] h = CubicHessian(Point);
        double[] expected = [.. Enumerable.Range(0, 3).Select(row => Enumerable.Range(0, 3).Sum(column => h[row, column] * v[column]))];
        double[] product = Differentiate.HessianVectorProduct<double>(Cubic, Point, v);
        Numbers.Equal(expected, product);
        Numbers.Equal([.. expected.Select(entry => -3 * entry)], Differentiate.HessianVectorProduct<double>(Cubic, Point, [.. v.Select(entry => -3 * entry)]));
        Numbers.Equal([0, 0, 0], Differentiate.HessianVectorProduct<double>(Cubic, Point, [0, 0, 0]));
        Assert.Equal([1, -2, 0.5], v);
    }

    [Fact]
    public void A_vector_times_the_Jacobian()
    {
        double[] v = [1, -2];
        double[] product = Differentiate.VectorJacobianProduct<double>(x => x.Tape.Constant([1, 2, 3, 4, 5, 6], [2, 3]).MatMul(x.Square()), Point, v);
        Numbers.Equal([(1 - 8) * 1.0, (2 - 10) * -3.0, (3 - 12) * 4.0], product);
    }

    [Fact]
    public void The_point_is_not_changed_and_may_be_used_again()
    {
        double[] point = [.. Point];
        Differentiate.Gradient<double>(Cubic, point);
        Differentiate.Hessian<double>(Cubic, point);
        Differentiate.Jacobian<double>(x => x.Exp(), point);
        Assert.Equal(Point, point);
    }

    [Fact]
    public void Differentiation_nests()
    {
        // The gradient of x -> |grad g|^2 with g = sum x^3, the inner derivative from a call of its own for constants alone.
        double[] inner = Differentiate.Gradient<double>(
            x =>
            {
                double[] slope = Differentiate.Gradient<double>(y => y.Square().Sum(), x.Values);
                return (x * x.Tape.Constant(slope, [slope.Length])).Sum();
            },
            Point);
        Numbers.Equal([1, -3, 4], inner);
    }

    [Fact]
    public void Hessian_of_parameters_counts_them_one_after_the_other()
    {
        Parameter<double> a = new("a", [1, 2], [2]);
        Parameter<double> b = new("b", [3], []);
        Parameter<double> idle = Parameter<double>.Ones("idle", [1]);
        double[,] hessian = Differentiate.Hessian([a, b, idle], tape => (tape.Variable(a).Square() * b).Sum() + tape.Variable(b).Pow(3));
        Numbers.Equal(new[,] { { 6.0, 0, 2, 0 }, { 0, 6, 4, 0 }, { 2, 4, 18, 0 }, { 0, 0, 0, 0 } }, hessian);
        Numbers.Equal([(6 * 1) + (2 * -1), (6 * 2) + (4 * -1), 2 + 8 - 18, 0], Differentiate.HessianVectorProduct([a, b, idle], tape => (tape.Variable(a).Square() * b).Sum() + tape.Variable(b).Pow(3), [1.0, 2.0, -1.0, 5.0]));
        Assert.Equal(0, a.Version);
    }

    [Fact]
    public void Hessian_of_a_network_is_symmetric_and_agrees_with_its_products()
    {
        Parameter<double> w1 = new("W1", [0.3, -0.2, 0.1, 0.5, 0.4, -0.6], [2, 3]);
        Parameter<double> b1 = new("b1", [0.01, 0.02, 0.03], [3]);
        Parameter<double> w2 = new("W2", [0.7, -0.8, 0.9], [3, 1]);
        Parameter<double>[] parameters = [w1, b1, w2];
        Variable<double> Loss(Tape<double> tape)
        {
            Variable<double> x = tape.Constant([1, 2, -1, 0.5], [2, 2]);
            return x.Linear(w1, b1, default(TanhFunction)).MatMul(w2).Square().Mean();
        }

        double[,] hessian = Differentiate.Hessian(parameters, Loss);
        Assert.Equal(12, hessian.GetLength(0));
        for (int column = 0; column < 12; column++)
        {
            double[] unit = new double[12];
            unit[column] = 1.0;
            double[] product = Differentiate.HessianVectorProduct(parameters, Loss, unit);
            for (int row = 0; row < 12; row++)
            {
                Numbers.Equal(hessian[row, column], product[row], 1e-13);
                Numbers.Equal(hessian[row, column], hessian[column, row], 1e-13);
            }
        }

        Assert.True(Math.Abs(hessian[0, 9]) > 0.01);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        double[] two = [1, 2];
        Refusal.Of<ShapeException>(["Gradients", "[3]", "scalar"], () => Differentiate.Gradient<double>(x => x.Square(), Point));
        Refusal.Of<ShapeException>(["[3]", "scalar"], () => Differentiate.Hessian<double>(x => x.Square(), Point));
        Refusal.Of<ShapeException>(["HessianVectorProduct", "3", "2"], () => Differentiate.HessianVectorProduct<double>(Cubic, Point, two));
        Refusal.Of<ShapeException>(["VectorJacobianProduct", "3", "2"], () => Differentiate.VectorJacobianProduct<double>(x => x, Point, two));
        Refusal.Of<ShapeException>(["HessianVectorProduct", "1", "2"], () => Differentiate.HessianVectorProduct([Parameter<double>.Ones("p", [1])], tape => tape.Constant(1.0), two));
        Variable<double> stranger = new Tape<double>().Variable(1.0);
        Refusal.Of<RecordingException>(["Differentiate", "different tapes"], () => Differentiate.Gradient<double>(x => stranger, Point));
        Assert.Throws<ArgumentNullException>(() => Differentiate.Gradient(null!, Point));
    }

    [Fact]
    public void An_empty_point_has_an_empty_gradient()
    {
        Assert.Empty(Differentiate.Gradient<double>(x => x.Sum() + 1.0, []));
        Assert.Empty(Differentiate.Hessian<double>(x => x.Square().Sum(), []));
        Assert.Empty(Differentiate.VectorJacobianProduct<double>(x => x.Square(), [], []));
    }

    [Fact]
    public void Other_number_types()
    {
        Half[] gradient = Differentiate.Gradient<Half>(x => x.Pow(3).Sum(), [(Half)2, (Half)(-1)]);
        Assert.Equal([(Half)12, (Half)3], gradient);
        float[,] hessian = Differentiate.Hessian(x => x.Pow(3).Sum(), [2f, -1f]);
        Assert.Equal(12f, hessian[0, 0]);
        Assert.Equal(0f, hessian[0, 1]);
        Assert.Equal(-6f, hessian[1, 1]);
    }
}
