using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into: broadcasting and shapes.</summary>
public class ShapeTraps
{
    [Fact]
    public void Missing_leading_axes_and_sizes_of_one_at_once()
    {
        Tape<double> tape = new();
        double[] ones = new double[24];
        Array.Fill(ones, 1.0);
        Variable<double> x = tape.Variable(ones, [2, 3, 4]);
        Variable<double> y = tape.Variable([1.0, 1.0, 1.0], [3, 1]);
        Variable<double> result = (x * y).Sum();
        Assert.Equal([8.0, 8.0, 8.0], result.Gradients()[y].ToArray());
        Variable<double> derivative = result.Derivative(y);
        Assert.Equal([3, 1], derivative.Shape.ToArray());
        Assert.Equal([8.0, 8.0, 8.0], derivative.ToArray());
    }

    [Fact]
    public void Scalar_times_vector_has_a_gradient_without_axes()
    {
        Tape<double> tape = new();
        Variable<double> two = tape.Variable(2.0);
        Variable<double> result = (two * tape.Constant([1.0, 2.0, 3.0], [3])).Sum();
        Assert.Equal([6.0], result.Gradients()[two].ToArray());
        Assert.Equal(0, result.Derivative(two).Shape.Rank);
    }

    [Fact]
    public void Reductions_of_a_scalar_and_of_the_only_axis()
    {
        Tape<double> tape = new();
        Variable<double> scalar = tape.Variable(3.0);
        foreach (Variable<double> reduced in new[] { scalar.Sum(), scalar.Mean(), scalar.Max() })
        {
            Assert.Equal(3.0, reduced.Item());
            Assert.Equal([1.0], reduced.Gradients()[scalar].ToArray());
        }

        Variable<double> vector = tape.Variable([1.0, 4.0], [2]);
        foreach ((Variable<double> reduced, double[] expected) in new[]
        {
            (vector.Sum(0), new[] { 1.0, 1.0 }), (vector.Mean(-1), [0.5, 0.5]), (vector.Max(0), [0.0, 1.0]),
        })
        {
            Assert.Equal(0, reduced.Shape.Rank);
            Assert.Equal(expected, reduced.Gradients()[vector].ToArray());
        }
    }

    [Fact]
    public void Losses_do_not_broadcast()
    {
        Tape<double> tape = new();
        Variable<double> flat = tape.Variable([1.0, 2.0, 3.0], [3]);
        Variable<double> column = tape.Constant([1.0, 2.0, 3.0], [3, 1]);
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(flat, column)), "MeanSquaredError", "[3]", "[3, 1]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(flat, [1.0, 2.0])), "MeanSquaredError", "[3]", "2");
        Assert.Equal(0.0, Loss.MeanSquaredError(flat, column.Reshape(3)).Item());
    }

    [Fact]
    public void Empty_arrays_through_products_and_reductions()
    {
        Tape<double> tape = new();
        Variable<double> tall = tape.Variable([], [2, 0]);
        Variable<double> wide = tape.Variable([], [0, 3]);
        Variable<double> product = tall.MatMul(wide);
        Assert.Equal(new double[6], product.ToArray());
        Assert.Empty(product.Sum().Gradients()[tall].ToArray());
        Assert.Equal(0.0, tall.Sum().Item());
        Assert.True(double.IsNaN(tall.Mean().Item()));
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], tall.LogSumExp(-1).ToArray());
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => tall.Max()), "Max", "[2, 0]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => wide.SoftmaxCrossEntropy([])), "SoftmaxCrossEntropy", "[0, 3]");
        Assert.Empty(wide.Max(1).ToArray());
        Assert.Equal([2, 0], tall.Softmax().Shape.ToArray());
        Assert.Empty(tall.Softmax().Sum().Gradients()[tall].ToArray());
    }

    [Fact]
    public void Gradient_of_an_empty_result()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([], [0, 3]);
        Variable<double> one = tape.Variable(2.0);
        Variable<double> y = x * one;
        Assert.Empty(y.Gradients(ReadOnlySpan<double>.Empty)[x].ToArray());
        Assert.Equal([0.0], y.Gradients(ReadOnlySpan<double>.Empty)[one].ToArray());
        Assert.Equal([0.0], y.Sum().Derivative(one).ToArray());
        Assert.Equal([0, 3], y.Sum().Derivative(x).Shape.ToArray());
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused_before_anything_is_allocated()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Shape.Create([65536, 65536])), "[65536, 65536]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Shape.Create([46341, 46341])), "[46341, 46341]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Shape.Create([-1, 2])), "[-1, 2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => Parameter<float>.Zeros("big", [65536, 65536])), "[65536, 65536]");
        Tape<float> tape = new();
        Variable<float> column = tape.Variable(new float[50_000], [50_000, 1]);
        Variable<float> row = column.Reshape(1, 50_000);
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => column + row), "[50000, 50000]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => column.MatMul(row)), "[50000, 50000]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => column.BroadcastTo([50_000, 50_000])), "[50000, 50000]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => column.Map3<Kinked3>(row, row)), "[50000, 50000]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => column.Reshape(65536, 65536)), "[65536, 65536]");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 * 1024 * 1024);
        Assert.Equal(50_000.0f, (column + 1.0f).Sum().Item());
    }

    [Fact]
    public void A_product_of_zero_and_huge_sizes_is_empty() => Assert.Equal(0, Shape.Create([0, 65536, 65536]).Length);

    [Fact]
    public void A_permutation_is_undone_by_its_inverse()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([10.0, 11.0, 12.0, 13.0, 14.0, 15.0], [2, 3, 1]);
        Variable<double> y = x.Permute(1, 2, 0);
        Assert.Equal([3, 1, 2], y.Shape.ToArray());
        Assert.Equal([0.0, 2.0, 4.0, 1.0, 3.0, 5.0], y.Gradients([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])[x].ToArray());
        Variable<double> seed = tape.Constant([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [3, 1, 2]);
        Assert.Equal([0.0, 2.0, 4.0, 1.0, 3.0, 5.0], y.Derivative(x, seed).ToArray());
    }

    [Fact]
    public void Ranks_up_to_eight()
    {
        Tape<double> tape = new();
        double[] data = [.. Enumerable.Range(0, 256).Select(index => (double)index)];
        Variable<double> x = tape.Variable(data, [2, 2, 2, 2, 2, 2, 2, 2]);
        Variable<double> y = x.Permute(7, 6, 5, 4, 3, 2, 1, 0);
        double[] seed = [.. data.Select(value => value / 256.0)];
        double[] gradient = y.Gradients(seed)[x].ToArray();
        Assert.Equal(gradient, tape.Constant(seed, y.Shape).Permute(7, 6, 5, 4, 3, 2, 1, 0).ToArray());
        Assert.Equal(data.Sum(), (x + tape.Constant([0.0, 0.0], [2, 1, 1, 1, 1, 1, 1, 1])).Sum([0, 2, 4, 6]).Sum().Item());
    }
}
