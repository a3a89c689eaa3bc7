using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>Traps that other libraries fell into, section A: the graph and the tape.</summary>
public class GraphAndTapeTraps
{
    // x * x at 3: 6; x + x: 2; x - x: 0; x / x: 0; maximum(x, x): 1 in total; x^x at 2: 6.772588722239782.
    [Fact]
    public void Same_variable_twice()
    {
        Assert.Equal([6.0], Attempt.GradientOf(x => x * x, 3.0));
        Assert.Equal([2.0], Attempt.GradientOf(x => x + x, 3.0));
        Assert.Equal([0.0], Attempt.GradientOf(x => x - x, 3.0));
        Assert.Equal([0.0], Attempt.GradientOf(x => x / x, 3.0));
        Assert.Equal([1.0], Attempt.GradientOf(x => x.Maximum(x), 3.0));
        Assert.Equal([1.0], Attempt.GradientOf(x => x.Minimum(x), 3.0));
        Assert.Equal(6.772588722239782, Attempt.GradientOf(x => x.Pow(x), 2.0)[0], 1e-12);
    }

    // a = 2, b = a + 1, c = b + 1.5, d = a + b, e = d + c: de/da = 3, although both operands of a sum get the same incoming gradient.
    [Fact]
    public void Diamond_does_not_share_the_incoming_buffer()
    {
        Assert.Equal([3.0], Attempt.GradientOf(
            a =>
            {
                Variable<double> b = a + 1.0;
                Variable<double> c = b + 1.5;
                Variable<double> d = a + b;
                return d + c;
            },
            2.0));
    }

    // 60 times x = x + x: 2^60 = 1152921504606846976, at once: each node is visited once, not once a path.
    [Fact]
    public void Sixty_doublings_are_linear_in_cost()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Variable<double> y = x;
        for (int doubling = 0; doubling < 60; doubling++)
        {
            y += y;
        }

