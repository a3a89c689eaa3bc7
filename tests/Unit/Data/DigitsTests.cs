using AutoGrad.Data;

namespace AutoGrad.Tests.Unit.Data;

public sealed class DigitsTests
{
    private static readonly int[] CountOfEachDigit = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];

    [Fact]
    public void There_are_1797_digits_of_64_pixels()
    {
        Dataset digits = Digits.Load();
        Assert.Equal(1797, digits.Count);
        Assert.Equal(64, digits.FeatureCount);
        Assert.Equal([64], digits.FeatureShape.ToArray());
        Assert.Equal(10, digits.ClassCount);
        Assert.Equal("7", digits.ClassName(7));

        int[] counts = new int[10];
        for (int row = 0; row < digits.Count; row++)
        {
            counts[digits.Label(row)]++;
        }

        Assert.Equal(CountOfEachDigit, counts);
    }

    [Fact]
    public void Pixels_are_sixteenths_from_0_to_1()
    {
        Dataset digits = Digits.Load();
        double sum = 0;
        float greatest = 0;
        for (int row = 0; row < digits.Count; row++)
        {
            foreach (float pixel in digits.Input(row))
            {
                Assert.InRange(pixel, 0f, 1f);
                Assert.Equal(MathF.Round(16 * pixel), 16 * pixel);
                greatest = MathF.Max(greatest, pixel);
                sum += 16 * pixel;
            }
        }

        Assert.Equal(1f, greatest);
        Assert.Equal(561718, sum);
    }

    [Fact]
    public void The_first_picture_is_a_zero()
    {
        Dataset digits = Digits.Load();
        Assert.Equal([0f, 0f, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0f, 0f], digits.Input(0)[..8].ToArray());
        Assert.Equal(0, digits.Label(0));
        Assert.Equal(8, digits.Label(1796));
    }

    [Fact]
    public void Every_class_is_on_both_sides_of_the_split()
    {
        DatasetSplit split = Digits.Load().Split(train: 0.8, seed: 1);
        Assert.Equal((1438, 359), (split.Train.Count, split.Test.Count));
        foreach (Dataset part in new[] { split.Train, split.Test })
        {
            var seen = new HashSet<int>();
            for (int row = 0; row < part.Count; row++)
            {
                seen.Add(part.Label(row));
            }

            Assert.Equal(10, seen.Count);
        }
    }
}
