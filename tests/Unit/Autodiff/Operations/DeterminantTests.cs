using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>Determinants against the expansion by permutations, whose derivatives are polynomials too: singular matrices are no exception.</summary>
public sealed class DeterminantTests
{
    private static readonly double[] RankTwo = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    private static readonly double[] RankOne = [1, 2, 3, 2, 4, 6, -1, -2, -3];

    public static TheoryData<double[]> Matrices => new()
    {
        MatMulTests.Filled([3, 3], 1),
        new double[] { 0, 1, 0, 0, 0, 1, 1, 0, 0 },
        new double[] { 0, 2, 0, 3, 0, 0, 0, 0, 5 },
        RankTwo,
        RankOne,
        new double[9],
        new double[] { 1e-9, 1, 0, 1, 1, 0, 0, 0, 1 },
        new double[] { 0, 0, 0, 0, 2, 1, 0, 1, 2 },
        new double[] { 1, 0, 0, 0, 0, 0, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Matrices))]
    public void Value_and_slope_are_those_of_the_expansion(double[] matrix)
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable(matrix, [3, 3]);
        Variable<double> determinant = a.Determinant();
        Assert.Equal(0, determinant.Shape.Rank);
        Numbers.Equal(Expansion(matrix), determinant.Item(), 1e-14 * 1000);
        Numbers.Equal<double>(Slope(matrix), determinant.Gradients()[a], 1e-12);
        Numbers.Equal<double>(Slope(matrix), determinant.Derivative(a).Values, 1e-12);
    }

    // In each entry the determinant is linear, in each two bilinear: differences of width 1 are exact.
    [Theory]
    [MemberData(nameof(Matrices))]
    public void The_second_derivative_is_that_of_the_expansion_whatever_the_rank(double[] matrix)
    {
        double[,] expected = new double[9, 9];
        for (int entry = 0; entry < 9; entry++)
        {
            double[] moved = (double[])matrix.Clone();
            moved[entry] += 1.0;
            (double[] far, double[] near) = (Slope(moved), Slope(matrix));
            for (int other = 0; other < 9; other++)
            {
                expected[entry, other] = far[other] - near[other];
            }
        }

        Numbers.Equal(expected, Differentiate.Hessian<double>(x => x.Reshape(3, 3).Determinant(), matrix), 1e-11);
    }

    [Fact]
    public void The_third_derivative_of_a_regular_matrix()
    {
        // det of diag(x, y, z) is x y z: third derivative 1 towards the three together.
        Tape<double> tape = new();
        Variable<double> d = tape.Variable([2, 3, 5], [3]);
        Variable<double> first = d.DiagonalMatrix().Determinant().Derivative(d);
        Numbers.Equal([15, 10, 6], first.Values);
        Variable<double> second = (first * tape.Constant([1, 0, 0], [3])).Sum().Derivative(d);
        Numbers.Equal([0, 5, 3], second.Values);
        Variable<double> third = (second * tape.Constant([0, 1, 0], [3])).Sum().Derivative(d);
        Numbers.Equal([0, 0, 1], third.Values);
    }

    [Fact]
    public void Signs_follow_the_exchanges_of_rows()
    {
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([0, 1, 1, 0, 1, 0, 0, 1, 2, 0, 0, -3], [3, 2, 2]);
        Numbers.Equal([-1, 1, -6], a.Determinant().Values);
        Numbers.Equal([double.NaN, 0, double.NaN], a.LogDeterminant().Values);
        Variable<double> turned = tape.Variable([0, 2, 0, 0, 0, 3, 5, 0, 0, 0, 0, -2, 0, 3, 0, 5, 0, 0], [2, 3, 3]);
        Numbers.Equal([30, 30], turned.Determinant().Values);
        Numbers.Equal([Math.Log(30), Math.Log(30)], turned.LogDeterminant().Values);
    }

    [Fact]
    public void The_logarithm_survives_where_the_determinant_overflows()
    {
        const int Size = 40;
        Tape<float> tape = new();
        float[] great = new float[Size * Size];
        for (int row = 0; row < Size; row++)
        {
            great[(row * Size) + row] = 1e10f;
        }

        Variable<float> a = tape.Variable(great, [Size, Size]);
        Assert.Equal(float.PositiveInfinity, a.Determinant().Item());
        Numbers.Equal([Size * Math.Log(1e10)], a.LogDeterminant().Values, 1e-6);
        Assert.Equal(1e-10f, a.LogDeterminant().Gradients()[a][0], 1e-16f);
    }

    [Fact]
    public void Special_points_of_the_logarithm()
    {
        Tape<double> tape = new();
        Variable<double> negative = tape.Variable([1, 2, 3, 4], [2, 2]);
        Variable<double> zero = tape.Variable([1, 2, 2, 4], [2, 2]);
        Numbers.Equal([double.NaN], negative.LogDeterminant().Values);
        Numbers.Equal([double.NegativeInfinity], zero.LogDeterminant().Values);
        Assert.All(zero.LogDeterminant().Gradients()[zero].ToArray(), slope => Assert.True(double.IsNaN(slope)));

        // The slope goes on where the logarithm does not: the transposed inverse, as 1/x for the logarithm of a number.
        Numbers.Equal([-2, 1.5, 1, -0.5], negative.LogDeterminant().Gradients()[negative]);
        Variable<double> wild = tape.Variable([1, double.NaN, 0, 0], [2, 2]);
        Numbers.Equal([double.NaN], wild.LogDeterminant().Values);
        Numbers.Equal([double.NaN], wild.Determinant().Values);
    }

    [Fact]
    public void Matrices_of_size_zero_have_determinant_one()
    {
        Tape<double> tape = new();
        Variable<double> none = tape.Variable([], [3, 0, 0]);
        Numbers.Equal([1, 1, 1], none.Determinant().Values);
        Numbers.Equal([0, 0, 0], none.LogDeterminant().Values);
        Assert.Equal(0, none.Determinant().Sum().Gradients()[none].Length);
        Assert.Equal([0], tape.Variable([], [0, 2, 2]).Determinant().Shape.ToArray());
    }

    [Fact]
    public void Wrong_shapes_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> wide = tape.Variable(new double[6], [2, 3]);
        Variable<double> vector = tape.Variable(new double[2], [2]);
        Refusal.Of<ShapeException>(["Determinant", "[2, 3]"], () => wide.Determinant());
        Refusal.Of<ShapeException>(["LogDeterminant", "[2]"], () => vector.LogDeterminant());
    }

    private static double Expansion(double[] a) =>
        (a[0] * ((a[4] * a[8]) - (a[5] * a[7]))) - (a[1] * ((a[3] * a[8]) - (a[5] * a[6]))) + (a[2] * ((a[3] * a[7]) - (a[4] * a[6])));

    private static double[] Slope(double[] a) =>
    [
        (a[4] * a[8]) - (a[5] * a[7]), (a[5] * a[6]) - (a[3] * a[8]), (a[3] * a[7]) - (a[4] * a[6]),
        (a[2] * a[7]) - (a[1] * a[8]), (a[0] * a[8]) - (a[2] * a[6]), (a[1] * a[6]) - (a[0] * a[7]),
        (a[1] * a[5]) - (a[2] * a[4]), (a[2] * a[3]) - (a[0] * a[5]), (a[0] * a[4]) - (a[1] * a[3]),
    ];
}
