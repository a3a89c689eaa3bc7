using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

public sealed unsafe class CrossEntropyTests
{
    public static TheoryData<LaneWidth> Widths => LaneWidths.All;

    private static T Forward<T>(LaneWidth width, T[] logits, int rows, int classes, int[] labels, T[] probabilities, T[]? losses = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T total;
        fixed (T* from = logits, to = probabilities, loss = losses)
        fixed (int* label = labels)
        {
            width.Run<T, CrossEntropy.ForwardAction<T>>(new(from, rows, classes, label, to, loss, &total));
        }

        return total / T.CreateChecked(rows);
    }

    private static void Pullback<T>(LaneWidth width, T[] probabilities, int[] labels, int rows, int classes, T[]? g, T scale, T[] target, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = probabilities, to = target, gradient = g)
        fixed (int* label = labels)
        {
            width.Run<T, CrossEntropy.PullbackAction<T>>(new(from, label, rows, classes, gradient, scale, to, accumulate));
        }
    }

    private static void EverySize<T>(LaneWidth width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (var rows in (int[])[1, 2, 3, 15, 16, 17, 32, 63, 64, 65, 130])
        {
            foreach (var classes in (int[])[1, 2, 3, 4, 7, 8, 9, 10, 15, 16, 17, 31, 33, 70, 600])
            {
                var what = $"{rows} rows, {classes} classes";
                var logits = random.Numbers<T>(rows * classes, 4.0);
                var doubles = KernelData.Doubles<T>(logits);
                var labels = new int[rows];
                var probabilities = new double[logits.Length];
                var losses = new double[rows];
                for (var row = 0; row < rows; row++)
                {
                    labels[row] = random.Next(classes);
                    var sum = 0.0;
                    for (var i = 0; i < classes; i++)
                    {
                        sum += Math.Exp(doubles[row * classes + i]);
                    }

                    for (var i = 0; i < classes; i++)
                    {
                        probabilities[row * classes + i] = Math.Exp(doubles[row * classes + i]) / sum;
                    }

                    losses[row] = Math.Log(sum) - doubles[row * classes + labels[row]];
                }

                var p = new T[logits.Length];
                var rowLosses = new T[rows];
                var mean = Forward(width, logits, rows, classes, labels, p, rowLosses);
                KernelData.Near<T>([losses.Average()], [mean], KernelData.Tolerance<T>(16), what);
                KernelData.Near<T>(losses, rowLosses, KernelData.Tolerance<T>(16), what);
                KernelData.Near<T>(probabilities, p, KernelData.Tolerance<T>(8), what);
                Assert.Equal(mean, Forward(width, logits, rows, classes, labels, p));

                foreach (var accumulate in (bool[])[false, true])
                {
                    foreach (var g in (T[]?[])[null, random.Numbers<T>(rows)])
                    {
                        var target = random.Numbers<T>(logits.Length);
                        var expected = KernelData.Doubles<T>(target);
                        for (var i = 0; i < expected.Length; i++)
                        {
                            var row = i / classes;
                            var factor = g is null ? 0.5 : double.CreateChecked(g[row]);
                            expected[i] = (accumulate ? expected[i] : 0.0)
                                + factor * (probabilities[i] - (labels[row] == i % classes ? 1.0 : 0.0));
                        }

                        Pullback(width, p, labels, rows, classes, g, T.CreateChecked(0.5), target, accumulate);
                        KernelData.Near<T>(expected, target, KernelData.Tolerance<T>(8), what);
                    }
                }

                // In place: the logits' array takes the probabilities, and theirs the gradient.
                Assert.Equal(mean, Forward(width, logits, rows, classes, labels, logits));
                Assert.True(p.AsSpan().SequenceEqual(logits), what);
                var apart = new T[p.Length];
                Pullback(width, p, labels, rows, classes, null, T.CreateChecked(0.5), apart, accumulate: false);
                Pullback(width, p, labels, rows, classes, null, T.CreateChecked(0.5), p, accumulate: false);
                Assert.True(apart.AsSpan().SequenceEqual(p), what);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void EverySizeInFloat(LaneWidth width) => EverySize<float>(width);

    [Theory, MemberData(nameof(Widths))]
    public void EverySizeInDouble(LaneWidth width) => EverySize<double>(width);

    [Theory, MemberData(nameof(Widths))]
    public void LargeLogitsAreExact(LaneWidth width)
    {
        foreach (var classes in (int[])[2, 10, 16, 40])
        {
            foreach (var rows in (int[])[1, 16, 33])
            {
                var logits = new float[rows * classes];
                var labels = new int[rows];
                for (var row = 0; row < rows; row++)
                {
                    Array.Fill(logits, -10_000f, row * classes, classes);
                    logits[row * classes] = 10_000f;
                    logits[row * classes + 1] = 0f;
                    labels[row] = row % 2;
                }

                var p = new float[logits.Length];
                var losses = new float[rows];
                Forward(width, logits, rows, classes, labels, p, losses);
                Assert.Equal([.. labels.Select(label => label * 10_000f)], losses);
                Assert.Equal([.. logits.Select(value => value > 0f ? 1f : 0f)], p);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void SpecialLogitsStayInTheirRow(LaneWidth width)
    {
        foreach (var classes in (int[])[2, 10, 16, 40])
        {
            foreach (var rows in (int[])[3, 16, 40])
            {
                foreach (var value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
                {
                    var logits = new float[rows * classes];
                    logits[classes] = value;
                    logits[2 * classes + 1] = value;
                    var p = new float[logits.Length];
                    var losses = new float[rows];
                    var labels = new int[rows];
                    Forward(width, logits, rows, classes, labels, p, losses);
                    for (var row = 0; row < rows; row++)
                    {
                        // -infinity beside the label leaves one class fewer; as the label it costs +infinity.
                        var expected = row is not (1 or 2) ? MathF.Log(classes)
                            : value != float.NegativeInfinity ? float.NaN
                            : row == 1 ? float.PositiveInfinity : MathF.Log(classes - 1);
                        Assert.Equal(expected, losses[row], tolerance: 1e-5f);
                        Assert.Equal(float.IsNaN(expected), float.IsNaN(p[row * classes + classes - 1]));
                    }
                }
            }
        }
    }

    [Fact]
    public void TheMeanOfManyRowsIsAccurate()
    {
        const int Rows = 1_000_000;
        var logits = new Random(2).Numbers<float>(2 * Rows);
        var exact = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            exact += Math.Log(1.0 + Math.Exp((double)logits[2 * row + 1] - logits[2 * row]));
        }

        var mean = CrossEntropy.Forward<float>(logits, Rows, 2, new int[Rows], new float[logits.Length]);
        Assert.InRange(Math.Abs(mean * Rows / exact - 1.0), 0.0, 3e-7);
    }

    [Fact]
    public void TheEntriesCheckAndDispatch()
    {
        Half[] logits = [(Half)0.0, (Half)0.0, (Half)1.0, (Half)1.0];
        var p = new Half[4];
        var losses = new Half[2];
        Assert.Equal(Math.Log(2.0), (double)CrossEntropy.Forward<Half>(logits, 2, 2, [0, 1], p), 1e-3);
        CrossEntropy.ForwardRows<Half>(logits, 2, 2, [0, 1], p, losses);
        KernelData.Near<Half>([Math.Log(2.0), Math.Log(2.0)], losses, 1e-3, "losses");
        var target = new Half[4];
        CrossEntropy.Pullback(p, [0, 1], 2, 2, (Half)2.0, target, accumulate: false);
        KernelData.Near<Half>([-1.0, 1.0, 1.0, -1.0], target, 1e-3, "gradient");
        CrossEntropy.PullbackRows<Half>(p, [0, 1], 2, 2, [(Half)2.0, (Half)4.0], target, accumulate: true);
        KernelData.Near<Half>([-2.0, 2.0, 3.0, -3.0], target, 1e-3, "gradient");
        Assert.Equal(float.NaN, CrossEntropy.Forward<float>([], 0, 3, [], []));
        foreach (var label in (int[])[-1, 2])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy.Forward<Half>(logits, 2, 2, [0, label], p));
            Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy.Pullback(p, [0, label], 2, 2, (Half)2.0, target, accumulate: false));
        }

        foreach (var label in (int[])[-2, 2])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy.ForwardRows<Half>(logits, 2, 2, [0, label], p, losses));
            Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy.PullbackRows<Half>(p, [0, label], 2, 2, losses, target, accumulate: false));
        }
    }

    private static void RowsWithoutLabel<T>(LaneWidth width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(5);
        foreach (var (rows, classes) in ((int, int)[])[(1, 3), (7, 1), (33, 5), (70, 17), (130, 2)])
        {
            var logits = random.Numbers<T>(rows * classes, 4.0);
            var g = random.Numbers<T>(rows, 2.0);
            var labels = new int[rows];
            var without = new int[rows];
            for (var row = 0; row < rows; row++)
            {
                labels[row] = random.Next(classes);
                without[row] = row % 3 == 0 ? CrossEntropy.NoLabel : labels[row];
                if (without[row] < 0)
                {
                    logits.AsSpan(row * classes, classes).Fill(T.NaN);
                }
            }

            T[] p = new T[logits.Length], losses = new T[rows], expectedLosses = new T[rows];
            Forward(width, logits, rows, classes, labels, p, expectedLosses);
            Forward(width, logits, rows, classes, without, p, losses);
            foreach (var accumulate in (bool[])[false, true])
            {
                T[] expected = [.. Enumerable.Repeat(T.One, logits.Length)], target = [.. expected];
                Pullback(width, p, labels, rows, classes, g, T.One, expected, accumulate);
                Pullback(width, p, without, rows, classes, g, T.One, target, accumulate);
                for (var row = 0; row < rows; row++)
                {
                    var slice = (row * classes)..((row + 1) * classes);
                    if (without[row] < 0)
                    {
                        Assert.Equal(T.Zero, losses[row]);
                        Assert.All(target[slice], value => Assert.Equal(accumulate ? T.One : T.Zero, value));
                    }
                    else
                    {
                        Assert.Equal(expectedLosses[row], losses[row]);
                        Assert.Equal(expected[slice], target[slice]);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void RowsWithoutLabelHaveNoLossAndNoGradient(LaneWidth width)
    {
        RowsWithoutLabel<float>(width);
        RowsWithoutLabel<double>(width);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_gradient_holds_no_subnormal_numbers(LaneWidth width)
    {
        // 3.0e-38 / 32 would be subnormal, 8.0e-37 / 32 is not.
        const int Classes = 70;
        float[] probabilities = new float[Classes];
        probabilities.AsSpan().Fill(3.0e-38f);
        probabilities[0] = 1f;
        probabilities[40] = 8.0e-37f;
        probabilities[69] = 8.0e-37f;
        foreach (float[]? g in (float[]?[])[null, [1f / 32f]])
        {
            float[] gradient = new float[Classes];
            Pullback(width, probabilities, [1], 1, Classes, g, 1f / 32f, gradient, accumulate: false);
            float[] expected = new float[Classes];
            expected[0] = 1f / 32f;
            expected[1] = -1f / 32f;
            expected[40] = 8.0e-37f / 32f;
            expected[69] = 8.0e-37f / 32f;
            Assert.Equal(expected, gradient);

            Pullback(width, probabilities, [1], 1, Classes, g, 1f / 32f, gradient, accumulate: true);
            Assert.Equal(expected.Select(value => 2f * value), gradient);
        }
    }
}
