using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

public sealed class SparsityPatternTests
{
    [Fact]
    public void Rows_are_sorted_and_count_nothing_twice()
    {
        SparsityPattern pattern = new(4, [3, 0, 3], [], [2]);
        Assert.Equal((3, 4, 3), (pattern.RowCount, pattern.ColumnCount, pattern.NonZeroCount));
        Assert.Equal([0, 2, 2, 3], pattern.RowStarts);
        Assert.Equal([0, 3, 2], pattern.Columns);
        Assert.Equal([0, 3], pattern.Row(0));
        Assert.True(pattern.Row(1).IsEmpty);
    }

    [Fact]
    public void The_transposed_pattern()
    {
        SparsityPattern transposed = new SparsityPattern(4, [3, 0], [0], [2]).Transpose();
        Assert.Equal((4, 3), (transposed.RowCount, transposed.ColumnCount));
        Assert.Equal([0, 2, 2, 3, 4], transposed.RowStarts);
        Assert.Equal([0, 1, 2, 0], transposed.Columns);
    }

    [Fact]
    public void Symmetry_is_of_the_places()
    {
        Assert.True(new SparsityPattern(2, [1], [0]).IsSymmetric());
        Assert.False(new SparsityPattern(2, [1], [1]).IsSymmetric());
        Assert.False(new SparsityPattern(2, [0]).IsSymmetric());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_column_outside_is_refused(int column)
    {
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(() => new SparsityPattern(3, [0], [column]));
        Assert.Contains("row 1 names a column outside 0 to 2", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SparsityPatternTests), thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparsityPattern(-1));
        Assert.Throws<ArgumentNullException>(() => new SparsityPattern(1, (IReadOnlyList<int[]>)null!));
    }
}
