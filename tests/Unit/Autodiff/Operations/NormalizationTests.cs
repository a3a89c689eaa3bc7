using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Operations;

public sealed class NormalizationTests
{
    [Fact]
    public void Layer_norm_and_its_gradients_are_those_of_naive_loops()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            (int rows, int length) = (random.Next(1, 9), random.Next(1, 150));
            double[] x = Convolve2dTests.Random<double>(random, rows * length);
            double[] w = Convolve2dTests.Random<double>(random, length);
            double[] b = Convolve2dTests.Random<double>(random, length);
            double[] g = Convolve2dTests.Random<double>(random, rows * length);
            int[] groups = [.. Enumerable.Range(0, x.Length).Select(index => index / length)];
            int[] weights = [.. Enumerable.Range(0, x.Length).Select(index => index % length)];
            Tape<double> tape = new();
            Variable<double> input = tape.Variable(x, [rows, length]);
            Against(Naive(x, groups, w, b, weights, g), input, w, b, g, (weight, bias) => input.LayerNorm(weight, bias));
            Tape<float> narrow = new();
            Variable<float> single = narrow.Variable(Array.ConvertAll(x, each => (float)each), [rows, length]);
            Against(Naive(Rounded(x), groups, Rounded(w), Rounded(b), weights, Rounded(g)), single, w, b, g, (weight, bias) => single.LayerNorm(weight, bias), 1e-2);
        }
    }

    [Fact]
    public void Batch_norm_and_its_gradients_are_those_of_naive_loops()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Random random = new(seed);
            (int images, int channels, int length) = (random.Next(1, 5), random.Next(1, 5), random.Next(seed % 2 == 0 ? 1 : 14, seed % 2 == 0 ? 5 : 80));
            images += images * length == 1 ? 1 : 0;
            double[] x = Convolve2dTests.Random<double>(random, images * channels * length);
            double[] w = Convolve2dTests.Random<double>(random, channels);
            double[] b = Convolve2dTests.Random<double>(random, channels);
            double[] g = Convolve2dTests.Random<double>(random, x.Length);
            int[] groups = [.. Enumerable.Range(0, x.Length).Select(index => index / length % channels)];
            Tape<double> tape = new();
            Variable<double> input = tape.Variable(x, length == 1 ? [images, channels] : [images, channels, length]);
            Against(Naive(x, groups, w, b, groups, g), input, w, b, g, (weight, bias) => input.BatchNorm(weight, bias));
        }
    }

    [Theory]
    [InlineData("batch_norm")]
    public void Running_statistics_are_those_of_the_reference(string operation)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "ops.sample.json")))!;
        JsonNode[] cases = [.. root["cases"]!.AsArray().Where(each => each!["op"]!.GetValue<string>() == operation).Select(each => each!)];
        Assert.NotEmpty(cases);
        foreach (JsonNode each in cases)
        {
            double[] Data(JsonNode? tensor) => [.. tensor!["data"]!.AsArray().Select(number => number!.GetValue<double>())];
            JsonNode extra = each["extra"]!;
            RunningStatistics<double> statistics = new(Data(extra["running_mean_in"]).Length);
            statistics.Mean.Assign(Data(extra["running_mean_in"]));
            statistics.Variance.Assign(Data(extra["running_var_in"]));
            Tape<double> tape = new();
            Variable<double>[] x = [.. each["inputs"]!.AsArray().Select(input =>
                tape.Variable(Data(input), input!["shape"]!.AsArray().Select(size => size!.GetValue<int>()).ToArray()))];
            Variable<double> y = x[0].BatchNorm(statistics, x[1], x[2], each["attrs"]!["momentum"]!.GetValue<double>(), each["attrs"]!["eps"]!.GetValue<double>());
            Numbers.Equal(Data(each["output"]), y.Values, 1e-10);
            Numbers.Equal<double>(Data(extra["running_mean_out"]), statistics.Mean.Values, 1e-12);
            Numbers.Equal<double>(Data(extra["running_var_out"]), statistics.Variance.Values, 1e-12);
        }
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        Tape<float> tape = new();
        float[] x = [.. Enumerable.Range(0, 64).Select(index => 10_000f + (index % 2))];
        foreach (Variable<float> y in new[] { tape.Variable(x, [1, 64]).LayerNorm(), tape.Variable(x, [64, 1]).BatchNorm(), tape.Variable(x, [2, 1, 32]).BatchNorm() })
        {
            Assert.All(y.ToArray(), number => Assert.Equal(1f, Math.Abs(number), 1e-4f));
        }
    }

    [Fact]
    public void Rows_of_equal_numbers_give_zero_and_NaN_stays_in_its_row()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([3, 3, 3, 1, double.NaN, 2, 1, 2, 3], [3, 3]);
        Variable<double> y = x.LayerNorm();
        Assert.Equal([0.0, 0.0, 0.0], y.ToArray()[..3]);
        Assert.All(y.ToArray()[3..6], number => Assert.True(double.IsNaN(number)));
        Assert.All(y.ToArray()[6..], number => Assert.True(double.IsFinite(number)));
        Assert.All(x.LayerNorm(epsilon: 0.0).ToArray()[..3], number => Assert.True(double.IsNaN(number)));
        double[] channels = x.BatchNorm().ToArray();
        Assert.All([0, 2, 3, 5, 6, 8], index => Assert.True(double.IsFinite(channels[index])));
        Assert.All([1, 4, 7], index => Assert.True(double.IsNaN(channels[index])));
    }

    [Fact]
    public void One_value_a_channel_is_refused_in_training_and_leaves_the_statistics()
    {
        Tape<double> tape = new();
        RunningStatistics<double> statistics = new(2);
        Variable<double> one = tape.Variable([1.0, 2.0], [1, 2]);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["BatchNorm", "[1, 2]", "one value"], () => one.BatchNorm(statistics));
        Refusal.Of<ShapeException>(["BatchNorm", "[1, 2]", "one value"], () => one.BatchNorm());
        Refusal.Of<ShapeException>(["BatchNorm", "[1, 2, 1, 1]"], () => one.Reshape(1, 2, 1, 1).BatchNorm(statistics));
        Assert.Equal(count + 1, tape.Count);
        Assert.Equal([0.0, 0.0], statistics.Mean.Values.ToArray());
        Assert.Equal([1.0, 1.0], statistics.Variance.Values.ToArray());
        using (tape.Inference())
        {
            Numbers.Equal<double>([1.0 / Math.Sqrt(1.25), 2.0 / Math.Sqrt(1.25)], one.BatchNorm(statistics, epsilon: 0.25).Values);
        }

        Assert.Equal([2, 2], tape.Variable([1.0, 2.0, 3.0, 4.0], [1, 2, 2]).BatchNorm(statistics).Shape.ToArray()[1..]);
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_result_and_leaves_the_statistics()
    {
        Tape<double> tape = new();
        RunningStatistics<double> statistics = new(3);
        Variable<double> weight = tape.Variable([1.0, 2.0, 3.0], [3]);
        Variable<double> x = tape.Variable([], [0, 3, 2]);
        Variable<double> y = x.BatchNorm(statistics, weight, weight);
        Assert.Equal([0, 3, 2], y.Shape.ToArray());
        Assert.Equal([0.0, 0.0, 0.0], y.Sum().Gradients()[weight].ToArray());
        Assert.Equal([0.0, 0.0, 0.0], y.Sum().Derivative(weight).ToArray());
        Assert.Equal([0.0, 0.0, 0.0], statistics.Mean.Values.ToArray());
        Variable<double> rows = tape.Variable([], [0, 3]).LayerNorm(weight, weight);
        Assert.Equal([0.0, 0.0, 0.0], rows.Sum().Gradients()[weight].ToArray());
        Assert.Equal([2, 0], tape.Variable([], [2, 0]).LayerNorm().Shape.ToArray());
    }

    [Fact]
    public void Evaluation_is_by_the_running_statistics_and_changes_nothing()
    {
        Tape<double> tape = new();
        RunningStatistics<double> statistics = new(2);
        statistics.Mean.Assign([1.0, -2.0]);
        statistics.Variance.Assign([4.0, 0.25]);
        Variable<double> x = tape.Variable([3.0, 5.0, -1.0, -2.0], [1, 2, 2]);
        using (tape.Inference())
        {
            Variable<double> y = x.BatchNorm(statistics, tape.Constant([2.0, 1.0], [2]), tape.Constant([0.0, 10.0], [2]), epsilon: 0.0);
            Numbers.Equal<double>([2.0, 4.0, 12.0, 10.0], y.Values);
            Numbers.Equal<double>([1.0, 2.0, 2.0, 0.0], x.BatchNorm(statistics, epsilon: 0.0).Values);
        }

        Assert.Equal([1.0, -2.0], statistics.Mean.Values.ToArray());
        Assert.Equal([4.0, 0.25], statistics.Variance.Values.ToArray());

        // After a step of training the same scope sees what moved.
        x.BatchNorm(statistics, momentum: 1.0);
        Numbers.Equal<double>([4.0, -1.5], statistics.Mean.Values);
        Numbers.Equal<double>([2.0, 0.5], statistics.Variance.Values);
        using (tape.Inference())
        {
            Numbers.Equal<double>([-1.0 / Math.Sqrt(2.0), 1.0 / Math.Sqrt(2.0)], x.BatchNorm(statistics, epsilon: 0.0).Values[..2]);
        }
    }

    [Fact]
    public void Wrong_use_is_refused_and_leaves_the_tape_usable()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(new double[24], [2, 3, 4]);
        Variable<double> four = tape.Variable(new double[4], [4]);
        RunningStatistics<double> statistics = new(3);
        int count = tape.Count;
        Refusal.Of<ShapeException>(["LayerNorm", "[2, 3, 4]", "weight of shape [3, 4]", "[4]"], () => x.LayerNorm(four, axes: 2));
        Refusal.Of<ShapeException>(["LayerNorm", "bias of shape [4]", "[2, 3, 4]"], () => x.LayerNorm(four, x));
        Refusal.Of<ShapeException>(["LayerNorm", "4 axes", "only 3"], () => x.LayerNorm(axes: 4));
        Refusal.Of<ArgumentOutOfRangeException>(["LayerNorm", "axes", "0"], () => x.LayerNorm(axes: 0));
        Refusal.Of<ArgumentOutOfRangeException>(["LayerNorm", "epsilon", "-1"], () => x.LayerNorm(epsilon: -1.0));
        Refusal.Of<ArgumentOutOfRangeException>(["BatchNorm", "epsilon", "NaN"], () => x.BatchNorm(epsilon: double.NaN));
        Refusal.Of<ShapeException>(["BatchNorm", "weight of shape [3]", "[4]"], () => x.BatchNorm(four));
        Refusal.Of<ShapeException>(["BatchNorm", "bias of shape [3]", "[4]"], () => x.BatchNorm(bias: four));
        Refusal.Of<ShapeException>(["BatchNorm", "[4]"], () => four.BatchNorm());
        Refusal.Of<ShapeException>(["BatchNorm", "3 channels", "they have 5"], () => x.BatchNorm(new RunningStatistics<double>(5)));
        Refusal.Of<ArgumentOutOfRangeException>(["BatchNorm", "momentum", "1.5"], () => x.BatchNorm(statistics, momentum: 1.5));
        Assert.Equal(count, tape.Count);
        Assert.Equal(24.0, (x.BatchNorm(statistics) + 1.0).Sum().Item());
    }

    private static double[] Rounded(double[] values) => Array.ConvertAll(values, each => (double)(float)each);

    private static void Against<T>(
        double[][] expected, Variable<T> x, double[] w, double[] b, double[] g, Func<Variable<T>, Variable<T>, Variable<T>> apply, double tolerance = 1e-9)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Variable<T> weight = x.Tape.Variable(Array.ConvertAll(w, T.CreateTruncating), [w.Length]);
        Variable<T> bias = x.Tape.Variable(Array.ConvertAll(b, T.CreateTruncating), [b.Length]);
        Variable<T> y = apply(weight, bias);
        Gradients<T> gradients = y.Gradients(Array.ConvertAll(g, T.CreateTruncating));
        Numbers.Equal(expected[0], y.Values, tolerance);
        Numbers.Equal(expected[1], gradients[x], tolerance);
        Numbers.Equal(expected[2], gradients[weight], tolerance);
        Numbers.Equal(expected[3], gradients[bias], tolerance);
    }

    // y, dx, dw, db; the group and the weight of each element are given.
    private static double[][] Naive(double[] x, int[] groups, double[] w, double[] b, int[] weights, double[] g)
    {
        double[] y = new double[x.Length];
        double[] dx = new double[x.Length];
        (double[] dw, double[] db) = (new double[w.Length], new double[b.Length]);
        foreach (int group in groups.Distinct())
        {
            int[] members = [.. Enumerable.Range(0, x.Length).Where(index => groups[index] == group)];
            double mean = members.Average(index => x[index]);
            double deviation = Math.Sqrt(members.Average(index => (x[index] - mean) * (x[index] - mean)) + 1e-5);
            double Z(int index) => (x[index] - mean) / deviation;
            double V(int index) => g[index] * w[weights[index]];
            double meanOfV = members.Average(V);
            double meanOfProduct = members.Average(index => V(index) * Z(index));
            foreach (int index in members)
            {
                y[index] = (Z(index) * w[weights[index]]) + b[weights[index]];
                dx[index] = (V(index) - meanOfV - (Z(index) * meanOfProduct)) / deviation;
                dw[weights[index]] += g[index] * Z(index);
                db[weights[index]] += g[index];
            }
        }

        return [y, dx, dw, db];
    }
}
