using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Recording and sweep of scalars: shared operands, branches, unused results, deep and long recordings.</summary>
public sealed class ScalarTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void The_same_scalar_twice()
    {
        Assert.Equal(6.0, Slope(3.0, x => x * x));
        Assert.Equal(2.0, Slope(3.0, x => x + x));
        Assert.Equal(0.0, Slope(3.0, x => x - x));
        Assert.Equal(0.0, Slope(3.0, x => x / x));
        Assert.Equal(1.0, Slope(3.0, x => Scalar<double>.Max(x, x)));
        Assert.Equal(6.772588722239782, Slope(2.0, x => Scalar<double>.Pow(x, x)), 1e-14);
    }

    [Fact]
    public void A_diamond()
    {
        Assert.Equal(3.0, Slope(2.0, a =>
        {
            Scalar<double> b = a + 1.0;
            Scalar<double> c = b + 1.5;
            return (a + b) + c;
        }));
    }

    [Fact]
    public void A_sum_doubled_sixty_times() => Assert.Equal(1152921504606846976.0, Slope(1.0, x =>
    {
        for (int time = 0; time < 60; time++)
        {
            x += x;
        }

        return x;
    }));

    [Fact]
    public void One_leaf_used_many_times()
    {
        for (int times = 1; times <= 50; times++)
        {
            Assert.Equal(times, Slope(1.5, x =>
            {
                Scalar<double> sum = 0.0;
                for (int time = 0; time < times; time++)
                {
                    sum += x;
                }

                return sum;
            }));
        }
    }

    [Fact]
    public void What_the_result_does_not_need_has_no_part_in_it()
    {
        Scalar<double> x = _tape.Scalar(0.0);
        Scalar<double> unused = _tape.Scalar(5.0);
        Scalar<double> y = 2.0 * x;
        _ = Scalar<double>.Log(x) * Scalar<double>.Sqrt(x);
        Scalar<double> z = 5.0 * x;
        Gradients<double> gradients = y.Gradients();
        Assert.Equal(2.0, gradients[x]);
        Assert.Equal(0.0, gradients[unused]);
        Assert.Equal(0.0, gradients[z]);
        Assert.Equal(5.0, z.Gradients()[x]);
    }

    [Fact]
    public void Every_sweep_gives_fresh_gradients_and_those_of_intermediate_results()
    {
        Scalar<double> x = _tape.Scalar(2.0);
        Scalar<double> y = _tape.Scalar(3.0);
        Scalar<double> z = x * y;
        Scalar<double> w = z * z;
        Gradients<double> first = w.Gradients();
        Gradients<double> second = w.Gradients(10.0);
        Assert.Equal([36.0, 24.0, 12.0, 1.0], [first[x], first[y], first[z], first[w]]);
        Assert.Equal([360.0, 240.0, 120.0, 10.0], [second[x], second[y], second[z], second[w]]);
        double[] both = new double[2];
        first.CopyTo([x, y], both);
        Assert.Equal([36.0, 24.0], both);
    }

    [Fact]
    public void A_branch_is_recorded_as_it_goes()
    {
        static Scalar<double> F(Scalar<double> x) => x > 0.0 ? x * x : -x;
        Assert.Equal(4.0, Slope(2.0, F));
        Assert.Equal(-1.0, Slope(-2.0, F));
    }

    [Theory]
    [InlineData(100_000, 0.3678776017682465)]
    [InlineData(1_000_000, 4.539765979e-5)]
    public void A_deep_chain_on_a_small_stack(int depth, double expected)
    {
        double slope = 0.0;
        Thread thread = new(
            () => slope = Slope(1.0, x =>
            {
                for (int time = 0; time < depth; time++)
                {
                    x *= 0.99999;
                }

                return x;
            }),
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(expected, slope, 1e-8 * expected);
    }

    [Fact]
    public void Slopes_that_are_infinite_or_not_a_number()
    {
        Assert.Equal(double.PositiveInfinity, Slope(0.0, Scalar<double>.Sqrt));
        Assert.Equal(double.NegativeInfinity, Slope(0.0, x => 1.0 / x));
        Assert.True(double.IsNaN(Slope(-1.0, Scalar<double>.Sqrt)));
        Assert.True(double.IsNaN(Slope(double.NaN, x => x * x)));
        Assert.Equal(1.0, Slope(-1.0, x => x > 0.0 ? Scalar<double>.Sqrt(x) : x));
    }

    [Fact]
    public void Functions_of_three_operands()
    {
        Scalar<double>[] x = _tape.Scalars([2.0, 3.0, 5.0]);
        Scalar<double> y = Scalar<double>.FusedMultiplyAdd(x[0], x[1], x[2]) * x[0];
        Gradients<double> gradients = y.Gradients();
        Assert.Equal([17.0, 4.0, 2.0], [gradients[x[0]], gradients[x[1]], gradients[x[2]]]);
        Assert.Equal(22.0, y.Value);
        Assert.Equal(6.0, Slope(2.0, value => Scalar<double>.FusedMultiplyAdd(6.0, value, 1.0)));
        Assert.Equal(1.0, Slope(3.0, value => Scalar<double>.Clamp(value, 3.0, 4.0)));
        Assert.Equal(0.0, Slope(5.0, value => Scalar<double>.Clamp(value, 3.0, 4.0)));
    }

    [Fact]
    public void Constants_are_plain_numbers()
    {
        Scalar<double> two = 2.0;
        Scalar<double> zero = default;
        Assert.True((two * two).IsConstant);
        Assert.Equal(4.0, (two * two).Value);
        Assert.True(zero == 0.0);
        Assert.Equal(0, _tape.ScalarCount);
        Scalar<double> x = _tape.Scalar(3.0);
        Assert.False((two * x).IsConstant);
        Assert.Equal(2, _tape.ScalarCount);
    }

    [Fact]
    public void Single_precision_stays_single()
    {
        Tape<float> tape = new();
        Scalar<float> x = tape.Scalar(0.1f);
        Scalar<float> y = Scalar<float>.CreateChecked(0.1) * x * x;
        Assert.Equal(0.1f * 0.1f * 0.1f, y.Value);
        Assert.Equal(0.1f * 0.1f * 2f, y.Gradients()[x], 1e-8f);
    }

    [Fact]
    public void A_second_recording_in_the_same_memory_gives_the_same_bits()
    {
        double[] first = Descend();
        Scalar<double> long1 = _tape.Scalar(1.0);
        for (int time = 0; time < 5000; time++)
        {
            long1 *= 1.001;
        }

        long1.Gradients();
        Assert.Equal(first, Descend());

        double[] Descend()
        {
            _tape.Reset();
            Scalar<double>[] x = _tape.Scalars([0.3, -0.7, 1.9]);
            Scalar<double> y = Scalar<double>.Exp(x[0] * x[1]) + (Scalar<double>.Sin(x[2]) / x[0]);
            double[] gradient = new double[3];
            y.Gradients().CopyTo(x, gradient);
            return gradient;
        }
    }

    [Fact]
    public void A_steady_evaluation_allocates_nothing()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(index => Math.Sin(index))];
        double[] gradient = new double[50];
        Scalar<double>[] x = new Scalar<double>[50];
        void Step()
        {
            _tape.Reset();
            _tape.Scalars(values, x);
            Scalar<double> sum = Fused.Dot<Scalar<double>>(x, x);
            foreach (Scalar<double> each in x)
            {
                sum += Scalar<double>.Tanh(each) * each;
            }

            sum.Gradients().CopyTo(x, gradient);
        }

        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int time = 0; time < 100; time++)
        {
            Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Two_threads_with_a_tape_each()
    {
        double[] expected = [.. Enumerable.Range(0, 1000).Select(round => Round(new Tape<double>(), round))];
        double[][] results = new double[2][];
        Parallel.For(0, 2, thread =>
        {
            Tape<double> tape = new();
            results[thread] = [.. Enumerable.Range(0, 1000).Select(round => Round(tape, round))];
        });
        Assert.Equal(expected, results[0]);
        Assert.Equal(expected, results[1]);

        static double Round(Tape<double> tape, int round)
        {
            tape.Reset();
            Scalar<double> x = tape.Scalar(0.001 * round);
            Scalar<double> y = x;
            for (int time = 0; time < round % 37; time++)
            {
                y = Scalar<double>.Sin(y) * x;
            }

            return y.Gradients()[x];
        }
    }

    private double Slope(double at, Func<Scalar<double>, Scalar<double>> f)
    {
        _tape.Reset();
        Scalar<double> x = _tape.Scalar(at);
        return f(x).Gradients()[x];
    }
}
