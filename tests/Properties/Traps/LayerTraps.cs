using AutoGrad.Autodiff;
using AutoGrad.Data;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section G: layers and losses.</summary>
public class LayerTraps
{
    private const double Infinity = double.PositiveInfinity;

    // Both cross-entropies at +-1e3 and +-1e4 are finite and exact: logits (1e4, 0) with label 1 lose 10000.
    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void Losses_of_large_logits_are_finite_and_exact(double size)
    {
        Check<double>(size);
        Check<float>((float)size);

        static void Check<T>(T size)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            Tape<T> tape = new();
            Variable<T> logits = tape.Variable([size, T.Zero], [1, 2]);
            Variable<T> loss = Loss.CrossEntropy(logits, [1]);
            Assert.Equal(size, loss.Item());
            Assert.Equal([T.One, -T.One], loss.Gradients()[logits].ToArray());
            Assert.Equal(T.Zero, Loss.CrossEntropy(logits, [0]).Item());
            foreach (T logit in new[] { size, -size })
            {
                Variable<T> z = tape.Variable([logit], [1]);
                Variable<T> wrong = Loss.BinaryCrossEntropyWithLogits(z, [logit > T.Zero ? T.Zero : T.One]);
                Assert.Equal(size, wrong.Item());
                Assert.Equal([logit > T.Zero ? T.One : -T.One], wrong.Gradients()[z].ToArray());
            }
        }
    }

    // A class of logit -inf that is not the label: a finite loss and no gradient towards it, for labels and for soft labels (0 inf). With
    // smoothing every class has a share of the target, and the loss is +inf, as the loss documents.
    [Fact]
    public void Class_that_is_impossible_and_not_the_label()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([0.0, -Infinity, 0.0], [1, 3]);
        foreach (Variable<double> loss in new[]
        {
            Loss.CrossEntropy(logits, [0]),
            Loss.CrossEntropy(logits, [0], Reduction.Sum),
            Loss.CrossEntropy(logits, [0], Reduction.None).Sum(),
            Loss.CrossEntropy(logits, [0], Reduction.Mean, classWeights: [2.0, 1.0, 1.0]),
            Loss.CrossEntropy(logits, tape.Constant([1.0, 0.0, 0.0], [1, 3])),
        })
        {
            Assert.Equal(Math.Log(2.0), loss.Item(), 1e-15);
            Near.Assert("gradient", [-0.5, 0.0, 0.5], loss.Gradients()[logits], 1e-15);
            Near.Assert("recorded", [-0.5, 0.0, 0.5], loss.Derivative(logits).Values, 1e-15);
        }

        Variable<double> soft = Loss.CrossEntropy(logits, tape.Constant([0.25, 0.0, 0.75], [1, 3]));
        Assert.Equal(Math.Log(2.0), soft.Item(), 1e-15);
        Near.Assert("soft labels", [0.25, 0.0, -0.25], soft.Gradients()[logits], 1e-15);
        Assert.Equal(Infinity, Loss.CrossEntropy(logits, [0], smoothing: 0.1).Item());
        Assert.Equal(Infinity, Loss.CrossEntropy(logits, [1]).Item());
    }

    // Mean, sum and none are multiples of each other; a mean with class weights divides by the weights of the labels; the mean of a
    // Kullback-Leibler divergence divides by elements, the batch mean by rows.
    [Fact]
    public void Reductions_are_multiples_of_each_other()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.5, -1.0, 2.0, 0.25, 1.5, -0.75], [2, 3]);
        double[] targets = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0];
        (Func<Reduction, Variable<double>> Loss, int Count)[] losses =
        [
            (reduction => Loss.MeanSquaredError(x, targets, reduction), 6),
            (reduction => Loss.BinaryCrossEntropyWithLogits(x, targets, reduction), 6),
            (reduction => Loss.KullbackLeibler(x.LogSoftmax(), targets, reduction), 6),
            (reduction => Loss.Huber(x, targets, reduction), 6),
            (reduction => Loss.CrossEntropy(x, [2, 0], reduction), 2),
            (reduction => Loss.CrossEntropy(x, targets, reduction), 2),
            (reduction => Loss.NegativeLogLikelihood(x.LogSoftmax(), [2, 0], reduction), 2),
        ];
        foreach ((Func<Reduction, Variable<double>> loss, int count) in losses)
        {
            Variable<double> each = loss(Reduction.None);
            Variable<double> sum = loss(Reduction.Sum);
            double[] slope = sum.Gradients()[x].ToArray();
            Assert.Equal(count, each.Length);
            Assert.Equal(sum.Item(), each.Sum().Item(), 1e-14);
            Assert.Equal(sum.Item() / count, loss(Reduction.Mean).Item(), 1e-14);
            Assert.Equal(sum.Item() / 2, loss(Reduction.BatchMean).Item(), 1e-14);
            Near.Assert("none", slope, each.Sum().Gradients()[x], 1e-14);
            Near.Assert("mean", [.. slope.Select(number => number / count)], loss(Reduction.Mean).Gradients()[x], 1e-14);
            Near.Assert("batch mean", [.. slope.Select(number => number / 2)], loss(Reduction.BatchMean).Gradients()[x], 1e-14);
        }

        // Labels 2 and 0 weigh 4 and 1: their losses by those weights, over 5.
        double[] rows = Loss.CrossEntropy(x, [2, 0], Reduction.None).ToArray();
        double[] weights = [1.0, 2.0, 4.0];
        Assert.Equal(((4.0 * rows[0]) + rows[1]) / 5.0, Loss.CrossEntropy(x, [2, 0], Reduction.Mean, weights).Item(), 1e-14);
        Assert.Equal((4.0 * rows[0]) + rows[1], Loss.CrossEntropy(x, [2, 0], Reduction.Sum, weights).Item(), 1e-14);
    }

    // Padding of a maximum counts as -inf, not as 0: all-negative input keeps its maxima. A window of only -inf or NaN has a place of
    // its own to send the gradient to, never place -1.
    [Fact]
    public void Padding_of_a_maximum_is_not_zero()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([-1.0, -2.0, -3.0, -4.0], [1, 1, 2, 2]);
        Variable<double> y = x.MaxPool2d(2, stride: 1, padding: 1);
        Assert.Equal([-1.0, -1.0, -2.0, -1.0, -1.0, -2.0, -3.0, -3.0, -4.0], y.ToArray());
        Assert.Equal([4.0, 2.0, 2.0, 1.0], y.Sum().Gradients()[x].ToArray());
        foreach (double bad in new[] { -Infinity, double.NaN })
        {
            // Two planes: what went to the place before the second one would be seen in the first.
            Variable<double> planes = tape.Variable([1.0, 2.0, 3.0, 4.0, bad, bad, bad, bad], [1, 2, 2, 2]);
            Variable<double> greatest = planes.MaxPool2d(2);
            Assert.Equal([4.0, bad], greatest.ToArray());
            double[] slope = greatest.Gradients([3.0, 5.0])[planes].ToArray();
            Assert.Equal([0.0, 0.0, 0.0, 3.0], slope[..4]);
            Assert.Equal(5.0, slope[4..].Sum());
            Assert.Equal(5.0, slope[4..].Max());

            // With padding all around each window has one place on the plane.
            Variable<double> padded = planes.MaxPool2d(2, 2, 1);
            Assert.Equal([1.0, 2.0, 3.0, 4.0, bad, bad, bad, bad], padded.ToArray());
            Assert.Equal([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], padded.Sum([0, 1, 2, 3]).Gradients()[planes].ToArray());
        }
    }

    // Batch norm in training with one value a channel: refused, running statistics as they were. The variance that normalises is biased,
    // the running one is not: 1 and 3 have 1 and 2.
    [Fact]
    public void Batch_norm_of_one_value_and_its_two_variances()
    {
        Tape<double> tape = new();
        BatchNorm<double> layer = new(2, momentum: 0.1, epsilon: 0.0);
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => layer.Forward(tape.Variable([1.0, 2.0], [1, 2]))), "BatchNorm", "[1, 2]");
        Assert.Equal([0.0, 0.0], layer.Statistics.Mean.Values.ToArray());
        Assert.Equal([1.0, 1.0], layer.Statistics.Variance.Values.ToArray());
        Variable<double> y = layer.Forward(tape.Variable([1.0, 10.0, 3.0, 30.0], [2, 2]));
        Near.Assert("normalised", [-1.0, -1.0, 1.0, 1.0], y.Values, 1e-15);
        Near.Assert("running mean", [0.2, 2.0], layer.Statistics.Mean.Values, 1e-15);
        Near.Assert("running variance", [0.9 + (0.1 * 2.0), 0.9 + (0.1 * 200.0)], layer.Statistics.Variance.Values, 1e-15);

        // In evaluation one value a channel is no trouble.
        using (tape.Inference())
        {
            double[] one = layer.Forward(tape.Constant([0.2, 2.0], [1, 2])).ToArray();
            Near.Assert("evaluation", [0.0, 0.0], one, 1e-15);
        }
    }

    // A last batch that is smaller, batches of one: the mean over the rows that are there. An empty batch is refused by the losses, as
    // they document (there is no mean), and goes through layers as an empty array; the tape stays usable.
    [Fact]
    public void Last_batch_is_smaller_or_one_row_or_empty()
    {
        Dataset rows = Digits.Load().Slice(0, 10);
        Linear<float> layer = new(64, 10, seed: 1);
        Tape<float> tape = new();
        foreach ((int size, int[] sizes) in new[] { (4, new[] { 4, 4, 2 }), (3, [3, 3, 3, 1]), (1, [.. Enumerable.Repeat(1, 10)]), (100, [10]) })
        {
            int index = 0;
            double total = 0.0;
            foreach (Batch batch in rows.Batches(size, shuffle: false))
            {
                tape.Reset();
                Assert.Equal(sizes[index++], batch.Size);
                Variable<float> logits = layer.Forward(tape.Constant(batch.Inputs, batch.InputShape));
                Variable<float> loss = Loss.CrossEntropy(logits, batch.Labels);
                float[] each = Loss.CrossEntropy(logits, batch.Labels, Reduction.None).ToArray();
                Assert.Equal(each.Average(), loss.Item(), 1e-5f);
                float[] bias = loss.Gradients()[layer.Bias!].ToArray();
                float[] expected = logits.Softmax().Mean(0).ToArray();
                foreach (int label in batch.Labels)
                {
                    expected[label] -= 1.0f / batch.Size;
                }

                Near.Assert<float>("bias", [.. expected.Select(slope => (double)slope)], bias, 1e-5);
                total += loss.Item() * batch.Size;
            }

            Assert.Equal(sizes.Length, index);
            tape.Reset();
            Variable<float> whole = layer.Forward(tape.Constant([.. Enumerable.Range(0, 10).SelectMany(row => rows.Input(row).ToArray())], [10, 64]));
            Assert.Equal(Loss.CrossEntropy(whole, [.. Enumerable.Range(0, 10).Select(rows.Label)], Reduction.Sum).Item(), total, 1e-3);
        }

        Variable<float> empty = layer.Forward(tape.Constant([], [0, 64]));
        Assert.Equal([0, 10], empty.Shape.ToArray());
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Loss.CrossEntropy(empty, Array.Empty<int>())), "CrossEntropy", "[0, 10]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(empty, Array.Empty<float>())), "MeanSquaredError", "[0, 10]");
        Assert.Equal(new float[10], empty.Sum().Gradients()[layer.Bias!].ToArray());
    }

    // Gradients (3, 4) clipped to norm 1: (0.6, 0.8); zeros stay (no 0/0), what is short enough too; an infinite or NaN norm is refused,
    // and nothing has changed.
    [Fact]
    public void Clipping_of_gradients()
    {
        Parameter<double> one = new("one", [0.0], [1]);
        Parameter<double> other = new("other", [0.0], []);
        GradientAccumulator<double> sums = new([one, other]);
        double[] Clip(double first, double second, double maximum, double norm)
        {
            Tape<double> tape = new();
            sums.Clear();
            sums.Add(((tape.Constant(first) * one).Sum() + (tape.Constant(second) * other)).Gradients());
            Assert.Equal(norm, sums.ClipNorm(maximum), 1e-12 * norm);
            return [sums[one][0], sums[other][0]];
        }

        Near.Assert("clipped", [0.6, 0.8], Clip(3.0, 4.0, 1.0, 5.0), 1e-15);
        Assert.Equal([3.0, 4.0], Clip(3.0, 4.0, 5.0, 5.0));
        Assert.Equal([3.0, 4.0], Clip(3.0, 4.0, 100.0, 5.0));
        Assert.Equal([0.0, 0.0], Clip(0.0, 0.0, 1.0, 0.0));
        Near.Assert("huge", [0.6, 0.8], Clip(3e200, 4e200, 1.0, 5e200), 1e-15);
        Near.Assert("tiny", [0.6, 0.8], [.. Clip(3e-200, 4e-200, 1e-200, 5e-200).Select(number => number * 1e200)], 1e-12);
        foreach (double bad in new[] { Infinity, -Infinity, double.NaN })
        {
            Attempt.AssertTells(Assert.Throws<ArithmeticException>(() => Clip(bad, 4.0, 1.0, 0.0)), "ClipNorm");
            Assert.Equal([bad, 4.0], [sums[one][0], sums[other][0]]);
        }

        Attempt.AssertTells(Assert.Throws<ArgumentOutOfRangeException>(() => sums.ClipNorm(0.0)), "ClipNorm");
        Attempt.AssertTells(Assert.Throws<ArgumentOutOfRangeException>(() => sums.ClipNorm(double.NaN)), "ClipNorm");
    }
}
