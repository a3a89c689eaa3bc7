using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class LogSumExpTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static void Forward<T>(LaneWidth width, T[] x, int outer, int length, int inner, T[] y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = x, to = y)
        {
            width.Run<T, LogSumExp.ForwardAction<T>>(new(from, outer, length, inner, to));
        }
    }

    private static void Pullback<T>(LaneWidth width, T[] x, T[] y, T[] g, int outer, int length, int inner, T[] target, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* input = x, output = y, gradient = g, to = target)
        {
            width.Run<T, LogSumExp.PullbackAction<T>>(new(input, output, gradient, outer, length, inner, to, accumulate));
        }
    }

    private static void EveryLength<T>(LaneWidth width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (var length in (int[])[.. Enumerable.Range(1, 70), 129, 600])
        {
            foreach (var (outer, inner) in ((int, int)[])[(1, 1), (3, 1), (67, 1), (130, 1), (2, 2), (1, 17), (3, 40)])
            {
                var x = random.Numbers<T>(outer * length * inner, 5.0);
                var doubles = KernelData.Doubles<T>(x);
                var y = new T[outer * inner];
                var g = random.Numbers<T>(y.Length);
                var target = random.Numbers<T>(x.Length);
                var accumulate = random.Next(2) == 0;
                var expected = new double[y.Length];
                var pulled = accumulate ? KernelData.Doubles<T>(target) : new double[x.Length];
                for (var result = 0; result < y.Length; result++)
                {
                    var start = result / inner * length * inner + result % inner;
                    var sum = 0.0;
                    for (var i = 0; i < length; i++)
                    {
                        sum += Math.Exp(doubles[start + i * inner]);
                    }

                    expected[result] = Math.Log(sum);
                    for (var i = 0; i < length; i++)
                    {
                        pulled[start + i * inner] += double.CreateChecked(g[result]) * Math.Exp(doubles[start + i * inner]) / sum;
                    }
                }

                Forward(width, x, outer, length, inner, y);
                KernelData.Near<T>(expected, y, KernelData.Tolerance<T>(8), $"({outer}, {length}, {inner})");
                Pullback(width, x, y, g, outer, length, inner, target, accumulate);
                KernelData.Near<T>(pulled, target, KernelData.Tolerance<T>(32), $"({outer}, {length}, {inner})");
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void EveryLengthInFloat(LaneWidth width) => EveryLength<float>(width);

    [Theory, MemberData(nameof(Widths))]
    public void EveryLengthInDouble(LaneWidth width) => EveryLength<double>(width);

    [Theory, MemberData(nameof(Widths))]
    public void InfinitiesAndNaN(LaneWidth width)
    {
        const float Infinity = float.PositiveInfinity;
        (float[] X, float Y, float[] Slope)[] cases =
        [
            ([-Infinity, -Infinity], -Infinity, [0f, 0f]),
            ([-Infinity, 1f], 1f, [0f, 1f]),
            ([Infinity, 1f], Infinity, [float.NaN, 0f]),
            ([Infinity, -Infinity], Infinity, [float.NaN, 0f]),
            ([float.NaN, 1f], float.NaN, [float.NaN, float.NaN]),
            ([float.NaN, Infinity], float.NaN, [float.NaN, float.NaN]),
            ([10_000f, -10_000f], 10_000f, [1f, 0f]),
            ([-10_000f, -10_000f], -10_000f + MathF.Log(2f), [0.5f, 0.5f]),
        ];
        foreach (var (pair, value, slope) in cases)
        {
            foreach (var length in (int[])[2, 10, 16, 40])
            {
                // The pair and -infinity behind it, as a row and as three columns.
                foreach (var inner in (int[])[1, 3])
                {
                    var x = new float[length * inner];
                    Array.Fill(x, -Infinity);
                    Array.Fill(x, pair[0], 0, inner);
                    Array.Fill(x, pair[1], inner, inner);
                    var y = new float[inner];
                    Forward(width, x, 1, length, inner, y);
                    Assert.All(y, element => Assert.Equal(value, element, tolerance: 1e-3f));
                    var g = new float[inner];
                    Array.Fill(g, 1f);
                    var target = new float[x.Length];
                    Pullback(width, x, y, g, 1, length, inner, target, accumulate: false);
                    Assert.Equal(slope[0], target[0], tolerance: 1e-3f);
                    Assert.Equal(slope[1], target[inner], tolerance: 1e-3f);
                }
            }
        }
    }

    [Fact]
    public void TheEntriesCheckAndDispatch()
    {
        var y = new double[2];
        LogSumExp.Forward<double>([0.0, 0.0, 1e4, 0.0], 2, 2, 1, y);
        KernelData.Near<double>([Math.Log(2.0), 1e4], y, 1e-15, "value");
        var target = new double[4];
        LogSumExp.Pullback<double>([0.0, 0.0, 1e4, 0.0], y, [2.0, 3.0], 2, 2, 1, target, accumulate: false);
        KernelData.Near<double>([1.0, 1.0, 3.0, 0.0], target, 1e-15, "gradient");
        LogSumExp.Forward<double>([], 2, 0, 1, y);
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], y);
        Assert.Throws<ArgumentOutOfRangeException>(() => LogSumExp.Forward<double>(new double[3], 2, 2, 1, y));
    }
}