        Assert.Equal(1152921504606846976.0, y.Gradients()[x][0]);
        Assert.Equal(1152921504606846976.0, y.Derivative(x).Item());
    }

    // One leaf used N times has the gradient N, for each N from 1 to 50, whether the uses are one chain or apart from each other.
    [Fact]
    public void One_leaf_used_many_times()
    {
        for (int uses = 1; uses <= 50; uses++)
        {
            Tape<float> tape = new();
            Variable<float> x = tape.Variable([1.5f, -2.0f, 3.0f], [3]);
            Variable<float> chain = x;
            Variable<float> apart = x.Sum();
            for (int use = 1; use < uses; use++)
            {
                chain += x;
                apart += x.Sum();
            }

            float[] expected = [uses, uses, uses];
            foreach (Variable<float> total in new[] { chain.Sum(), apart })
            {
                Assert.Equal(expected, total.Gradients()[x].ToArray());
                Assert.Equal(expected, total.Derivative(x).ToArray());
            }
        }
    }

    // Split and concatenated 100,000 times, so that every node has siblings: forgotten without a sweep, and swept, on a small stack.
    [Fact]
    public void Deep_graph_with_siblings() => Attempt.OnSmallStack(() =>
    {
        Tape<double> tape = new();
        Variable<double> Deep(Variable<double> x)
        {
            for (int step = 0; step < 100_000; step++)
            {
                Variable<double>[] parts = x.Split(2);
                x = tape.Concat([parts[1], parts[0]]);
            }

            return x;
        }

        Deep(tape.Variable([1.0, 2.0], [2]));
        tape.Reset();
        GC.Collect();
        Variable<double> start = tape.Variable([1.0, 2.0], [2]);
        Variable<double> end = Deep(start);
        Assert.Equal([1.0, 2.0], end.ToArray());
        Assert.Equal([3.0, 5.0], end.Gradients([3.0, 5.0])[start].ToArray());
        Assert.Equal([3.0, 5.0], end.Derivative(start, tape.Constant([3.0, 5.0], [2])).ToArray());
        Deep(tape.Variable([1.0, 2.0], [2]));
        tape = new();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    });

    // f(x, y) = x^2, both asked for: dy is zeros of y's shape.
    [Fact]
    public void Unused_input_has_zeros_of_its_shape()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(3.0);
        Variable<double> y = tape.Variable([1.0, 2.0, 3.0, 4.0], [2, 2]);
        Variable<double> result = x.Square();
        Gradients<double> gradients = result.Gradients();
        Assert.Equal([6.0], gradients[x].ToArray());
        Assert.Equal(new double[4], gradients[y].ToArray());
        Assert.Equal(new double[4], result.Gradients(x, y)[y].ToArray());
        Variable<double> derivative = result.Derivative(y);
        Assert.Equal([2, 2], derivative.Shape.ToArray());
        Assert.Equal(new double[4], derivative.ToArray());
        Assert.Equal(0.0, result.JacobianVectorProduct(y, y).Item());
        Assert.Equal([6.0, 0.0, 0.0], Differentiate.Gradient(v => v.MatMul(v.Tape.Constant([1.0, 0.0, 0.0], [3])).Square(), [3.0, 1.0, 2.0]));
    }

    [Fact]
    public void Input_made_after_the_result_has_zeros()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(3.0);
        Variable<double> result = x.Square();
        Variable<double> late = tape.Variable([1.0, 2.0], [2]);
        Assert.Equal(new double[2], result.Gradients()[late].ToArray());
        Assert.Equal(new double[2], result.Derivative(late).ToArray());
    }

    // y = 2x, then z = 5x: the gradient of y is 2, whatever came after it.
    [Fact]
    public void Result_is_not_the_newest_node()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Variable<double> y = 2.0 * x;
        Variable<double> z = 5.0 * x;
        Assert.Equal([5.0], z.Gradients()[x].ToArray());
        Assert.Equal([2.0], y.Gradients()[x].ToArray());
        Assert.Equal(2.0, y.Derivative(x).Item());
        Assert.Equal(2.0, y.JacobianVectorProduct(x, tape.Constant(1.0)).Item());
    }

    // A result of several numbers needs a seed, of its own shape: both are refused with the shapes in the message.
    [Fact]
    public void Non_scalar_without_a_seed_and_a_seed_of_another_shape()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3]);
        Variable<double> y = x.Square();
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Gradients()), "Gradients", "[2, 3]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Derivative(x)), "Derivative", "[2, 3]");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Gradients([1.0, 2.0, 3.0])), "[2, 3]", "3");
        Attempt.AssertTells(Assert.Throws<ShapeException>(() => y.Derivative(x, tape.Constant([1.0, 1.0, 1.0], [3]))), "[2, 3]", "[3]");
        Assert.Equal(12.0, y.Sum().Gradients()[x][5]);
    }

    // The sweep runs twice over one recording and gives the same bits, also where a second derivative was taken in between.
    [Fact]
    public void Backward_twice_gives_the_same_again()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([0.5, 1.5], [2]);
        Variable<double> y = (x.Tanh() * x.Exp()).Sum();
        Variable<double> first = y.Derivative(x);
        Gradients<double> one = y.Gradients();
        double[] second = first.Sum().Gradients()[x].ToArray();
        Gradients<double> two = y.Gradients();
        Assert.Equal(one[x].ToArray(), two[x].ToArray());
        Assert.Equal(second, first.Sum().Gradients()[x].ToArray());
        Assert.Equal(second, first.Sum().Derivative(x).ToArray());
        Assert.Equal(first.ToArray(), y.Derivative(x).ToArray());
        double[] closed = [.. new[] { 0.5, 1.5 }.Select(at => Math.Exp(at) * (1.0 - (Math.Tanh(at) * Math.Tanh(at)) + Math.Tanh(at)))];
        Near.Assert("gradient", closed, one[x], Attempt.Exact);
    }

    // z = x y, w = z^2 at (2, 3): dw/dz = 12 and dw/dx = 36 from one sweep.
    [Fact]
    public void Gradient_of_an_intermediate_in_the_same_pass()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(2.0);
        Variable<double> y = tape.Variable(3.0);
        Variable<double> z = x * y;
        Variable<double> w = z.Square();
        Gradients<double> gradients = w.Gradients(z, x);
        Assert.Equal([12.0], gradients[z].ToArray());
        Assert.Equal([36.0], gradients[x].ToArray());
        Assert.Equal([24.0], w.Gradients()[y].ToArray());
        Assert.Equal(12.0, w.Derivative(z).Item());
    }

    [Fact]
    public void Intermediate_that_was_asked_for_keeps_its_gradient_where_seeds_move_on()
    {
        // Sums, reshapes and additions hand their seed on: what was asked for must not be that buffer.
        Tape<double> tape = new();
        Variable<double> x = tape.Variable([1.0, 2.0], [2]);
        Variable<double> sum = x + x;
        Variable<double> shaped = sum.Reshape(2, 1);
        Variable<double> linear = shaped.Reshape(1, 2).Linear(tape.Constant([1.0, 0.0, 0.0, 1.0], [2, 2]), tape.Constant([0.0, 0.0], [2]), default(TanhFunction));
        Variable<double> result = (linear + linear).Sum();
        Gradients<double> gradients = result.Gradients(linear, shaped, sum, x);
        double[] slope = [.. linear.ToArray().Select(y => 2.0 * (1.0 - (y * y)))];
        Assert.Equal([2.0, 2.0], gradients[linear].ToArray());
        Near.Assert("shaped", slope, gradients[shaped], 1e-15);
        Near.Assert("sum", slope, gradients[sum], 1e-15);
        Near.Assert("x", [2.0 * slope[0], 2.0 * slope[1]], gradients[x], 1e-15);
    }

    // After Reset every use is refused, also where a new node has taken the old one's place.
    [Fact]
    public void Variable_used_after_Reset()
    {
        Tape<double> tape = new();
        Variable<double> old = tape.Variable(1.0);
        Gradients<double> oldGradients = old.Square().Gradients();
        tape.Reset();
        Variable<double> fresh = tape.Variable(2.0);
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => old.Item()), "earlier recording");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => fresh * old), "earlier recording");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => old.Sum()), "earlier recording");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => fresh.Gradients()[old].ToArray()), "earlier recording");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => fresh.Gradients(old)), "earlier recording");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => oldGradients[fresh].ToArray()), "earlier recording");
        Assert.Equal([4.0], fresh.Square().Gradients()[fresh].ToArray());
    }

    [Fact]
    public void Every_row_refuses_a_variable_of_an_earlier_recording()
    {
        foreach (Row row in Catalog.Rows)
        {
            Case at = Case.Generate(row, new Random(1), 20);
            Tape<double> tape = new();
            Variable<double>[] stale = Evaluation.Leaves(tape, at, at.Values);
            tape.Reset();
            Evaluation.Leaves(tape, at, at.Values);
            Assert.Throws<RecordingException>(() => row.Apply<double>(stale, at.Variant));
            tape.Reset();
            Assert.Throws<RecordingException>(() => row.Apply<double>(stale, at.Variant));
        }
    }

    [Fact]
    public void Mixing_tapes_is_refused_by_every_row()
    {
        foreach (Row row in Catalog.Rows.Where(row => row.Arity >= 2))
        {
            Case at = Case.Generate(row, new Random(1), 20);
            Tape<double> one = new();
            Tape<double> other = new();
            Variable<double>[] operands = Evaluation.Leaves(one, at, at.Values);
            operands[1] = Evaluation.Leaves(other, at, at.Values)[1];
            int count = one.Count;
            Assert.Throws<RecordingException>(() => row.Apply<double>(operands, at.Variant));
            if (row.OperandsAreFree)
            {
                // What came before the fault: numbers that became constants, and operations that are part of a composition.
                Assert.True(one.Count <= count + 3, $"'{row}' left {one.Count - count} nodes.");
                Assert.Equal(new double[operands[0].Length], operands[0].Gradients(new double[operands[0].Length])[operands[0]].ToArray());
            }
        }

        Variable<double> x = new Tape<double>().Variable(1.0);
        Variable<double> y = new Tape<double>().Variable(1.0);
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => x * y), "multiply", "different tapes");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => x.Gradients()[y].ToArray()), "different tapes");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => x.Gradients(y)), "different tapes");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => x.Derivative(y)), "different tapes");
    }

    // A gradient that was not asked for, of a constant, of no variable at all, of a node past the end: each its own message.
    [Fact]
    public void Derivative_that_was_never_computed()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(2.0);
        Variable<double> y = x.Square();
        Variable<double> z = y.Exp();
        Variable<double> constant = tape.Constant(1.0);
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => z.Gradients()[y].ToArray()), "was not computed");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => z.Gradients(y)[x].ToArray()), "was not computed");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => z.Gradients()[constant].ToArray()), "constant");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => z.Derivative(constant)), "differentiable leaf");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => default(Variable<double>).Sum()), "default Variable");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => default(Gradients<double>)[x].ToArray()), "Default Gradients");
        Gradients<double> gradients = z.Gradients();
        Variable<double> later = z.Exp();
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => gradients[later].ToArray()), "was not computed");
        Variable<double> beyond;
        using (tape.Inference())
        {
            beyond = later.Exp().Exp();
        }

        Attempt.AssertTells(Assert.Throws<RecordingException>(() => gradients[beyond].ToArray()), "scope");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => z.Gradients(beyond)), "scope");
        tape.Reset();
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => later.Gradients()), "earlier recording");
        Attempt.AssertTells(Assert.Throws<RecordingException>(() => tape.Variable(1.0).Derivative(later)), "earlier recording");
    }

    // x > 0 ? x * x : -x recorded at 2 and at -2: 4 and -1.
    [Fact]
    public void Data_dependent_branch_is_not_cached()
    {
        Tape<double> tape = new();
        foreach ((double at, double slope) in new[] { (2.0, 4.0), (-2.0, -1.0) })
        {
            tape.Reset();
            Variable<double> x = tape.Variable(at);
            Variable<double> y = x.Item() > 0.0 ? x * x : -x;
            Assert.Equal([slope], y.Gradients()[x].ToArray());
        }
    }

    // == asks whether two handles are of one node, and records nothing. Comparisons of numbers (>, EqualTo, ...) give masks, constants to
    // which nothing is differentiated.
    [Fact]
    public void Equality_is_of_handles_and_comparisons_have_no_gradient()
    {
        Tape<double> tape = new();
        Variable<double> x = tape.Variable(1.0);
        Variable<double> same = tape.Variable(1.0);
        int count = tape.Count;
        Variable<double> copy = x;
        Assert.True(x == copy);
        Assert.True(x != same);
        Assert.Equal(x.GetHashCode(), copy.GetHashCode());
        Assert.Equal(count, tape.Count);

        foreach (Variable<double> mask in new[] { x > 0.5, x >= 1.0, x < 2.0, x <= same, x.EqualTo(same), x.NotEqualTo(2.0) })
        {
            Assert.Equal(1.0, mask.Item());
            Assert.False(mask.IsDifferentiable);
            Assert.Equal([2.0], (mask * x.Square()).Gradients()[x].ToArray());
            Assert.Equal(2.0, (mask * x.Square()).JacobianVectorProduct(x, tape.Constant(1.0)).Item());
            Assert.Equal(0.0, mask.Derivative(x).Item());
        }
    }
}
