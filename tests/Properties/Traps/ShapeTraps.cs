using AutoGrad.Autodiff;
using AutoGrad.Nn;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section D: broadcasting and shapes.</summary>
public class ShapeTraps
{
    // [2, 3, 4] * [3, 1] of ones: the gradient of the second is [[8], [8], [8]]: axes that are missing and axes of size 1 at once.
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

    // 2 * [1, 2, 3]: the gradient of the 2 is 6, without axes.
    [Fact]
    public void Scalar_times_vector_has_a_gradient_without_axes()
    {
        Tape<double> tape = new();
        Variable<double> two = tape.Variable(2.0);
        Variable<double> result = (two * tape.Constant([1.0, 2.0, 3.0], [3])).Sum();
        Assert.Equal([6.0], result.Gradients()[two].ToArray());
        Assert.Equal(0, result.Derivative(two).Shape.Rank);
    }

    // Sum, mean, max of a number without axes, and of a vector over its only axis: no axes left, a gradient of full shape.
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

    // Mean squared error of [3] against [3, 1], equal numbers: an exception, where silent broadcasting to [3, 3] would give 4/3.
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

    // A product over an inner size of 0 is zeros; sums, means, maxima and softmax of nothing divide by nothing.
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

    // cumsum, cumprod, no repeats, gelu, pooling, softmax of nothing, concat with an empty part: no crash, gradients of the (empty) shape.
    [Fact]
    public void Empty_arrays_through_scans_repeats_pooling_and_concat()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([], [2, 0]);
        Variable<double> images = tape.Variable([], [0, 3, 4, 4]);
        Variable<double> full = tape.Variable([1.0, 2.0], [2, 1]);
        (Variable<double> Result, Variable<double> With, int[] Shape)[] attempts =
        [
            (x.CumulativeSum(1), x, [2, 0]),
            (x.CumulativeSum(0), x, [2, 0]),
            (x.CumulativeProduct(1), x, [2, 0]),
            (x.CumulativeProduct(0), x, [2, 0]),
            (full.RepeatInterleave(0, 0), full, [0, 1]),
            (full.Tile(0, 1), full, [0, 1]),
            (x.Gelu(), x, [2, 0]),
            (images.MaxPool2d(2), images, [0, 3, 2, 2]),
            (images.AveragePool2d(2), images, [0, 3, 2, 2]),
            (x.Softmax(0), x, [2, 0]),
            (x.LogSoftmax(1), x, [2, 0]),
            (x.MatMul(tape.Variable([], [0, 3])), x, [2, 3]),
            (tape.Concat([x, full], 1), full, [2, 1]),
            (tape.Concat([full, x, x], 1), x, [2, 1]),
            (x.Flip(1), x, [2, 0]),
            (x[.., 0..0], x, [2, 0]),
            (x.Embedding([1, 1]), x, [2, 0]),
            (x.Embedding([]), x, [0, 0]),
            (x.Variance(0), x, [0]),
            (x.Norm(2.0, 1), x, [2]),
            (x.Product(1), x, [2]),
        ];
        foreach ((Variable<double> result, Variable<double> with, int[] shape) in attempts)
        {
            Assert.Equal(shape, result.Shape.ToArray());
            Assert.DoesNotContain(result.ToArray(), double.IsNaN);
            Assert.Equal(with.Length, result.Sum().Gradients(with)[with].Length);
            Assert.Equal(with.Shape, result.Sum().Derivative(with).Shape);
            Assert.Equal(result.Shape, result.JacobianVectorProduct(with, with).Shape);
        }

