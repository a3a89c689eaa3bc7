using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

public sealed class SparseMatrixTests
{
    private static SparseMatrix<double> Matrix() => new(new SparsityPattern(3, [2, 0], [], [1]), [5.0, -1.0, 2.0]);

    [Fact]
    public void Entries_and_zeros()
    {
        SparseMatrix<double> matrix = Matrix();
        Assert.Equal((3, 3, 3), (matrix.RowCount, matrix.ColumnCount, matrix.NonZeroCount));
        Assert.Equal([0, 2, 2, 3], matrix.RowStarts);
        Assert.Equal([0, 2, 1], matrix.Columns);
        Assert.Equal([5.0, -1.0, 2.0], matrix.Values);
        Assert.Equal((5.0, 0.0, -1.0, 2.0), (matrix[0, 0], matrix[0, 1], matrix[0, 2], matrix[2, 1]));
        Numbers.Equal(new[,] { { 5.0, 0, -1 }, { 0, 0, 0 }, { 0, 2, 0 } }, matrix.ToDense());
        Numbers.Equal(new double[3, 3], new SparseMatrix<double>(matrix.Pattern).ToDense());
    }

    [Fact]
    public void Times_a_vector()
    {
        double[] product = [9, 9, 9];
        Matrix().Multiply([1, 10, 100], product);
        Numbers.Equal([-95, 0, 20], product);
        Numbers.Equal([-95, 0, 20], Matrix().Multiply([1, 10, 100]));
        Assert.Empty(new SparseMatrix<float>(new SparsityPattern(2)).Multiply([1, 2]));
    }

    [Fact]
    public void Wrong_lengths_and_places_are_refused()
    {
        SparseMatrix<double> matrix = Matrix();
        Assert.Throws<ShapeException>(() => new SparseMatrix<double>(matrix.Pattern, [1.0]));
        Assert.Contains("needs a vector of 3 numbers and was given 2", Assert.Throws<ShapeException>(() => matrix.Multiply([1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => matrix.Multiply([1, 2, 3], new double[2]));
        Assert.Equal("row", Assert.Throws<ArgumentOutOfRangeException>(() => matrix[3, 0]).ParamName);
        Assert.Equal("column", Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, -1]).ParamName);
        Assert.Contains("[0, 3] is outside a matrix of 3 x 3", Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, 3]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new SparseMatrix<double>(null!));
    }
}
