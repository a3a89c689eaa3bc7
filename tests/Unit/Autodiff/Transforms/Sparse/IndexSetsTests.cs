using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

public sealed class IndexSetsTests
{
    [Fact]
    public void Equal_sets_are_one()
    {
        IndexSets sets = new(5);
        (int one, int two, int four) = (sets.Of(1), sets.Of(2), sets.Of(4));
        Assert.Equal(one, sets.Of(1));
        int all = sets.Union([four, one, two, one]);
        Assert.Equal([1, 2, 4], sets[all]);
        int pair = sets.Union([two, one]);
        Assert.Equal([1, 2], sets[pair]);
        Assert.Equal(pair, sets.Union([one, two, two]));
        Assert.Equal(all, sets.Union([pair, four]));
        Assert.Equal(all, sets.Union([pair, all]));
        Assert.Equal(four, sets.Union([four, four]));
    }
}
