using System.Numerics;
using System.Runtime.Intrinsics;
using AutoGrad.Optim;

namespace AutoGrad.Tests.Unit.Optim.Rules;

/// <summary>The quotient of the rules that divide by a root: near IEEE's in float, IEEE's in double, in vectors as in single numbers.</summary>
public sealed class QuotientTests
{
    private const float Least = 1.17549435e-38f;

    [Fact]
    public void Floats_err_by_two_units_of_the_last_place_at_most()
    {
        Random random = new(7);
        double worst = 0.0;
        for (int trial = 0; trial < 200_000; trial++)
        {
            float left = (random.NextSingle() - 0.5f) * MathF.Pow(2f, random.Next(-30, 30));
            float right = (1f + random.NextSingle()) * MathF.Pow(2f, random.Next(-60, 60));
            double exact = (double)left / right;
            float quotient = Single(left, right);
            double unit = MathF.BitIncrement(MathF.Abs((float)exact)) - (double)MathF.Abs((float)exact);
            worst = Math.Max(worst, Math.Abs(quotient - exact) / unit);
        }

        Assert.InRange(worst, 0.4, 2.0);
    }

    [Fact]
    public void Powers_of_two_are_exact()
    {
        for (int exponent = -126; exponent <= 125; exponent++)
        {
            Assert.Equal(3f * MathF.Pow(2f, -exponent), Single(3f, MathF.Pow(2f, exponent)));
        }
    }

    [Fact]
    public void The_ends_of_the_range()
    {
        Assert.Equal(0f, Single(0f, Least));
        Assert.Equal(0f, Single(0f, float.PositiveInfinity));
        Assert.InRange(Single(1e3f, float.PositiveInfinity), 0f, 1e-34f);
        Assert.Equal(1e-35f, Single(1f, 1e35f), 1e-41f);
        Assert.Equal(float.NaN, Single(1f, float.NaN));
        Assert.Equal(float.NaN, Single(float.NaN, 1f));
        Assert.Equal(float.NegativeInfinity, Single(float.NegativeInfinity, 2f));
    }

    [Fact]
    public void Vectors_have_the_bits_of_single_numbers()
    {
        Random random = new(11);
        float[] lefts = [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)];
        float[] rights = [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() + 1e-8f)];
        rights[3] = float.PositiveInfinity;
        rights[5] = float.NaN;
        rights[9] = Least;
        float[] expected = [.. lefts.Zip(rights, Single)];
        Assert.Equal(
            expected, Vector512.IsHardwareAccelerated ? InLanes<WideLane<float>, float>(lefts, rights) : InLanes<VectorLane<float>, float>(lefts, rights));
    }

    [Fact]
    public void Doubles_are_divided()
    {
        double[] lefts = [1.0, 2.0, -5.0, 1e300, 0.3, 7.0, 9.0, 11.0];
        double[] rights = [3.0, 7.0, 11.0, 1e-3, double.PositiveInfinity, 1e300, 49.0, 0.1];
        double[] expected = [.. lefts.Zip(rights, (left, right) => left / right)];
        Assert.Equal(expected, InLanes<SingleLane<double>, double>(lefts, rights));
        Assert.Equal(expected, InLanes<VectorLane<double>, double>(lefts, rights));
        if (Vector512.IsHardwareAccelerated)
        {
            Assert.Equal(expected, InLanes<WideLane<double>, double>(lefts, rights));
        }
    }

    private static float Single(float left, float right) => InLanes<SingleLane<float>, float>([left], [right])[0];

    private static T[] InLanes<TLane, T>(T[] lefts, T[] rights)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var quotients = new T[lefts.Length];
        for (int index = 0; index < lefts.Length; index += TLane.Count)
        {
            TLane.Store(TLane.Quotient(TLane.Load(ref lefts[0], (nuint)index), TLane.Load(ref rights[0], (nuint)index)), ref quotients[0], (nuint)index);
        }

        return quotients;
    }
}