        Assert.Equal([0.0, 0.0], full.RepeatInterleave(0, 0).Sum().Gradients()[full].ToArray());
        Assert.Equal([1.0, 1.0], tape.Concat([x, full], 1).Sum().Gradients()[full].ToArray());
        Assert.Equal([1.0, 1.0], x.Product(1).ToArray());
    }

    // Operands without elements through every operation of the catalog that takes them: every sweep gives gradients of the operands'
    // lengths, zeros where a result that has elements does not depend on them.
    [Fact]
    public void Empty_arrays_through_every_operation()
    {
        foreach (Row row in Catalog.Rows.Where(row => row.AllowsEmpty))
        {
            int found = 0;
            for (int start = 0; start < 3000 && found < 5; start++)
            {
                Case at = Case.Generate(row, new Random(start), 50);
                if (!at.Values.Any(values => values.Length == 0))
                {
                    continue;
                }

                found++;
                Tape<double> tape = new();
                Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
                Variable<double> result = at.Row.Apply<double>(leaves, at.Variant);
                Variable<double> sum = result.Sum();
                Gradients<double> gradients = sum.Gradients();
                Gradients<double> seeded = result.Gradients(new double[result.Length]);
                Variable<double>[] derivatives = sum.Derivatives(leaves);
                for (int operand = 0; operand < leaves.Length; operand++)
                {
                    Assert.Equal(at.Values[operand].Length, gradients[leaves[operand]].Length);
                    Assert.Equal(new double[at.Values[operand].Length], seeded[leaves[operand]].ToArray());
                    Assert.Equal(leaves[operand].Shape, derivatives[operand].Shape);
                    Near.Assert($"{at}, operand {operand}", gradients[leaves[operand]], derivatives[operand].Values, 1e-12);
                    Assert.Equal(result.Shape, result.JacobianVectorProduct(leaves[operand], leaves[operand]).Shape);
                }
            }

            Assert.True(found > 0, $"No case of '{row}' is empty.");
        }
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

    // [65536, 65536] (2^32: 0 in 32 bits), [46341, 46341] (beyond int), [50000, 1] + [1, 50000], negative sizes: refused, nothing is
    // allocated before.
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
        Variable<float> hollow = tape.Variable([], [0, 1 << 30]);
        (Func<Variable<float>> Attempted, string Shape)[] attempts =
        [
            (() => column + row, "[50000, 50000]"),
            (() => column.MatMul(row), "[50000, 50000]"),
            (() => column.BroadcastTo([50_000, 50_000]), "[50000, 50000]"),
            (() => column.Map3<Kinked3>(row, row), "[50000, 50000]"),
            (() => column.Reshape(65536, 65536), "[65536, 65536]"),
            (() => column.Reshape(-2, -25_000), "[-2, -25000]"),
            (() => column.Tile(1, 50_000), "50000"),
            (() => column.RepeatInterleave(50_000, 1), "50000"),
            (() => row.Pad(0, 50_000, 0), "[50001, 50000]"),
            (() => row.Pad(1, int.MaxValue, int.MaxValue), "Pad"),
            (() => column.Outer(row), "50000"),
            (() => column.Einsum("ij,kl->ik", row.Reshape(50_000, 1)), "50000"),
            (() => row.Embedding(new int[50_000]), "50000"),
            (() => row.IndexSelect(0, new int[50_000]), "50000"),
            (() => tape.OneHot(new int[50_000], 50_000), "50000"),
            (() => column.Reshape(50_000).DiagonalMatrix(), "50000"),
            (() => (column > row).Where(column, row), "[50000, 50000]"),
            (() => tape.Concat([hollow, hollow, hollow], 1), "Concat"),
            (() => hollow.Tile(1, 4), "Tile"),
        ];
        Assert.All(attempts, attempt => Attempt.AssertTells(Assert.Throws<ShapeException>(() => attempt.Attempted()), attempt.Shape));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 * 1024 * 1024);
        Assert.Equal(50_000.0f, (column + 1.0f).Sum().Item());
    }

    [Fact]
    public void A_product_of_zero_and_huge_sizes_is_empty() => Assert.Equal(0, Shape.Create([0, 65536, 65536]).Length);

    // permute(1, 2, 0) of [2, 3, 1], seed 0..5: gradient [0, 2, 4, 1, 3, 5]. It is not its own inverse.
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

    // x = [0.1] gathered at (0, 0), seed (0.2, 0.3): 0.5; the last write does not win. The same by rows and by index.
    [Fact]
    public void Repeated_indices_add_up()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.1], [1]);
        Variable<double> table = tape.Variable([0.1], [1, 1]);
        Variable<double> seed = tape.Constant([0.2, 0.3], [2]);
        foreach (Variable<double> taken in new[] { x.Gather(0, [0, 0], [2]), x.IndexSelect(0, 0, 0), tape.Concat([x[0..1], x[0..1]]), tape.Stack([x[0], x[0]]) })
        {
            Assert.Equal([0.1, 0.1], taken.ToArray());
            Assert.Equal(0.5, taken.Gradients([0.2, 0.3])[x][0], 1e-15);
            Assert.Equal(0.5, taken.Derivative(x, seed).Item(), 1e-15);
        }

        Assert.Equal(0.5, table.Embedding([0, 0]).Gradients([0.2, 0.3])[table][0], 1e-15);
        Assert.Equal(0.5, table.Embedding([0, 0]).Derivative(table, seed.Reshape(2, 1)).Item(), 1e-15);

        // Many rows with few of them taken, over and over, in float too.
        Tape<float> floats = new();
        Variable<float> rows = floats.Variable(new float[30], [10, 3]);
        int[] indices = [.. Enumerable.Range(0, 1000).Select(index => index % 4 * 3)];
        float[] gradient = rows.Embedding(indices).Sum().Gradients()[rows].ToArray();
        Assert.Equal([.. Enumerable.Range(0, 30).Select(index => index / 3 % 3 == 0 ? 250.0f : 0.0f)], gradient);
    }

    // max(concat(x, x)): the two equal maxima share a total of 1, not 2.
    [Fact]
    public void Maximum_of_a_variable_beside_itself()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 3.0, 2.0], [3]);
        Variable<double> greatest = tape.Concat([x, x]).Max();
        Assert.Equal([0.0, 1.0, 0.0], greatest.Gradients()[x].ToArray());
        Assert.Equal([0.0, 1.0, 0.0], greatest.Derivative(x).ToArray());
        Assert.Equal(5.0, greatest.JacobianVectorProduct(x, tape.Constant([4.0, 5.0, 6.0], [3])).Item());
        Near.Assert("stacked", [1.0, 1.0, 1.0], tape.Stack([x, x, x]).Max(0).Sum().Gradients()[x], 1e-15);
    }

    // n reads of single elements of a vector of n: neither time nor memory grows with n^2, in values and recorded. At 200,000 reads the
    // square is 320 GB of adjoints.
    [Fact]
    public void Single_element_reads_are_linear()
    {
        const int Length = 200_000;
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([.. Enumerable.Range(0, Length).Select(index => index / 1000.0)], [Length]);
        Variable<double> total = x[0].Square();
        for (int index = 1; index < Length; index++)
        {
            total += x[index].Square();
        }

        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        double[] expected = [.. Enumerable.Range(0, Length).Select(index => 2.0 * (index / 1000.0))];
        Assert.Equal(expected, total.Gradients()[x].ToArray());
        Assert.Equal(expected, total.Derivative(x).ToArray());
        Assert.InRange(tape.PeakBytes, 0, Length * 1000L);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.0, 20.0);
    }

    // A user's rule that returns a gradient of a wrong shape is refused, be it one that would broadcast, one that could be summed, or one
    // with as many numbers.
    [Theory]
    [InlineData(1)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData]
    public void A_users_rule_that_returns_a_wrong_shape(params int[] shape)
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> y = tape.Apply(new WrongShape(shape), x);
        string text = $"[{string.Join(", ", shape)}]";
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Gradients([1.0, 1.0])), "wrongshape", text, "[2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Sum().Derivative(x)), "wrongshape", text, "[2]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.JacobianVectorProduct(x, x)), "wrongshape", text, "[2]");
        Assert.Equal([2.0, 4.0], x.Square().Sum().Gradients()[x].ToArray());
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

    private sealed class WrongShape(int[] shape) : CustomOperation<double>("wrongshape")
    {
        protected override Shape ShapeOf(ReadOnlySpan<Variable<double>> operands) => operands[0].Shape;

        protected override void Compute(ReadOnlySpan<Variable<double>> operands, Span<double> result) => operands[0].Values.CopyTo(result);

        protected override Variable<double>? VectorJacobianProduct(
            int operand, ReadOnlySpan<Variable<double>> operands, Variable<double> result, Variable<double> seed) =>
            seed.Tape.Constant(new double[ShapeFamily.LengthOf(shape)], shape);
    }
}
