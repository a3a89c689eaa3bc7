using AutoGrad.Data;

namespace AutoGrad.Tests.Unit.Data;

public sealed class DatasetTests
{
    /// <summary>Rows whose only features are 10 times and 10 times plus one of their number.</summary>
    internal static Dataset Numbered(int rows)
    {
        float[] inputs = new float[2 * rows];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            inputs[2 * row] = 10 * row;
            inputs[(2 * row) + 1] = (10 * row) + 1;
            labels[row] = row % 3;
        }

        return new Dataset(inputs, labels, [2], classCount: 3, name: "numbered");
    }

    internal static int[] RowNumbers(Dataset dataset)
    {
        int[] numbers = new int[dataset.Count];
        for (int row = 0; row < numbers.Length; row++)
        {
            numbers[row] = (int)dataset.Input(row)[0] / 10;
            Assert.Equal((10 * numbers[row]) + 1, dataset.Input(row)[1]);
            Assert.Equal(numbers[row] % 3, dataset.Label(row));
        }

        return numbers;
    }

    [Theory]
    [InlineData(2, 0.5, 1)]
    [InlineData(2, 0.999, 1)]
    [InlineData(2, 0.001, 1)]
    [InlineData(10, 0.25, 3)]
    [InlineData(10, 0.8, 8)]
    [InlineData(1797, 0.8, 1438)]
    public void A_split_is_disjoint_and_exhaustive(int rows, double train, int expected)
    {
        for (int seed = -3; seed <= 3; seed++)
        {
            (Dataset learn, Dataset test) = Numbered(rows).Split(train, seed);
            Assert.Equal(expected, learn.Count);
            Assert.Equal(rows - expected, test.Count);
            Assert.Equal(Enumerable.Range(0, rows), RowNumbers(learn).Concat(RowNumbers(test)).Order());
            Assert.Equal(3, test.ClassCount);
        }
    }

    [Fact]
    public void A_seed_chooses_the_split()
    {
        Dataset dataset = Numbered(100);
        Assert.Equal(RowNumbers(dataset.Split(0.8, seed: 1).Train), RowNumbers(dataset.Split(0.8, seed: 1).Train));
        Assert.NotEqual(RowNumbers(dataset.Split(0.8, seed: 1).Train), RowNumbers(dataset.Split(0.8, seed: 2).Train));
        Assert.NotEqual(RowNumbers(dataset.Split(0.8, seed: 1).Train).Order(), RowNumbers(dataset.Split(0.8, seed: 2).Train).Order());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(80.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_fraction_outside_0_and_1_is_refused(double train)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Split(train, seed: 1));
        Assert.Equal("train", refusal.ParamName);
        Assert.StartsWith("Split: train must be between 0 and 1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("DatasetTests.cs:line ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_cannot_be_split()
    {
        Assert.Contains("one row", Assert.Throws<InvalidOperationException>(() => Numbered(1).Split(0.5, seed: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_views_of_parts()
    {
        Dataset dataset = Numbered(10);
        Assert.Equal([3, 4, 5, 6], RowNumbers(dataset.Slice(3, 4)));
        Assert.Equal([5, 6], RowNumbers(dataset.Slice(3, 4).Slice(2, 2)));
        Assert.Equal([6, 3, 3], RowNumbers(dataset.Slice(3, 4).Subset([3, 0, 0])));
        Assert.Equal([3, 3], RowNumbers(dataset.Slice(3, 4).Subset([3, 0, 0]).Slice(1, 2)));
        Assert.Equal([3], RowNumbers(dataset.Subset([9, 3]).Subset([1])));
        Assert.True(dataset.Input(4).Overlaps(dataset.Slice(3, 4).Subset([1]).Input(0)));
    }

    [Fact]
    public void Rows_and_classes_that_do_not_exist_are_refused()
    {
        Dataset dataset = Numbered(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Label(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Label(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(2, 3).Label(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(2, 3).Input(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Subset([0, 10]));
        Assert.Throws<ArgumentException>(() => dataset.Subset([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(8, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ClassName(3));
        Assert.Equal("2", dataset.ClassName(2));
    }

    [Fact]
    public void The_shape_of_the_features_can_change_and_their_number_cannot()
    {
        Dataset pictures = Digits.Load().Slice(5, 3).WithFeatureShape(8, 8);
        Assert.Equal([8, 8], pictures.FeatureShape.ToArray());
        Assert.Equal(3, pictures.Count);
        Assert.Equal(Digits.Load().Input(6).ToArray(), pictures.Input(1).ToArray());
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => pictures.WithFeatureShape(8, 9));
        Assert.Contains("[8, 8]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[8, 9]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused()
    {
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => new Dataset(default, default, [2])).Message, StringComparison.Ordinal);
        Assert.Contains("needs 4 inputs", Assert.Throws<ArgumentException>(() => new Dataset(new float[3], new int[2], [2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new int[2], [0]));
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new int[2], [-2]));
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new int[2], [int.MaxValue, int.MaxValue, 4]));
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new[] { 0, -1 }, [2]));
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new[] { 0, int.MaxValue }, [2]));
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new[] { 0, 2 }, [2], classCount: 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset(new float[4], new[] { 0, 2 }, [2], classCount: -1));
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new[] { 0, 1 }, [2], classNames: ["one"]));
    }

    [Fact]
    public void Classes_have_names_and_rows_may_be_numbers()
    {
        var dataset = new Dataset(new[] { 0.5f, 1.5f }, new[] { 1, 0 }, [], classNames: ["no", "yes"]);
        Assert.Equal("yes", dataset.ClassName(dataset.Label(0)));
        Assert.Equal(1, dataset.FeatureCount);
        foreach (Batch batch in dataset.Batches(size: 2, shuffle: false))
        {
            Assert.Equal([2], batch.InputShape.ToArray());
        }
    }

    [Fact]
    public void Three_parts_share_no_row_and_have_them_all()
    {
        Dataset data = new(Enumerable.Range(0, 50).Select(row => (float)row).ToArray(), new int[50], [1]);
        DatasetParts parts = data.Split(train: 0.6, validation: 0.2, seed: 3);
        Assert.Equal((30, 10, 10), (parts.Train.Count, parts.Validation.Count, parts.Test.Count));
        IEnumerable<float> rows = ((Dataset[])[parts.Train, parts.Validation, parts.Test]).SelectMany(part => Enumerable.Range(0, part.Count).Select(row => part.Input(row)[0]));
        Assert.Equal(Enumerable.Range(0, 50).Select(row => (float)row), rows.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(0.6, 0.4, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(0.6, 0.0, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(0.6, double.NaN, seed: 1));
    }
}
