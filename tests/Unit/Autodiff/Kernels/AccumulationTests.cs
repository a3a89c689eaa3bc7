using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class AccumulationTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static void EveryLength<T>(LaneWidth width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        for (var length = 0; length <= 140; length++)
        {
            foreach (var accumulate in (bool[])[false, true])
            {
                var x = random.Numbers<T>(length);
                // One more element, which must not be touched.
                var target = random.Numbers<T>(length + 1);
                var before = KernelData.Doubles<T>(target);
                fixed (T* from = x, to = target)
                {
                    width.Run<T, Accumulation.ScaledCopy<T>>(new(from, T.CreateChecked(1.5), to, length, accumulate));
                }

                var expected = KernelData.Doubles<T>(x).Select((value, i) => 1.5 * value + (accumulate ? before[i] : 0.0));
                KernelData.Near<T>([.. expected, before[length]], target, KernelData.Tolerance<T>(2), $"length {length}");
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void EveryLengthInFloat(LaneWidth width) => EveryLength<float>(width);

    [Theory, MemberData(nameof(Widths))]
    public void EveryLengthInDouble(LaneWidth width) => EveryLength<double>(width);

    [Fact]
    public void EveryLengthInHalf() => EveryLength<Half>(LaneWidth.Widest);

    [Fact]
    public void AnArrayAddedToItselfDoubles()
    {
        var x = new Random(2).Numbers<float>(100);
        float[] expected = [.. x.Select(value => value + value)];
        Accumulation.AddTo<float>(x, x);
        Assert.Equal(expected, x);
    }

    [Fact]
    public void ThePublicNamesDoWhatTheySay()
    {
        double[] x = [1.0, 2.0, 3.0];
        double[] target = [10.0, 20.0, 30.0];
        Accumulation.AddTo<double>(x, target);
        Assert.Equal([11.0, 22.0, 33.0], target);
        Accumulation.AddScaledTo(x, -2.0, target);
        Assert.Equal([9.0, 18.0, 27.0], target);
        Accumulation.Scale(x, 3.0, target);
        Assert.Equal([3.0, 6.0, 9.0], target);
        Accumulation.Copy<double>(x, target);
        Assert.Equal(x, target);
        Assert.Throws<ArgumentOutOfRangeException>(() => Accumulation.AddTo<double>(x, new double[2]));
    }
}
