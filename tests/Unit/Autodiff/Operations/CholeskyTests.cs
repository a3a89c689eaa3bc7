using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>The Cholesky factor: against the product, its convention, special points and refusals.</summary>
public sealed class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(40)]
    [InlineData(70)]
    public void The_factor_is_lower_triangular_and_multiplies_to_the_matrix(int size)
    {
        Factors<double>(size, 1e-12);
        Factors<float>(size, 1e-4);
    }

    [Fact]
    public void The_gradient_is_shared_by_both_triangles()
    {
        // A = [[4, 2], [2, 5]], L = [[2, 0], [1, 2]]: l21 = a21 / sqrt(a11), with slope 1/2 towards a21, half of it towards each triangle.
        Tape<double> tape = new();
        Variable<double> a = tape.Variable([4, 2, 2, 5], [2, 2]);
        Variable<double> l = a.Cholesky();
        Numbers.Equal([2, 0, 1, 2], l.Values);
        double[] corner = [0, 0, 1, 0];
        Numbers.Equal([-0.125, 0.25, 0.25, 0], l.Gradients(corner)[a]);

        // What stands above the diagonal of the factor is constant.
        double[] above = [0, 1, 0, 0];
        Numbers.Equal([0, 0, 0, 0], l.Gradients(above)[a], 0.0);
    }

    [Fact]
    public void Both_triangles_are_read()
    {
        Tape<double> tape = new();
        Numbers.Equal([2, 0, 1, 2], tape.Variable([4, 1, 3, 5], [2, 2]).Cholesky().Values);
    }

    [Fact]
    public void Third_derivative_of_a_root()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([4.0], [1, 1]);
        Variable<double> third = x.Cholesky().Sum().Derivative(x).Sum().Derivative(x).Sum().Derivative(x);
        Numbers.Equal([0.375 * Math.Pow(4.0, -2.5)], third.Values);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused_by_name()
    {
        Tape<double> tape = new();
        Variable<double> indefinite = tape.Variable([1, 2, 2, 1], [2, 2]);
        Variable<double> semidefinite = tape.Variable([1, 1, 1, 1], [2, 2]);
        Variable<double> batch = tape.Variable([1, 0, 0, 1, -1, 0, 0, 1], [2, 2, 2]);
        Variable<double> wide = tape.Variable(new double[6], [2, 3]);
        int count = tape.Count;
        Refusal.Of<LinearAlgebraException>(["Cholesky", "the 2 x 2 matrix", "positive definite", "row 1"], () => indefinite.Cholesky());
        Refusal.Of<LinearAlgebraException>(["Cholesky", "positive definite"], () => semidefinite.Cholesky());
        Refusal.Of<LinearAlgebraException>(["Cholesky", "matrix 1 of the 2", "row 0"], () => batch.Cholesky());
        Refusal.Of<ShapeException>(["Cholesky", "[2, 3]"], () => wide.Cholesky());
        Assert.Equal(count, tape.Count);
    }

    [Fact]
    public void NaN_spreads_and_empty_matrices_have_empty_factors()
    {
        Tape<double> tape = new();
        Numbers.Equal([1, 0, double.NaN, double.NaN], tape.Variable([1, double.NaN, 0, 1], [2, 2]).Cholesky().Values);
        Assert.Equal([2, 0, 0], tape.Variable([], [2, 0, 0]).Cholesky().Shape.ToArray());
        Assert.Equal([0, 2, 2], tape.Variable([], [0, 2, 2]).Cholesky().Shape.ToArray());
    }

    private static void Factors<T>(int size, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] root = MatMulTests.Filled([size, size], size);
        double[] matrix = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                matrix[(row * size) + column] = (row == column ? 1.0 : 0.0) + Product(root, size, row, column);
            }
        }

        Tape<T> tape = new();
        double[] l = Array.ConvertAll(tape.Variable(SolveTests.As<T>(matrix), [size, size]).Cholesky().ToArray(), double.CreateTruncating);
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                Assert.True(column <= row || l[(row * size) + column] == 0.0);
                Numbers.Equal(matrix[(row * size) + column], Product(l, size, row, column), tolerance * size);
            }
        }
    }

    private static double Product(double[] root, int size, int row, int column) =>
        Enumerable.Range(0, size).Sum(step => root[(row * size) + step] * root[(column * size) + step]);
}
