using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class SoftmaxTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static readonly (int Outer, int Inner)[] Shapes = [(3, 1), (67, 1), (2, 2), (1, 17), (2, 40)];
    private static readonly (int Outer, int Inner)[] LongShapes = [(1, 1), (3, 1), (1, 17)];

    private static void Forward<T>(LaneWidth width, T[] x, int outer, int length, int inner, T[] y, bool logarithm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = x, to = y)
        {
            width.Run<T, Softmax.ForwardAction<T>>(new(from, outer, length, inner, to, logarithm));
        }
    }

    private static void Pullback<T>(LaneWidth width, T[] y, T[] g, int outer, int length, int inner, T[] target, bool accumulate, bool logarithm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* output = y, gradient = g, to = target)
        {
            width.Run<T, Softmax.PullbackAction<T>>(new(output, gradient, outer, length, inner, to, accumulate, logarithm));
        }
    }

    /// <summary>Calls <paramref name="body"/> with the indices of each run along the axis.</summary>
    private static void Along(int outer, int length, int inner, Action<int[]> body)
    {
        for (var o = 0; o < outer; o++)
        {
            for (var r = 0; r < inner; r++)
            {
                body([.. Enumerable.Range(0, length).Select(i => (o * length + i) * inner + r)]);
            }
        }
    }

    private static void EveryLength<T>(LaneWidth width, bool logarithm)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (var length in (int[])[.. Enumerable.Range(1, 70), 129, 600, 2100])
        {
            foreach (var (outer, inner) in length > 70 ? LongShapes : Shapes)
            {
                var total = outer * length * inner;
                var x = random.Numbers<T>(total, 5.0);
                var doubles = KernelData.Doubles<T>(x);
                var expected = new double[total];
                Along(outer, length, inner, at =>
                {
                    var greatest = at.Max(i => doubles[i]);
                    var sum = at.Sum(i => Math.Exp(doubles[i] - greatest));
                    foreach (var i in at)
                    {
                        expected[i] = logarithm ? doubles[i] - greatest - Math.Log(sum) : Math.Exp(doubles[i] - greatest) / sum;
                    }
                });
                var y = new T[total];
                var what = $"({outer}, {length}, {inner})";
                Forward(width, x, outer, length, inner, y, logarithm);
                KernelData.Near<T>(expected, y, KernelData.Tolerance<T>(8), what);

                // In place.
                Forward(width, x, outer, length, inner, x, logarithm);
                Assert.True(y.AsSpan().SequenceEqual(x), what);

                var g = random.Numbers<T>(total);
                var target = random.Numbers<T>(total);
                var gradients = KernelData.Doubles<T>(g);
                var outputs = KernelData.Doubles<T>(y);
                var accumulate = random.Next(2) == 0;
                var pulled = accumulate ? KernelData.Doubles<T>(target) : new double[total];
                Along(outer, length, inner, at =>
                {
                    var sum = at.Sum(i => logarithm ? gradients[i] : gradients[i] * outputs[i]);
                    foreach (var i in at)
                    {
                        pulled[i] += logarithm ? gradients[i] - Math.Exp(outputs[i]) * sum : outputs[i] * (gradients[i] - sum);
                    }
                });
                Pullback(width, y, g, outer, length, inner, target, accumulate, logarithm);
                KernelData.Near<T>(pulled, target, KernelData.Tolerance<T>(64), what);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void SoftmaxInFloat(LaneWidth width) => EveryLength<float>(width, logarithm: false);

    [Theory, MemberData(nameof(Widths))]
    public void SoftmaxInDouble(LaneWidth width) => EveryLength<double>(width, logarithm: false);

    [Theory, MemberData(nameof(Widths))]
    public void LogSoftmaxInFloat(LaneWidth width) => EveryLength<float>(width, logarithm: true);

    [Theory, MemberData(nameof(Widths))]
    public void LogSoftmaxInDouble(LaneWidth width) => EveryLength<double>(width, logarithm: true);

    [Fact]
    public void HalfTakesTheScalarPath()
    {
        Half[] x = [(Half)1.0, (Half)2.0, (Half)3.0];
        var y = new Half[3];
        Softmax.Forward<Half>(x, 1, 3, 1, y);
        KernelData.Near<Half>([0.0900306, 0.2447285, 0.6652410], y, 1e-3, "softmax");
        Softmax.LogForward<Half>(x, 1, 3, 1, y);
        KernelData.Near<Half>([-2.4076060, -1.4076060, -0.4076060], y, 2e-3, "log-softmax");
    }

    [Theory, MemberData(nameof(Widths))]
    public void LargeLogitsStayFinite(LaneWidth width)
    {
        foreach (var length in (int[])[2, 10, 16, 40])
        {
            foreach (var inner in (int[])[1, 3])
            {
                var x = new float[length * inner];
                Array.Fill(x, -10_000f);
                Array.Fill(x, 10_000f, 0, inner);
                var y = new float[x.Length];
                Forward(width, x, 1, length, inner, y, logarithm: false);
                Assert.Equal([.. x.Select(value => value > 0f ? 1f : 0f)], y);
                Forward(width, x, 1, length, inner, y, logarithm: true);
                Assert.Equal([.. x.Select(value => value > 0f ? 0f : -20_000f)], y);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void NothingIsSubnormal(LaneWidth width)
    {
        foreach (var length in (int[])[2, 10, 16, 40, 2000])
        {
            foreach (var inner in (int[])[1, 3])
            {
                var x = new float[length * inner];
                var doubles = new double[x.Length];
                for (var i = 0; i < length * inner; i++)
                {
                    x[i] = i < inner ? 0f : -80f - 30f * i / x.Length;
                    doubles[i] = i < inner ? 0.0 : -700.0 - 50.0 * i / x.Length;
                }

                var y = new float[x.Length];
                Forward(width, x, 1, length, inner, y, logarithm: false);
                Assert.DoesNotContain(y, float.IsSubnormal);
                var z = new double[x.Length];
                Forward(width, doubles, 1, length, inner, z, logarithm: false);
                Assert.DoesNotContain(z, double.IsSubnormal);
                Assert.Equal(1f, y[0]);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void MinusInfinityHasProbabilityZero(LaneWidth width)
    {
        foreach (var length in (int[])[2, 10, 16, 40])
        {
            foreach (var inner in (int[])[1, 3])
            {
                var x = new float[length * inner];
                Array.Fill(x, float.NegativeInfinity, 0, inner);
                var y = new float[x.Length];
                Forward(width, x, 1, length, inner, y, logarithm: false);
                var each = 1f / (length - 1);
                KernelData.Near<float>([.. x.Select(value => value == 0f ? each : 0.0)], y, 1e-6, "softmax");
                Forward(width, x, 1, length, inner, y, logarithm: true);
                KernelData.Near<float>([.. x.Select(value => value == 0f ? Math.Log(each) : double.NegativeInfinity)], y, 1e-6, "log-softmax");

                var g = new float[x.Length];
                Array.Fill(g, 1f);
                var target = new float[x.Length];
                Pullback(width, y, g, 1, length, inner, target, accumulate: false, logarithm: true);
                KernelData.Near<float>([.. x.Select(value => value == 0f ? 1.0 - length * (double)each : 1.0)], target, 1e-5, "pullback");
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void NaNAndInfinitiesGiveNaNInTheirRowOnly(LaneWidth width)
    {
        foreach (var length in (int[])[1, 2, 10, 16, 40])
        {
            foreach (var value in (float[])[float.NaN, float.PositiveInfinity])
            {
                for (var at = 0; at < length; at++)
                {
                    foreach (var logarithm in (bool[])[false, true])
                    {
                        // The middle one of three rows, then the middle one of three columns.
                        var x = new float[3 * length];
                        x[length + at] = value;
                        var y = new float[x.Length];
                        Forward(width, x, 3, length, 1, y, logarithm);
                        Assert.All(y[..length], element => Assert.True(float.IsFinite(element)));
                        Assert.All(y[length..(2 * length)], element => Assert.True(float.IsNaN(element)));
                        Assert.All(y[(2 * length)..], element => Assert.True(float.IsFinite(element)));

                        x = new float[3 * length];
                        x[3 * at + 1] = value;
                        Forward(width, x, 1, length, 3, y, logarithm);
                        Assert.All(y.Select((element, i) => (element, i)), pair => Assert.Equal(pair.i % 3 == 1, float.IsNaN(pair.element)));
                    }
                }
            }

            var nothing = new float[length];
            Array.Fill(nothing, float.NegativeInfinity);
            Forward(width, nothing, 1, length, 1, nothing, logarithm: false);
            Assert.All(nothing, element => Assert.True(float.IsNaN(element)));
        }
    }

    [Fact]
    public void TheEntriesCheckAndDispatch()
    {
        double[] x = [0.0, Math.Log(3.0)];
        var y = new double[2];
        Softmax.Forward<double>(x, 1, 2, 1, y);
        KernelData.Near<double>([0.25, 0.75], y, 1e-15, "softmax");
        var target = new double[2];
        Softmax.Pullback<double>(y, [1.0, 0.0], 1, 2, 1, target, accumulate: false);
        KernelData.Near<double>([0.1875, -0.1875], target, 1e-15, "pullback");
        Softmax.LogForward<double>(x, 1, 2, 1, y);
        KernelData.Near<double>([Math.Log(0.25), Math.Log(0.75)], y, 1e-15, "log-softmax");
        Softmax.LogPullback<double>(y, [1.0, 0.0], 1, 2, 1, target, accumulate: true);
        KernelData.Near<double>([0.9375, -0.9375], target, 1e-15, "log pullback");
        Softmax.Forward<double>([], 0, 2, 1, []);
        Softmax.Forward<double>([], 2, 0, 3, []);
        Assert.Throws<ArgumentOutOfRangeException>(() => Softmax.Forward<double>(x, 1, 3, 1, y));
        Assert.Throws<ArgumentOutOfRangeException>(() => Softmax.Pullback<double>(x, y, 1, 2, 1, new double[3], accumulate: false));
    }
}
