using System.Numerics;
using System.Runtime.CompilerServices;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

/// <summary>The mean of a function of two variables in one operation: bit by bit what <c>Map2(y).Mean()</c> gives, for fewer nodes.</summary>
public sealed class Map2MeanTests
{
    [Fact]
    public void Values_and_gradients_are_those_of_map_and_mean_in_double() => Compare<double>();

    [Fact]
    public void Values_and_gradients_are_those_of_map_and_mean_in_float() => Compare<float>();

    [Fact]
    public void Values_and_gradients_are_those_of_map_and_mean_in_half() => Compare<Half>();

    // f = sqrt(1 + (x - y)^2): f' = (x - y) / f, f'' = 1 / f^3, f''' = -3 (x - y) / f^5, each over the number of elements.
    [Fact]
    public void Derivatives_of_higher_order_and_forward_mode()
    {
        (double[] at, double[] target) = ([0.5, -1.0, 2.0], [1.0, 0.25, -0.5]);
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(at, [3]);
        Variable<double> mean = x.Map2Mean<Distance>(tape.Constant(target, [3]));
        Variable<double> first = mean.Derivative(x);
        Variable<double> second = first.Sum().Derivative(x);
        Variable<double> third = second.Sum().Derivative(x);
        Variable<double> forward = mean.JacobianVectorProduct(x, tape.Constant([1.0, 2.0, -1.0], [3]));
        double product = 0.0;
        for (int index = 0; index < 3; index++)
        {
            double difference = at[index] - target[index];
            double f = Math.Sqrt(1.0 + (difference * difference));
            Numbers.Equal(difference / f / 3.0, first.Values[index]);
            Numbers.Equal(1.0 / (f * f * f) / 3.0, second.Values[index]);
            Numbers.Equal(-3.0 * difference / Math.Pow(f, 5.0) / 3.0, third.Values[index]);
            product += difference / f / 3.0 * (index == 0 ? 1.0 : index == 1 ? 2.0 : -1.0);
        }

        Numbers.Equal(product, forward.Item());
    }

    [Fact]
    public void One_operation_where_the_second_is_a_constant_of_the_same_shape_and_two_else()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> constant = tape.Constant([0.5, 0.5], [2]);
        Variable<double> varying = tape.Variable([0.5, 0.5], [2]);
        int before = tape.Count;
        double mean = x.Map2Mean<Distance>(constant).Item();
        Assert.Equal(before + 1, tape.Count);
        Assert.Equal(mean, x.Map2Mean<Distance>(varying).Item());
        Assert.Equal(before + 3, tape.Count);
        Assert.Equal(mean, x.Map2Mean<Distance>(0.5).Item());
        Assert.Equal(before + 6, tape.Count);
        Assert.Equal(mean, constant.Map2Mean<Distance>(x).Item());
        Assert.Equal(before + 8, tape.Count);

        Gradients<double> gradients = x.Map2Mean<Distance>(varying).Gradients();
        Assert.Equal(gradients[x][0], -gradients[varying][0]);
        using (tape.Inference())
        {
            Assert.Equal(mean, x.Map2Mean<Distance>(constant).Item());
        }
    }

    [Fact]
    public void A_variable_used_twice_collects_both_contributions()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, -2.0], [2]);
        Variable<double> target = tape.Constant([0.5, 0.5], [2]);
        double[] once = x.Map2Mean<Distance>(target).Gradients()[x].ToArray();
        ReadOnlySpan<double> twice = (x.Map2Mean<Distance>(target) + (2.0 * x.Map2Mean<Distance>(target))).Gradients()[x];
        Numbers.Equal([3.0 * once[0], 3.0 * once[1]], twice);
    }

    [Fact]
    public void Nothing_has_no_mean_and_not_a_number_spreads()
    {
        Tape<double> tape = new();
        Variable<double> nothing = tape.Variable([], [0, 3]);
        Assert.True(double.IsNaN(nothing.Map2Mean<Distance>(tape.Zeros([0, 3])).Item()));
        Variable<double> x = tape.Variable([double.NaN, 1.0], [2]);
        Variable<double> mean = x.Map2Mean<Distance>(tape.Zeros([2]));
        Assert.True(double.IsNaN(mean.Item()));
        Gradients<double> gradients = mean.Gradients();
        Assert.True(double.IsNaN(gradients[x][0]));
        Assert.False(double.IsNaN(gradients[x][1]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Assert.Throws<ShapeException>(() => x.Map2Mean<Distance>(tape.Zeros([3])));
        Assert.Throws<RecordingException>(() => x.Map2Mean<Distance>(new Tape<double>().Zeros([2])));
        Variable<double> stale = tape.Zeros([2]);
        tape.Reset();
        Assert.Throws<RecordingException>(() => tape.Variable([1.0, 2.0], [2]).Map2Mean<Distance>(stale));
    }

    [Fact]
    public void It_reads_as_a_mean()
    {
        Tape<double> tape = new();
        tape.Variable([1.0, 2.0], [2], "x").Map2Mean<Distance>(tape.Constant([0.5, 0.5], [2], "t"));
        Assert.Contains("mean(Distance(x, t))", tape.Describe(), StringComparison.Ordinal);
    }

    private static void Compare<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Random random = new(5);
        foreach (int length in (int[])[1, 2, 3, 4, 7, 8, 15, 16, 17, 33, 100, 1000])
        {
            T[] at = [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating((4.0 * random.NextDouble()) - 2.0))];
            T[] target = [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.NextDouble()))];
            tape.Reset();
            Variable<T> x = tape.Variable(at, [length]);
            Variable<T> y = tape.Constant(target, [length]);
            Variable<T> one = x.Map2Mean<Distance>(y);
            Variable<T> two = x.Map2<Distance>(y).Mean();
            Assert.Equal(two.Item(), one.Item());
            Assert.Equal((two * 3.0).Gradients()[x].ToArray(), (one * 3.0).Gradients()[x].ToArray());
        }
    }

    private readonly struct Distance : IPointwise2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public N Value<N>(N x, N y)
            where N : struct, IReal<N> => N.Sqrt(1.0 + ((x - y) * (x - y)));
    }
}
