using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Tests.Unit.Autodiff;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class LossTests
{
    private delegate Variable<double> Elementwise(Variable<double> prediction, Variable<double> target, Reduction reduction);

    private static readonly (string Name, Elementwise Loss)[] _elementwise =
    [
        (nameof(Loss.MeanSquaredError), Loss.MeanSquaredError),
        (nameof(Loss.MeanAbsoluteError), Loss.MeanAbsoluteError),
        (nameof(Loss.SmoothL1), (x, t, reduction) => Loss.SmoothL1(x, t, reduction, 0.5)),
        (nameof(Loss.Huber), (x, t, reduction) => Loss.Huber(x, t, reduction, 0.5)),
        (nameof(Loss.BinaryCrossEntropy), (x, t, reduction) => Loss.BinaryCrossEntropy(x, t, reduction)),
        (nameof(Loss.BinaryCrossEntropy), (x, t, reduction) => Loss.BinaryCrossEntropy(x, t, reduction, weights: 0.5)),
        (nameof(Loss.BinaryCrossEntropyWithLogits), (x, t, reduction) => Loss.BinaryCrossEntropyWithLogits(x, t, reduction)),
        (nameof(Loss.BinaryCrossEntropyWithLogits), (x, t, reduction) => Loss.BinaryCrossEntropyWithLogits(x, t, reduction, positiveWeight: 3.0, weights: 0.5)),
        (nameof(Loss.KullbackLeibler), (x, t, reduction) => Loss.KullbackLeibler(x, t, reduction)),
        (nameof(Loss.KullbackLeibler), (x, t, reduction) => Loss.KullbackLeibler(x, t, reduction, logTargets: true)),
        (nameof(Loss.Perceptron), Loss.Perceptron),
        (nameof(Loss.Hinge), (x, t, reduction) => Loss.Hinge(x, t, reduction, 0.5)),
        (nameof(Loss.SquaredHinge), (x, t, reduction) => Loss.SquaredHinge(x, t, reduction, 0.5)),
        (nameof(Loss.Logistic), Loss.Logistic),
    ];

    [Fact]
    public void Mean_squared_error_of_3_against_3_1_is_refused_instead_of_broadcast()
    {
        foreach ((string name, Elementwise loss) in _elementwise)
        {
            Tape<double> tape = new();
            Variable<double> x = tape.Variable([1, 2, 3], [3]);
            Variable<double> t = tape.Constant([1, 2, 3], [3, 1]);
            ShapeException error = Assert.Throws<ShapeException>(() => loss(x, t, Reduction.Mean));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains("[3]", error.Message, StringComparison.Ordinal);
            Assert.Contains("[3, 1]", error.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(LossTests), error.Message, StringComparison.Ordinal);
            Assert.Equal(0.0, Loss.MeanSquaredError(x, tape.Constant([1, 2, 3], [3])).Item());
        }
    }

    [Fact]
    public void Too_few_targets_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1, 2, 3, 4], [2, 2]);
        ShapeException error = Assert.Throws<ShapeException>(() => Loss.Hinge(x, [1.0, 1.0, -1.0]));
        Assert.Contains("Hinge", error.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 2]", error.Message, StringComparison.Ordinal);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_batches_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> none = tape.Variable([], [0, 3]);
        foreach ((string name, Elementwise loss) in _elementwise)
        {
            Assert.Contains(name, Assert.Throws<ShapeException>(() => loss(none, none, Reduction.Sum)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(none, ReadOnlySpan<double>.Empty));
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Assert.Throws<ShapeException>(() => Loss.CrossEntropy(none, [], reduction));
            Assert.Throws<ShapeException>(() => Loss.CrossEntropy(none, [], reduction, ignoredLabel: 0));
            Assert.Throws<ShapeException>(() => Loss.CrossEntropy(none, none, reduction));
            Assert.Throws<ShapeException>(() => Loss.NegativeLogLikelihood(none, [], reduction));
        }
    }

    [Fact]
    public void Reductions_are_multiples_of_each_other()
    {
        Tape<double> tape = new();
        double[] x = [0.1, 0.9, 0.4, 0.7, 0.2, 0.6, 0.3, 0.8];
        double[] t = [1, 1, 0, 0, 1, 0, 1, 0];
        foreach ((_, Elementwise loss) in _elementwise)
        {
            Variable<double> prediction = tape.Variable(x, [2, 4]);
            Variable<double> target = tape.Constant(t, [2, 4]);
            Variable<double> sum = loss(prediction, target, Reduction.Sum);
            Variable<double> mean = loss(prediction, target, Reduction.Mean);
            Variable<double> batchMean = loss(prediction, target, Reduction.BatchMean);
            Variable<double> each = loss(prediction, target, Reduction.None);
            Assert.Equal(sum.Item(), 8.0 * mean.Item());
            Assert.Equal(sum.Item(), 2.0 * batchMean.Item());
            Assert.Equal(each.ToArray().Sum(), sum.Item(), 1e-14);
            double[] ofSum = sum.Gradients()[prediction].ToArray();
            Assert.Equal(ofSum, mean.Gradients()[prediction].ToArray().Select(g => 8.0 * g));
            Assert.Equal(ofSum, batchMean.Gradients()[prediction].ToArray().Select(g => 2.0 * g));
            Assert.Equal(ofSum, each.Gradients([1, 1, 1, 1, 1, 1, 1, 1])[prediction].ToArray());
        }
    }

    [Fact]
    public void Scalars_and_single_elements_have_a_loss()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(2.0);
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Variable<double> loss = Loss.MeanSquaredError(x, [5.0], reduction);
            Assert.Equal(9.0, loss.Item());
            Assert.Equal(0, loss.Shape.Rank);
            Assert.Equal([-6.0], loss.Gradients()[x].ToArray());
        }
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void Extreme_logits_are_finite_and_exact(double size)
    {
        Tape<double> tape = new();
        Variable<double> z = tape.Variable([size, -size, size, -size], [4]);
        Variable<double> binary = Loss.BinaryCrossEntropyWithLogits(z, [0, 1, 1, 0], Reduction.None);
        Assert.Equal([size, size, 0.0, 0.0], binary.ToArray());
        Assert.Equal([1.0, -1.0, 0.0, 0.0], binary.Sum().Gradients()[z].ToArray());
        binary = Loss.BinaryCrossEntropyWithLogits(z, [0, 1, 1, 0], Reduction.None, positiveWeight: 3.0);
        Assert.Equal([size, 3.0 * size, 0.0, 0.0], binary.ToArray());
        Assert.Equal([1.0, -3.0, 0.0, 0.0], binary.Sum().Gradients()[z].ToArray());
        Variable<double> logistic = Loss.Logistic(z, [-1, 1, 1, -1], Reduction.None);
        Assert.Equal([size, size, 0.0, 0.0], logistic.ToArray());
        Assert.Equal([1.0, -1.0, 0.0, 0.0], logistic.Sum().Gradients()[z].ToArray());
    }

    [Fact]
    public void Extreme_logits_are_finite_in_float()
    {
        Tape<float> tape = new();
        Variable<float> z = tape.Variable([1e4f, -1e4f, 88f, -104f], [2, 2]);
        Variable<float> loss = Loss.BinaryCrossEntropyWithLogits(z, [0, 1, 1, 0]) + Loss.CrossEntropy(z, [1, 0]);
        Assert.True(float.IsFinite(loss.Item()));
        Assert.All(loss.Gradients()[z].ToArray(), g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void A_tiny_loss_keeps_its_digits()
    {
        // log(1 + e^-40) = e^-40 to 17 digits; the naive softplus(z) - z t gives 0.
        Tape<double> tape = new();
        Variable<double> z = tape.Variable([40.0, -40.0], [2]);
        foreach (Variable<double> loss in new[]
        {
            Loss.BinaryCrossEntropyWithLogits(z, [1, 0], Reduction.None), Loss.Logistic(z, [1, -1], Reduction.None),
            Loss.BinaryCrossEntropyWithLogits(z, [1, 0], Reduction.None, positiveWeight: 1.0),
        })
        {
            Assert.All(loss.ToArray(), value => Assert.Equal(Math.Exp(-40.0), value, 1e-32));
            double[] gradient = loss.Sum().Gradients()[z].ToArray();
            Assert.Equal(-Math.Exp(-40.0), gradient[0], 1e-32);
            Assert.Equal(Math.Exp(-40.0), gradient[1], 1e-32);
        }
    }

    [Fact]
    public void Binary_cross_entropy_with_logits_is_smooth_at_0_to_second_order()
    {
        // Newton's method from weights of 0 needs this curvature: s (1 - s) = 1/4.
        Tape<double> tape = new();
        Variable<double> z = tape.Variable([0.0, 0.5], [2]);
        Variable<double> slope = Loss.BinaryCrossEntropyWithLogits(z, [1, 0], Reduction.Sum).Derivative(z);
        double s = 1.0 / (1.0 + Math.Exp(-0.5));
        Assert.Equal([-0.5, s], slope.ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([0.25, s * (1.0 - s)], slope.Sum().Derivative(z).ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void Probabilities_that_match_exactly_cost_nothing_and_wrong_certainties_infinity()
    {
        Tape<double> tape = new();
        Variable<double> p = tape.Variable([0.0, 1.0, double.Epsilon, 0.0, 1.0], [5]);
        Variable<double> loss = Loss.BinaryCrossEntropy(p, [0, 1, 0, 1, 0], Reduction.None);
        Assert.Equal([0.0, 0.0, 0.0, double.PositiveInfinity, double.PositiveInfinity], loss.ToArray(), (a, b) => a == b || Math.Abs(a - b) < 1e-300);
        Assert.Equal([1.0, -1.0, 1.0], loss.Gradients([1, 1, 1, 0, 0])[p].ToArray()[..3]);
        Variable<float> small = new Tape<float>().Variable([0f, float.Epsilon, 1e-38f], [3]);
        Assert.Equal([1f, 1f, 1f], Loss.BinaryCrossEntropy(small, [0, 0, 0], Reduction.Sum).Gradients()[small].ToArray());
    }

    [Fact]
    public void Probabilities_out_of_range_give_nan()
    {
        Tape<double> tape = new();
        Variable<double> p = tape.Constant([-0.1, 1.1, -0.1, 1.1, double.NaN], [5]);
        Assert.All(Loss.BinaryCrossEntropy(p, [0, 0, 1, 1, 1], Reduction.None).ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Kinks_have_slope_0_and_nan_stays_nan()
    {
        Tape<double> tape = new();
        Variable<double> z = tape.Variable([0.0, -0.0, 1.0, double.NaN], [4]);
        Variable<double> perceptron = Loss.Perceptron(z, [1, -1, 1, 1], Reduction.None);
        Variable<double> hinge = Loss.Hinge(z, [1, -1, 1, 1], reduction: Reduction.None);
        Assert.Equal([0.0, 0.0, 0.0, double.NaN], perceptron.ToArray());
        Assert.Equal([1.0, 1.0, 0.0, double.NaN], hinge.ToArray());
        Assert.Equal([0.0, 0.0, 0.0], perceptron.Gradients([1, 1, 1, 0])[z].ToArray()[..3]);
        Assert.Equal([-1.0, 1.0, 0.0], hinge.Gradients([1, 1, 1, 0])[z].ToArray()[..3]);
    }

    [Fact]
    public void Quadratic_and_linear_pieces_meet_with_one_slope()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.0, 0.5, 2.0, -2.0, 5.0, -5.0, double.NaN], [7]);
        double[] t = new double[7];
        Variable<double> huber = Loss.Huber(x, t, Reduction.None, 2.0);
        Assert.Equal([0.0, 0.125, 2.0, 2.0, 8.0, 8.0, double.NaN], huber.ToArray());
        Assert.Equal([0.0, 0.5, 2.0, -2.0, 2.0, -2.0], huber.Gradients([1, 1, 1, 1, 1, 1, 0])[x].ToArray()[..6]);
        Variable<double> smooth = Loss.SmoothL1(x, t, Reduction.None, 2.0);
        Assert.Equal([0.0, 0.0625, 1.0, 1.0, 4.0, 4.0, double.NaN], smooth.ToArray());
        Assert.Equal([0.0, 0.25, 1.0, -1.0, 1.0, -1.0], smooth.Gradients([1, 1, 1, 1, 1, 1, 0])[x].ToArray()[..6]);

        // The curvature is 1 (1 / beta) within, also at the target itself, and 0 beyond.
        double[] ones = [1, 1, 1, 1, 1, 1, 0];
        double[] curvature = huber.Derivative(x, tape.Constant(ones, [7])).Gradients(ones)[x].ToArray();
        Assert.Equal([1.0, 1.0, 1.0, 1.0, 0.0, 0.0], curvature[..6]);
        curvature = smooth.Derivative(x, tape.Constant(ones, [7])).Gradients(ones)[x].ToArray();
        Assert.Equal([0.5, 0.5, 0.0, 0.0, 0.0, 0.0], curvature[..6]);
    }

    [Fact]
    public void An_absolute_error_of_0_has_slope_0_and_so_has_a_margin_just_kept()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, -3.0], [3]);
        Variable<double> t = tape.Variable([1.0, 1.0, 1.0], [3]);
        Gradients<double> gradients = Loss.MeanAbsoluteError(x, t, Reduction.Sum).Gradients();
        Assert.Equal([0.0, 1.0, -1.0], gradients[x].ToArray());
        Assert.Equal([0.0, -1.0, 1.0], gradients[t].ToArray());
        Variable<double> squared = Loss.SquaredHinge(x, t, Reduction.None, 2.0);
        Assert.Equal([1.0, 0.0, 25.0], squared.ToArray());
        Assert.Equal([-2.0, 0.0, -10.0], squared.Sum().Gradients()[x].ToArray());
    }

    [Fact]
    public void A_positive_weight_is_a_number_or_one_a_class()
    {
        double[] z = [0.5, -1.0, 2.0, 0.0, 1.5, -0.5];
        double[] t = [1, 0, 0.25, 1, 1, 0];
        double[] w = [3.0, 0.5, 2.0];
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable(z, [2, 3]);
        Variable<double> weight = tape.Variable(w, [3]);
        Variable<double> loss = Loss.BinaryCrossEntropyWithLogits(logits, t, Reduction.None, weight);
        double[] expected = [.. Enumerable.Range(0, 6).Select(i =>
            (w[i % 3] * t[i] * Math.Log(1.0 + Math.Exp(-z[i]))) + ((1.0 - t[i]) * Math.Log(1.0 + Math.Exp(z[i]))))];
        Assert.Equal(expected, loss.ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        double[] towardsWeight = [.. Enumerable.Range(0, 3).Select(i => (t[i] * Math.Log(1.0 + Math.Exp(-z[i]))) + (t[i + 3] * Math.Log(1.0 + Math.Exp(-z[i + 3]))))];
        Assert.Equal(towardsWeight, loss.Sum().Gradients()[weight].ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal(
            Loss.BinaryCrossEntropyWithLogits(logits, t, Reduction.Sum, positiveWeight: 2.0).Item(),
            Loss.BinaryCrossEntropyWithLogits(logits, t, Reduction.Sum, tape.Constant([2, 2, 2], [3])).Item());
        Assert.Equal(
            Loss.BinaryCrossEntropyWithLogits(logits, t).Item(), Loss.BinaryCrossEntropyWithLogits(logits, t, positiveWeight: 1.0).Item(), 1e-15);
    }

    [Fact]
    public void Weights_multiply_the_losses_and_a_mean_counts_the_elements()
    {
        Tape<double> tape = new();
        Variable<double> p = tape.Variable([0.5, 0.25, 0.75, 0.5], [2, 2]);
        Variable<double> rows = tape.Variable([2.0, 0.0], [2, 1]);
        double half = Math.Log(2.0);
        Variable<double> loss = Loss.BinaryCrossEntropy(p, [1, 0, 1, 1], Reduction.None, rows);
        Assert.Equal([2.0 * half, -2.0 * Math.Log(0.75), 0.0, 0.0], loss.ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(loss.ToArray().Sum() / 4.0, Loss.BinaryCrossEntropy(p, [1, 0, 1, 1], weights: rows).Item(), 1e-15);
        Assert.Equal([half - Math.Log(0.75), half - Math.Log(0.75)], loss.Sum().Gradients()[rows].ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
        Variable<double> z = tape.Variable([0.0, 0.0], [2]);
        Assert.Equal(6.0 * half, Loss.BinaryCrossEntropyWithLogits(z, [1, 0], Reduction.Sum, 2.0, tape.Constant([2, 2], [2])).Item(), 1e-15);
    }

    [Fact]
    public void Weights_that_do_not_broadcast_to_the_prediction_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.1, 0.2, 0.3], [3]);
        Variable<double> column = tape.Constant([1, 1], [2, 1]);
        Variable<double> two = tape.Constant([1, 1], [2]);
        double[] t = [1, 0, 1];
        Refusal.Of<ShapeException>(["BinaryCrossEntropy", "weights", "[3]", "[2, 3]"], () => Loss.BinaryCrossEntropy(x, t, weights: column));
        Refusal.Of<ShapeException>(["BinaryCrossEntropyWithLogits", "positiveWeight", "[3]", "[2, 3]"], () => Loss.BinaryCrossEntropyWithLogits(x, t, positiveWeight: column));
        Refusal.Of<ShapeException>(["[3]", "[2]"], () => Loss.BinaryCrossEntropyWithLogits(x, t, positiveWeight: two));
        Assert.Throws<RecordingException>(() => Loss.BinaryCrossEntropy(x, t, weights: new Tape<double>().Constant(1.0)));
        Assert.True(double.IsFinite(Loss.BinaryCrossEntropy(x, t).Item()));
    }

    [Fact]
    public void A_divergence_counts_elements_or_rows_and_is_0_of_equal_distributions()
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1.0, 2.0, 0.5, -1.0, 0.0, 1.0], [2, 3]);
        Variable<double> x = logits.LogSoftmax();
        Variable<double> same = Loss.KullbackLeibler(x, logits.Softmax().ToArray(), Reduction.None);
        Assert.All(same.ToArray(), value => Assert.Equal(0.0, value, 1e-15));
        double[] p = [0.5, 0.25, 0.25, 0.1, 0.2, 0.7];
        double sum = Enumerable.Range(0, 6).Sum(i => p[i] * (Math.Log(p[i]) - x.Values[i]));
        Assert.Equal(sum / 6.0, Loss.KullbackLeibler(x, p).Item(), 1e-15);
        Assert.Equal(sum / 2.0, Loss.KullbackLeibler(x, p, Reduction.BatchMean).Item(), 1e-15);
        Assert.Equal(sum / 2.0, Loss.KullbackLeibler(x, Array.ConvertAll(p, Math.Log), Reduction.BatchMean, logTargets: true).Item(), 1e-15);
    }

    [Fact]
    public void A_target_of_probability_0_costs_nothing_whatever_is_predicted()
    {
        Tape<double> tape = new();
        double minus = double.NegativeInfinity;
        Variable<double> x = tape.Variable([minus, -1.0, minus, double.NaN], [4]);
        foreach (bool logarithms in new[] { false, true })
        {
            Variable<double> t = tape.Variable(logarithms ? [minus, minus, 0.0, 0.0] : [0.0, 0.0, 1.0, 1.0], [4]);
            Variable<double> loss = Loss.KullbackLeibler(x, t, Reduction.None, logarithms);
            Assert.Equal([0.0, 0.0, double.PositiveInfinity, double.NaN], loss.ToArray());
            Gradients<double> gradients = loss.Gradients([1, 1, 0, 0]);
            Assert.Equal([0.0, 0.0], gradients[x].ToArray()[..2]);
            Assert.Equal([0.0, 0.0], gradients[t].ToArray()[..2]);

            // Also where the derivative is recorded and differentiated again.
            Variable<double> towards = loss.Derivative(t, tape.Constant([1, 1, 0, 0], [4]));
            Assert.Equal([0.0, 0.0], towards.ToArray()[..2]);
            Assert.Equal([0.0, 0.0], towards.Gradients([1, 1, 0, 0])[t].ToArray()[..2]);
        }

        Assert.True(double.IsNaN(Loss.KullbackLeibler(x, [-1.0, 0, 0, 0], Reduction.Sum).Item()));
    }

    [Fact]
    public void Unknown_reductions_and_constants_out_of_range_are_refused_before_anything_is_recorded()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [1, 2]);
        double[] t = [1, 1];
        int[] labels = [1];
        int count = tape.Count;
        Refusal.Of<ArgumentOutOfRangeException>(["MeanSquaredError", "reduction", "7"], () => Loss.MeanSquaredError(x, t, (Reduction)7));
        Refusal.Of<ArgumentOutOfRangeException>(["CrossEntropy", "-1"], () => Loss.CrossEntropy(x, labels, (Reduction)(-1)));
        Refusal.Of<ArgumentOutOfRangeException>(["NegativeLogLikelihood", "7"], () => Loss.NegativeLogLikelihood(x, labels, (Reduction)7));
        Refusal.Of<ArgumentOutOfRangeException>(["KullbackLeibler", "7"], () => Loss.KullbackLeibler(x, t, (Reduction)7));
        foreach (double wrong in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Refusal.Of<ArgumentOutOfRangeException>(["Hinge", "margin"], () => Loss.Hinge(x, t, margin: wrong));
            Refusal.Of<ArgumentOutOfRangeException>(["SquaredHinge", "margin"], () => Loss.SquaredHinge(x, t, margin: wrong));
        }

        foreach (double wrong in new[] { double.NaN, double.PositiveInfinity, 0.0, -1.0 })
        {
            Refusal.Of<ArgumentOutOfRangeException>(["Huber", "delta"], () => Loss.Huber(x, t, delta: wrong));
            Refusal.Of<ArgumentOutOfRangeException>(["SmoothL1", "beta"], () => Loss.SmoothL1(x, t, beta: wrong));
        }

        Assert.Equal(count, tape.Count);
    }

    [Fact]
    public void Targets_on_another_tape_are_refused()
    {
        Variable<double> x = new Tape<double>().Variable([1.0, 2.0], [1, 2]);
        Variable<double> t = new Tape<double>().Constant([1.0, 2.0], [1, 2]);
        foreach ((string name, Elementwise loss) in _elementwise)
        {
            Assert.Contains(name, Assert.Throws<RecordingException>(() => loss(x, t, Reduction.Mean)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<RecordingException>(() => Loss.CrossEntropy(x, t));
    }
}
