using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Unit.Nn;

public sealed class LossTests
{
    private delegate Variable<double> Elementwise(Variable<double> prediction, Variable<double> target, Reduction reduction);

    private static readonly (string Name, Elementwise Loss)[] _elementwise =
    [
        (nameof(Loss.MeanSquaredError), Loss.MeanSquaredError),
        (nameof(Loss.BinaryCrossEntropy), Loss.BinaryCrossEntropy),
        (nameof(Loss.BinaryCrossEntropyWithLogits), Loss.BinaryCrossEntropyWithLogits),
        (nameof(Loss.Perceptron), Loss.Perceptron),
        (nameof(Loss.Hinge), (x, t, reduction) => Loss.Hinge(x, t, 0.5, reduction)),
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
        }
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

    [Fact]
    public void Reductions_are_multiples_of_each_other()
    {
        Tape<double> tape = new();
        double[] x = [0.1, 0.9, 0.4, 0.7];
        double[] t = [1, 1, 0, 0];
        foreach ((_, Elementwise loss) in _elementwise)
        {
            Variable<double> prediction = tape.Variable(x, [2, 2]);
            Variable<double> target = tape.Constant(t, [2, 2]);
            Variable<double> sum = loss(prediction, target, Reduction.Sum);
            Variable<double> mean = loss(prediction, target, Reduction.Mean);
            Variable<double> each = loss(prediction, target, Reduction.None);
            Assert.Equal(sum.Item(), 4.0 * mean.Item());
            Assert.Equal(each.ToArray().Sum(), sum.Item(), 1e-15);
            double[] ofSum = sum.Gradients()[prediction].ToArray();
            Assert.Equal(ofSum, mean.Gradients()[prediction].ToArray().Select(g => 4.0 * g));
            Assert.Equal(ofSum, each.Gradients([1, 1, 1, 1])[prediction].ToArray());
        }

        Variable<double> logits = tape.Variable(x, [2, 2]);
        Assert.Equal(Loss.CrossEntropy(logits, [1, 0], Reduction.Sum).Item(), 2.0 * Loss.CrossEntropy(logits, [1, 0]).Item());
        Assert.Equal(Loss.CrossEntropy(logits, [1, 0], Reduction.None).Sum().Item(), 2.0 * Loss.CrossEntropy(logits, [1, 0]).Item(), 1e-15);
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void Extreme_logits_are_finite_and_exact(double size)
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([size, 0, -size, 0], [2, 2]);
        Variable<double> loss = Loss.CrossEntropy(logits, [1, 0], Reduction.None);
        Assert.Equal([size, size], loss.ToArray());
        Assert.Equal([1.0, -1.0, -1.0, 1.0], loss.Sum().Gradients()[logits].ToArray());
        Variable<double> z = tape.Variable([size, -size, size, -size], [4]);
        Variable<double> binary = Loss.BinaryCrossEntropyWithLogits(z, [0, 1, 1, 0], Reduction.None);
        Assert.Equal([size, size, 0.0, 0.0], binary.ToArray());
        Assert.Equal([1.0, -1.0, 0.0, 0.0], binary.Sum().Gradients()[z].ToArray());
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
        Variable<double> loss = Loss.BinaryCrossEntropyWithLogits(z, [1, 0], Reduction.None);
        Assert.All(loss.ToArray(), value => Assert.Equal(Math.Exp(-40.0), value, 1e-32));
        double[] gradient = loss.Sum().Gradients()[z].ToArray();
        Assert.Equal(-Math.Exp(-40.0), gradient[0], 1e-32);
        Assert.Equal(Math.Exp(-40.0), gradient[1], 1e-32);
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
    public void A_masked_class_keeps_the_loss_finite_and_has_gradient_0()
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Tape<double> tape = new();
            Variable<double> logits = tape.Variable([1.0, double.NegativeInfinity, 2.0], [1, 3]);
            Variable<double> loss = Loss.CrossEntropy(logits, [2], reduction);
            Assert.Equal(Math.Log(1.0 + Math.Exp(-1.0)), loss.Item(), 1e-15);
            double[] gradient = loss.Sum().Gradients()[logits].ToArray();
            Assert.Equal(0.0, gradient[1]);
            Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
        }
    }

    [Theory]
    [InlineData(Reduction.Mean)]
    [InlineData(Reduction.Sum)]
    [InlineData(Reduction.None)]
    public void Labels_out_of_range_or_of_another_number_are_refused(Reduction reduction)
    {
        Tape<double> tape = new();
        Variable<double> logits = tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        foreach (int wrong in new[] { 3, -1 })
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(logits, [0, wrong], reduction));
            Assert.Contains("CrossEntropy", error.Message, StringComparison.Ordinal);
            Assert.Contains("[2, 3]", error.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(LossTests), error.Message, StringComparison.Ordinal);
            Assert.Equal(wrong, error.ActualValue as int? ?? wrong);
        }

        Assert.Throws<ShapeException>(() => Loss.CrossEntropy(logits, [0], reduction));
        Assert.Throws<ShapeException>(() => Loss.CrossEntropy(tape.Variable([1, 2], [2]), [0, 1], reduction));
        Assert.True(double.IsFinite(Loss.CrossEntropy(logits, [0, 2], reduction).Sum().Item()));
    }

    [Fact]
    public void Unknown_reductions_and_margins_are_refused()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.MeanSquaredError(x, [1, 2], (Reduction)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(x, [1], (Reduction)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Hinge(x, [1, 1], double.NaN));
    }

    [Fact]
    public void Targets_on_another_tape_are_refused()
    {
        Variable<double> x = new Tape<double>().Variable([1.0], [1]);
        Variable<double> t = new Tape<double>().Constant([1.0], [1]);
        Assert.Throws<RecordingException>(() => Loss.MeanSquaredError(x, t));
    }
}
