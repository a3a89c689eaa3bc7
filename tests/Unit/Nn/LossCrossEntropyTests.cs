using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Tests.Unit.Autodiff;

namespace AutoGrad.Tests.Unit.Nn;

/// <summary>Cross-entropy in all its forms, and the negative log-likelihood, against loops that follow the definition.</summary>
public sealed class LossCrossEntropyTests
{
    private static readonly Reduction[] _reductions = Enum.GetValues<Reduction>();

    public static TheoryData<int[], bool, int?, double> Options
    {
        get
        {
            TheoryData<int[], bool, int?, double> options = [];
            foreach (int[] shape in new int[][] { [5, 3], [1, 4], [4, 1], [2, 3, 2], [2, 2, 3, 2], [3, 2, 1, 1] })
            {
                foreach (bool weighted in new[] { false, true })
                {
                    foreach (int? ignored in new int?[] { null, -100, 0 })
                    {
                        options.Add(shape, weighted, ignored, 0.0);
                        options.Add(shape, weighted, ignored, 0.3);
                        options.Add(shape, weighted, ignored, 1.0);
                    }
                }
            }

            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_follows_the_definition(int[] shape, bool weighted, int? ignored, double smoothing)
    {
        CrossEntropyReference reference = new(shape, weighted, ignored, smoothing);
        foreach (Reduction reduction in _reductions)
        {
            if (reduction == Reduction.Mean && reference.Count == 0.0)
            {
                Assert.Throws<ArgumentException>(() => reference.Of<double>(new(), reduction, out _));
                continue;
            }

            reference.Check<double>(reduction, 1e-13);
            reference.Check<float>(reduction, 1e-5);
        }
    }

    [Fact]
    public void Plain_labels_are_the_options_left_out()
    {
        foreach (int[] shape in new int[][] { [5, 3], [1, 4], [2, 3, 2], [2, 2, 3, 2] })
        {
            CrossEntropyReference reference = new(shape, false, null, 0.0);
            foreach (Reduction reduction in _reductions)
            {
                Tape<double> tape = new();
                Variable<double> options = reference.Of(tape, reduction, out Variable<double> logits);
                Variable<double> plain = Loss.CrossEntropy(logits, reference.Labels, reduction);
                Assert.Equal(options.Shape, plain.Shape);
                Near(options.ToArray(), plain.ToArray(), 1e-14);
                Near(options.Sum().Gradients()[logits].ToArray(), plain.Sum().Gradients()[logits].ToArray(), 1e-14);
            }
        }
    }

    [Fact]
    public void Log_likelihood_of_log_probabilities_is_the_cross_entropy()
    {
        foreach (int[] shape in new int[][] { [5, 3], [2, 3, 2], [2, 2, 3, 2] })
        {
            foreach (int? ignored in new int?[] { null, -100, 1 })
            {
                CrossEntropyReference reference = new(shape, weighted: true, ignored, 0.0);
                foreach (Reduction reduction in _reductions)
                {
                    Tape<double> tape = new();
                    Variable<double> expected = reference.Of(tape, reduction, out Variable<double> logits);
                    Variable<double> loss = Loss.NegativeLogLikelihood(logits.LogSoftmax(1), reference.Labels, reduction, reference.Weights, ignored);
                    Assert.Equal(expected.Shape, loss.Shape);
                    Near(expected.ToArray(), loss.ToArray(), 1e-14);
                    Near(expected.Sum().Gradients()[logits].ToArray(), loss.Sum().Gradients()[logits].ToArray(), 1e-14);
                }
            }
        }
    }

    [Fact]
    public void Log_likelihood_reads_the_label_alone()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([-0.5, double.NaN, double.NegativeInfinity, double.PositiveInfinity, -2.0, -1.0], [2, 3]);
        Variable<double> loss = Loss.NegativeLogLikelihood(x, [0, 1], Reduction.None, [2.0, 3.0, 1.0]);
        Assert.Equal([1.0, 6.0], loss.ToArray());
        Assert.Equal([-2.0, 0.0, 0.0, 0.0, -3.0, 0.0], loss.Sum().Gradients()[x].ToArray());
        Assert.Equal(7.0 / 5.0, Loss.NegativeLogLikelihood(x, [0, 1], classWeights: [2.0, 3.0, 1.0]).Item(), 1e-15);
    }

    [Fact]
    public void Distributions_that_are_certain_are_labels()
    {
        double[] logits = [0.5, -1.0, 2.0, 0.0, 1.5, -0.5, 1.0, 0.25, 3.0, -2.0, 0.75, 1.25];
        double[] weights = [0.5, 2.0, 1.25];
        int[] labels = [2, 0, 1, 1];
        double[] targets = new double[12];
        for (int row = 0; row < 4; row++)
        {
            // Two examples of three classes at two places each.
            targets[(row / 2 * 6) + (labels[row] * 2) + (row % 2)] = 1.0;
        }

        foreach (double smoothing in new[] { 0.0, 0.2 })
        {
            foreach (Reduction reduction in _reductions)
            {
                Tape<double> tape = new();
                Variable<double> z = tape.Variable(logits, [2, 3, 2]);
                Variable<double> expected = Loss.CrossEntropy(z, labels, reduction, weights, smoothing: smoothing);
                Variable<double> soft = Loss.CrossEntropy(z, targets, reduction, weights, smoothing);

                // A mean of distributions divides by the number of rows, one of labels by their weights.
                double factor = reduction == Reduction.Mean ? (1.25 + 0.5 + 2.0 + 2.0) / 4.0 : 1.0;
                Near([.. expected.ToArray().Select(value => value * factor)], soft.ToArray(), 1e-14);
                Near([.. expected.Sum().Gradients()[z].ToArray().Select(value => value * factor)], soft.Sum().Gradients()[z].ToArray(), 1e-14);
            }
        }
    }

    [Fact]
    public void Targets_of_a_distribution_have_gradients_too_also_at_0()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1.0, 2.0, 0.5], [1, 3]);
        Variable<double> targets = tape.Variable([0.0, 0.25, 0.75], [1, 3]);
        double[] expected = [.. logits.LogSoftmax().ToArray().Select(x => -0.9 * x)];
        Near(expected, Loss.CrossEntropy(logits, targets, smoothing: 0.1).Gradients()[targets].ToArray(), 1e-15);
        Near([.. expected.Select(g => g / 0.9)], Loss.CrossEntropy(logits, targets).Gradients()[targets].ToArray(), 1e-15);
    }

    [Fact]
    public void A_smaller_last_batch_and_one_of_a_single_row_have_the_right_mean()
    {
        double[] logits = [1.0, -1.0, 0.5, 2.0, 0.0, 0.0];
        int[] labels = [0, 1, 0];
        Tape<double> tape = new();
        double[] rows = [.. Enumerable.Range(0, 3).Select(row =>
            Loss.CrossEntropy(tape.Constant(logits.AsSpan(2 * row, 2), [1, 2]), labels.AsSpan(row, 1)).Item())];
        Assert.Equal(rows.Average(), Loss.CrossEntropy(tape.Constant(logits, [3, 2]), labels).Item(), 1e-15);
        Assert.Equal(rows[..2].Average(), Loss.CrossEntropy(tape.Constant(logits.AsSpan(0, 4), [2, 2]), labels.AsSpan(0, 2)).Item(), 1e-15);
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void Extreme_logits_are_finite_and_exact(double size)
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([size, 0, -size, 0], [2, 2]);
        foreach (Variable<double> loss in new[]
        {
            Loss.CrossEntropy(logits, [1, 0], Reduction.None), Loss.CrossEntropy(logits, [0.0, 1.0, 1.0, 0.0], Reduction.None),
            Loss.CrossEntropy(logits, [1, 0], Reduction.None, [1.0, 1.0]), Loss.NegativeLogLikelihood(logits.LogSoftmax(), [1, 0], Reduction.None),
        })
        {
            Assert.Equal([size, size], loss.ToArray());
            Assert.Equal([1.0, -1.0, -1.0, 1.0], loss.Sum().Gradients()[logits].ToArray());
        }

        Variable<double> smooth = Loss.CrossEntropy(logits, [1, 0], Reduction.None, smoothing: 0.5);
        Assert.Equal([0.75 * size, 0.75 * size], smooth.ToArray());
        Assert.Equal([0.75, -0.75, -0.75, 0.75], smooth.Sum().Gradients()[logits].ToArray());
    }

    [Fact]
    public void A_masked_class_keeps_the_loss_finite_and_has_gradient_0()
    {
        double expected = Math.Log(1.0 + Math.Exp(-1.0));
        foreach (Reduction reduction in _reductions)
        {
            Tape<double> tape = new();
            Variable<double> logits = tape.Variable([1.0, double.NegativeInfinity, 2.0], [1, 3]);
            foreach (Variable<double> loss in new[]
            {
                Loss.CrossEntropy(logits, [2], reduction), Loss.CrossEntropy(logits, [2], reduction, ignoredLabel: -100),
                Loss.CrossEntropy(logits, [2], reduction, [1.0, 3.0, 1.0]), Loss.CrossEntropy(logits, [0.0, 0.0, 1.0], reduction),
                Loss.CrossEntropy(logits, tape.Constant([0, 0, 1], [1, 3]), reduction),
                Loss.NegativeLogLikelihood(logits.LogSoftmax(1), [2], reduction),
            })
            {
                Assert.Equal(expected, loss.Item(), 1e-15);
                double[] gradient = loss.Sum().Gradients()[logits].ToArray();
                Assert.Equal(0.0, gradient[1]);
                Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
                Variable<double> recorded = loss.Sum().Derivative(logits);
                Near(gradient, recorded.ToArray(), 1e-15);
                Assert.All(recorded.Square().Sum().Gradients()[logits].ToArray(), g => Assert.True(double.IsFinite(g)));
            }
        }
    }

    [Fact]
    public void Smoothing_shares_the_label_with_masked_classes_unless_they_weigh_nothing()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1.0, double.NegativeInfinity, 2.0], [1, 3]);
        Assert.Equal(double.PositiveInfinity, Loss.CrossEntropy(logits, [2], smoothing: 0.1).Item());
        Assert.Equal(double.PositiveInfinity, Loss.CrossEntropy(logits, [0.0, 0.0, 1.0], smoothing: 0.1).Item());
        Variable<double> loss = Loss.CrossEntropy(logits, [2], Reduction.Sum, [1.0, 0.0, 1.0], smoothing: 0.3);
        double log = Math.Log(Math.Exp(1.0) + Math.Exp(2.0));
        Assert.Equal((0.1 * (log - 1.0)) + (0.8 * (log - 2.0)), loss.Item(), 1e-14);
        Assert.Equal(0.0, loss.Gradients()[logits][1]);
    }

    [Fact]
    public void Ignored_rows_may_hold_anything()
    {
        double[] numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.0, 0.0, 0.0, double.NegativeInfinity, double.NegativeInfinity, 0.5];
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable(numbers, [3, 3]);
        Variable<double> loss = Loss.CrossEntropy(logits, [-1, 0, -1], ignoredLabel: -1);
        Variable<double> alone = tape.Variable(numbers.AsSpan(3, 3), [1, 3]);
        Assert.Equal(Loss.CrossEntropy(alone, [0]).Item(), loss.Item(), 1e-15);
        double[] expected = Loss.CrossEntropy(alone, [0]).Gradients()[alone].ToArray();
        Assert.Equal([0.0, 0.0, 0.0, .. expected, 0.0, 0.0, 0.0], loss.Gradients()[logits].ToArray());
        Assert.Equal([0.0, loss.Item(), 0.0], Loss.CrossEntropy(logits, [-1, 0, -1], Reduction.None, ignoredLabel: -1).ToArray());
    }

    [Fact]
    public void A_class_of_weight_0_counts_as_little_as_an_ignored_one()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([double.NegativeInfinity, 0.0, 1.0, 2.0], [2, 2]);
        Variable<double> loss = Loss.CrossEntropy(logits, [0, 1], classWeights: [0.0, 2.0]);
        Assert.Equal(Math.Log(1.0 + Math.Exp(-1.0)), loss.Item(), 1e-15);
        Assert.Equal([0.0, 0.0], loss.Gradients()[logits].ToArray()[..2]);
    }

    [Fact]
    public void Without_a_row_that_counts_there_is_no_mean_and_the_sum_is_0()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1, 2, 3, 4], [2, 2]);
        int[] labels = [-100, -100];
        int[] first = [0, 0];
        double[] weights = [0.0, 1.0];
        Refusal.Of<ArgumentException>(["CrossEntropy", "no mean", "2 rows"], () => Loss.CrossEntropy(logits, labels, ignoredLabel: -100));
        Refusal.Of<ArgumentException>(["CrossEntropy", "no mean"], () => Loss.CrossEntropy(logits, first, classWeights: weights, smoothing: 0.1));
        Refusal.Of<ArgumentException>(["NegativeLogLikelihood", "no mean"], () => Loss.NegativeLogLikelihood(logits, first, classWeights: weights));
        foreach (double smoothing in new[] { 0.0, 0.1 })
        {
            Variable<double> sum = Loss.CrossEntropy(logits, labels, Reduction.Sum, ignoredLabel: -100, smoothing: smoothing);
            Assert.Equal(0.0, sum.Item());
            Assert.Equal([0.0, 0.0, 0.0, 0.0], sum.Gradients()[logits].ToArray());
        }
    }

    [Fact]
    public void Labels_out_of_range_or_of_another_number_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> vector = tape.Variable([1, 2], [2]);
        int[] one = [0];
        int[] two = [0, 1];
        foreach (Reduction reduction in _reductions)
        {
            int count = tape.Count;
            foreach (int wrong in new[] { 3, -1, int.MinValue })
            {
                int[] labels = [0, wrong];
                string number = wrong.ToString(System.Globalization.CultureInfo.InvariantCulture);
                Refusal.Of<ArgumentOutOfRangeException>(["CrossEntropy", "row 1", number, "3 classes", "[2, 3]"], () => Loss.CrossEntropy(logits, labels, reduction));
                Refusal.Of<ArgumentOutOfRangeException>(["CrossEntropy", "row 1", number, "3 classes", "[2, 3]"], () => Loss.CrossEntropy(logits, labels, reduction, ignoredLabel: -100));
                Refusal.Of<ArgumentOutOfRangeException>(["NegativeLogLikelihood", "row 1", number], () => Loss.NegativeLogLikelihood(logits, labels, reduction));
            }

            Refusal.Of<ShapeException>(["CrossEntropy", "[2, 3]", "1 labels"], () => Loss.CrossEntropy(logits, one, reduction));
            Refusal.Of<ShapeException>(["CrossEntropy", "[2, 3]", "1 labels"], () => Loss.CrossEntropy(logits, one, reduction, smoothing: 0.1));
            Refusal.Of<ShapeException>(["CrossEntropy", "[2]"], () => Loss.CrossEntropy(vector, two, reduction));
            Refusal.Of<ShapeException>(["CrossEntropy", "[2]"], () => Loss.CrossEntropy(vector, vector, reduction));
            Refusal.Of<ShapeException>(["NegativeLogLikelihood", "[2]"], () => Loss.NegativeLogLikelihood(vector, two, reduction));
            Assert.Equal(count, tape.Count);
            Assert.True(double.IsFinite(Loss.CrossEntropy(logits, [0, 2], reduction).Sum().Item()));
        }
    }

    [Fact]
    public void Weights_smoothing_and_targets_that_cannot_be_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> turned = tape.Constant([1, 2, 3, 4, 5, 6], [3, 2]);
        int[] labels = [0, 2];
        double[] targets = [1, 0, 0, 0, 1, 0];
        double[] two = [1, 1];
        int count = tape.Count;
        Refusal.Of<ShapeException>(["CrossEntropy", "weight", "[2, 3]", "2"], () => Loss.CrossEntropy(logits, labels, classWeights: two));
        Refusal.Of<ShapeException>(["NegativeLogLikelihood", "weight", "[2, 3]", "2"], () => Loss.NegativeLogLikelihood(logits, labels, classWeights: two));
        foreach (double wrong in new[] { -1.0, double.NaN, double.PositiveInfinity })
        {
            double[] weights = [1, wrong, 1];
            Refusal.Of<ArgumentOutOfRangeException>(["CrossEntropy", "classWeights", "not negative"], () => Loss.CrossEntropy(logits, labels, classWeights: weights));
            Refusal.Of<ArgumentOutOfRangeException>(["NegativeLogLikelihood", "classWeights"], () => Loss.NegativeLogLikelihood(logits, labels, classWeights: weights));
        }

        foreach (double wrong in new[] { -0.1, 1.1, double.NaN })
        {
            Refusal.Of<ArgumentOutOfRangeException>(["CrossEntropy", "smoothing", "[0, 1]"], () => Loss.CrossEntropy(logits, labels, smoothing: wrong));
            Refusal.Of<ArgumentOutOfRangeException>(["CrossEntropy", "smoothing", "[0, 1]"], () => Loss.CrossEntropy(logits, turned.Transpose(), smoothing: wrong));
        }

        Refusal.Of<ShapeException>(["CrossEntropy", "[2, 3]", "[3, 2]"], () => Loss.CrossEntropy(logits, turned));
        Assert.Equal(count + 3, tape.Count);
        Refusal.Of<ShapeException>(["CrossEntropy", "[2, 3]", "2"], () => Loss.CrossEntropy(logits, two));
        Assert.True(double.IsFinite(Loss.CrossEntropy(logits, targets).Item()));
    }

    [Fact]
    public void Options_allocate_nothing_in_a_steady_step()
    {
        float[] numbers = [.. Enumerable.Range(0, 24).Select(index => MathF.Sin(index))];
        float[] weights = [1f, 2f, 0.5f];
        int[] labels = [0, 1, 2, -100, 2, 1, 0, 0];
        Tape<float> tape = new();
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int step = 0; step < 50; step++)
            {
                tape.Reset();
                Variable<float> logits = tape.Variable(numbers, [4, 3, 2]);
                Variable<float> loss = Loss.CrossEntropy(logits, labels, Reduction.Mean, weights, -100)
                    + Loss.CrossEntropy(logits, labels, Reduction.Mean, weights, -100, 0.1) + Loss.CrossEntropy(logits, numbers, Reduction.Mean, weights, 0.1);
                _ = loss.Gradients()[logits];
            }
        }));
    }

    internal static void Near(double[] expected, double[] actual, double tolerance) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= tolerance * Math.Max(1.0, Math.Abs(a)));
}
