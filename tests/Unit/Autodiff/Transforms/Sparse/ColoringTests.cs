using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

public sealed class ColoringTests
{
    [Fact]
    public void A_tridiagonal_matrix_takes_three_products_of_each_kind()
    {
        SparsityPattern pattern = Patterns.Tridiagonal(10_000);
        Assert.Equal(3, pattern.ColumnColoring.Count);
        Assert.Equal(3, pattern.RowColoring.Count);
        Assert.Equal(3, pattern.SymmetricColoring.Count);
        Assert.Equal([0, 3, 6, 9], pattern.ColumnColoring.Members(0)[..4]);
    }

    /// <summary>Linear in the entries: a full row or column among 100,000 would otherwise be walked 100,000 times.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(57)]
    [InlineData(99_999)]
    public void An_arrow_takes_two_symmetric_products(int head) => Assert.Equal(2, Patterns.Arrow(100_000, head).SymmetricColoring.Count);

    [Fact]
    public void An_arrow_without_its_row_takes_two_row_products_and_no_fewer_column_products_than_its_row_is_long()
    {
        SparsityPattern down = new(50, [.. Enumerable.Range(0, 50).Select(row => new[] { 0, row })]);
        Assert.Equal(2, down.ColumnColoring.Count);
        Assert.Equal(50, down.RowColoring.Count);
        Assert.Equal(2, down.Transpose().RowColoring.Count);
    }

    [Fact]
    public void A_grid_takes_few()
    {
        SparsityPattern pattern = Patterns.Grid(40);
        Assert.InRange(pattern.ColumnColoring.Count, 5, 8);
        Assert.InRange(pattern.SymmetricColoring.Count, 3, 7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_full_matrix_takes_a_product_a_column(int size)
    {
        Assert.Equal(size, Patterns.Full(4, size).ColumnColoring.Count);
        Assert.Equal(size, Patterns.Full(size, 4).RowColoring.Count);
        Assert.Equal(size, Patterns.Full(size, size).SymmetricColoring.Count);
    }

    [Fact]
    public void What_holds_no_entry_takes_no_product()
    {
        foreach (Coloring coloring in (Coloring[])[new SparsityPattern(0).ColumnColoring, new SparsityPattern(3, [], []).ColumnColoring, new SparsityPattern(3, [], []).RowColoring, new SparsityPattern(2, [], []).SymmetricColoring])
        {
            Assert.Equal(0, coloring.Count);
        }

        SparsityPattern diagonal = new(4, [0], [], [2], [3]);
        Assert.Equal([0, 2, 3], diagonal.ColumnColoring.Members(0));
        Assert.Equal([0, 2, 3], diagonal.SymmetricColoring.Members(0));
        Assert.Equal(1, diagonal.SymmetricColoring.Count);
    }

    [Fact]
    public void A_coloring_is_found_once() => Assert.All([Patterns.Grid(3)], pattern => Assert.Same(pattern.SymmetricColoring, pattern.SymmetricColoring));
}
