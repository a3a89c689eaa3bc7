using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Sweeps;

/// <summary>The sweep in values: seeds, shared nodes, and buffers that move from adjoint to adjoint.</summary>
public sealed class ReverseSweepTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void A_result_without_seed_holds_one_number()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> y = x * 2.0;
        Refusal.Of<ShapeException>(["Gradients", "[2, 3]", "scalar", "seed"], () => y.Gradients());
        Refusal.Of<ShapeException>(["Derivative", "[2, 3]", "scalar", "seed"], () => y.Derivative(x));
        Variable<double> one = x.Sum([0, 1], keepDimensions: true);
        Assert.Equal([1, 1], one.Shape);
        Numbers.Equal([1, 1, 1, 1, 1, 1], one.Gradients()[x]);
        Numbers.Equal([1, 1, 1, 1, 1, 1], one.Derivative(x).Values);
    }

    [Fact]
    public void A_seed_gives_the_vector_Jacobian_product()
    {
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        Variable<double> y = x.Square();
        double[] seed = [1, 10, 100];
        Numbers.Equal([2, 40, 600], y.Gradients(seed)[x]);
        Numbers.Equal([2, 40, 600], y.Gradients(seed, x)[x]);
        Numbers.Equal([2, 40, 600], y.Derivative(x, _tape.Constant(seed, [3])).Values);
        Assert.Equal([1, 10, 100], seed);
        Numbers.Equal([6, 6, 6], x.Sum().Square().Gradients([0.5])[x]);
    }

    [Fact]
    public void A_seed_of_another_size_or_shape_is_refused()
    {
        Variable<double> x = _tape.Variable([1, 2, 3], [3]);
        Variable<double> y = x.Square();
        double[] two = [1, 2];
        double[] none = [];
        Variable<double> column = _tape.Constant([1, 2, 3], [3, 1]);
        Refusal.Of<ShapeException>(["Gradients", "[3]", "2"], () => y.Gradients(two));
        Refusal.Of<ShapeException>(["Gradients", "[3]", "2"], () => y.Gradients(two, x));
        Refusal.Of<ShapeException>(["Gradients", "[3]", "0"], () => y.Gradients(none.AsSpan()));
        Refusal.Of<ShapeException>(["Derivative", "[3]", "[3, 1]"], () => y.Derivative(x, column));
        Numbers.Equal([2, 4, 6], y.Sum().Gradients()[x]);
    }

    [Fact]
    public void A_seed_that_is_a_variable_is_differentiated_too()
    {
        // d/ds and d/dx of sum(s x^2)'s derivative 2 s x.
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> s = _tape.Variable([3, 5], [2]);
        Variable<double> product = x.Square().Derivative(x, s);
        Numbers.Equal([6, 20], product.Values);
        Gradients<double> gradients = product.Sum().Gradients();
        Numbers.Equal([2, 4], gradients[s]);
        Numbers.Equal([6, 10], gradients[x]);
    }

    [Fact]
    public void The_same_operand_twice()
    {
        Variable<double> x = _tape.Variable([3], [1]);
        Numbers.Equal([6], (x * x).Gradients()[x]);
        Numbers.Equal([2], (x + x).Gradients()[x]);
        Numbers.Equal([0], (x - x).Gradients()[x]);
        Numbers.Equal([0], (x / x).Gradients()[x], 1e-15);
        Numbers.Equal([1], x.Maximum(x).Gradients()[x]);
        Numbers.Equal([1], x.Minimum(x).Gradients()[x]);
        Numbers.Equal([27 * (Math.Log(3) + 1)], x.Pow(x).Gradients()[x], 1e-12);
        Numbers.Equal([6], x.MatMul(x).Gradients()[x]);
        Variable<double> m = _tape.Variable([1, 2, 3, 4], [2, 2]);
        Numbers.Equal([7, 11, 9, 13], m.MatMul(m).Sum().Gradients()[m]);
    }

    [Fact]
    public void A_seed_that_moved_into_one_operand_is_not_changed_through_it()
    {
        // d = a + b hands its seed to a; b must not see what a collects later.
        Variable<double> a = _tape.Variable(2.0);
        Variable<double> b = a + 1.0;
        Variable<double> c = b + 1.5;
        Variable<double> d = a + b;
        Variable<double> e = d + c;
        Gradients<double> gradients = e.Gradients(a, b, c, d);
        Numbers.Equal([3], gradients[a]);
        Numbers.Equal([2], gradients[b]);
        Numbers.Equal([1], gradients[c]);
        Numbers.Equal([1], gradients[d]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void A_sum_whose_operand_is_used_again(int length)
    {
        double[] numbers = [.. Enumerable.Range(0, length).Select(index => 0.01 * (index + 1))];
        Variable<double> x = _tape.Variable(numbers, [length]);
        Variable<double> y = _tape.Variable(numbers, [length]);
        Variable<double> sum = x + y;
        Variable<double> loss = ((sum * 2.0) + y + (sum - x) + y.Square()).Sum();
        Gradients<double> gradients = loss.Gradients();
        Numbers.Equal([.. numbers.Select(_ => 2.0)], gradients[x]);
        Numbers.Equal([.. numbers.Select(number => 4.0 + (2.0 * number))], gradients[y], 1e-12);
        Gradients<double> kept = loss.Gradients(sum, y, x);
        Numbers.Equal([.. numbers.Select(_ => 3.0)], kept[sum]);
        Numbers.Equal([.. numbers.Select(number => 4.0 + (2.0 * number))], kept[y], 1e-12);
        Numbers.Equal([.. numbers.Select(_ => 2.0)], kept[x]);
    }

    [Fact]
    public void Asked_for_intermediates_keep_their_derivative_where_a_rule_would_take_the_buffer()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4], [4]);
        Variable<double> shaped = x.Reshape(2, 2);
        Variable<double> flat = shaped.Reshape(4);
        Variable<double> shifted = flat + 1.0;
        Variable<double> doubled = shifted + shifted;
        Variable<double> loss = (doubled * x).Sum();
        Gradients<double> gradients = loss.Gradients(x, shaped, flat, shifted, doubled, loss);
        Numbers.Equal([1], gradients[loss]);
        Numbers.Equal([1, 2, 3, 4], gradients[doubled]);
        Numbers.Equal([2, 4, 6, 8], gradients[shifted]);
        Numbers.Equal([2, 4, 6, 8], gradients[flat]);
        Numbers.Equal([2, 4, 6, 8], gradients[shaped]);
        Numbers.Equal([6, 10, 14, 18], gradients[x]);
    }

    [Fact]
    public void Every_intermediate_of_a_network_equals_its_recorded_derivative()
    {
        Variable<double> x = _tape.Variable([0.1, -0.2, 0.3, 0.4, 0.5, -0.6], [2, 3]);
        Variable<double> w = _tape.Variable([0.5, -0.1, 0.2, 0.3, -0.4, 0.6], [3, 2]);
        Variable<double> b = _tape.Variable([0.05, -0.05], [2]);
        Variable<double>[] all = new Variable<double>[12];
        all[0] = x;
        all[1] = x.Linear(w, b, default(TanhFunction));
        all[2] = all[1].Linear(w.Transpose(), _tape.Variable([0.1, 0.2, 0.3], [3]), default(SigmoidFunction));
        all[3] = all[2].Reshape(3, 2);
        all[4] = all[3] + all[3];
        all[5] = all[4].Softmax();
        all[6] = all[5] - all[4].Max(0);
        all[7] = all[6] * all[1].Sum();
        all[8] = all[7].Transpose();
        all[9] = all[8].MatMul(all[3]);
        all[10] = all[9].LogSumExp(-1);
        all[11] = all[10].Mean();
        Gradients<double> gradients = all[11].Gradients(all);
        Variable<double>[] recorded = all[11].Derivatives(all);
        Gradients<double> alone = default;
        for (int index = 0; index < all.Length; index++)
        {
            Assert.Equal(all[index].Shape, recorded[index].Shape);
            Numbers.Equal(recorded[index].Values, gradients[all[index]], 1e-12);
            alone = all[11].Gradients(all[index]);
            Numbers.Equal(recorded[index].Values, alone[all[index]], 1e-12);
        }

        Numbers.Equal(gradients[x], all[11].Gradients()[x], 1e-14);
    }

    [Fact]
    public void Sweeps_after_each_other_give_the_same_bits()
    {
        Variable<double> x = _tape.Variable([.. Enumerable.Range(0, 100).Select(index => Math.Sin(index))], [10, 10]);
        Variable<double> y = (x.MatMul(x).Tanh() + x.Softmax()).Square().Mean();
        double[] first = y.Gradients()[x].ToArray();
        for (int sweep = 0; sweep < 10; sweep++)
        {
            // Buffers that come back dirty must not be seen.
            Poison();
            Assert.Equal(first, y.Gradients()[x].ToArray());
            Assert.Equal(first, y.Gradients(x)[x].ToArray());
        }

        void Poison()
        {
            Variable<double> wild = _tape.Variable([.. Enumerable.Repeat(double.NaN, 100)], [10, 10]);
            (wild.MatMul(wild) + wild.Exp()).Sum().Gradients();
        }
    }

    [Fact]
    public void The_result_need_not_be_the_newest()
    {
        Variable<double> x = _tape.Variable(1.0);
        Variable<double> y = x * 2.0;
        Variable<double> z = x * 5.0;
        Numbers.Equal([2], y.Gradients()[x]);
        Numbers.Equal([5], z.Gradients()[x]);
        Numbers.Equal([2], y.Derivative(x).Values);
        Numbers.Equal([2], y.Gradients()[x]);
    }

    [Fact]
    public void The_result_may_be_the_leaf()
    {
        Variable<double> x = _tape.Variable(4.0);
        Numbers.Equal([1], x.Gradients()[x]);
        Numbers.Equal([1], x.Gradients(x)[x]);
        Numbers.Equal([1], x.Derivative(x).Values);
        Variable<double> v = _tape.Variable([1, 2], [2]);
        Numbers.Equal([3, 4], v.Gradients([3.0, 4.0])[v]);
    }

    [Fact]
    public void A_constant_result_has_gradients_of_zero()
    {
        Variable<double> x = _tape.Variable([1, 2], [2]);
        Variable<double> c = _tape.Constant(3.0).Square();
        Numbers.Equal([0, 0], c.Gradients()[x]);
        Numbers.Equal([0, 0], c.Gradients(x)[x]);
        Numbers.Equal([0, 0], c.Derivative(x).Values);
    }

    [Fact]
    public void Shared_nodes_are_visited_once()
    {
        Variable<double> x = _tape.Variable(1.0);
        Variable<double> y = x;
        for (int doubling = 0; doubling < 60; doubling++)
        {
            y += y;
        }

        Assert.Equal(61, _tape.Count);
        Assert.Equal(1152921504606846976.0, y.Gradients()[x][0]);
        Assert.Equal(1152921504606846976.0, y.Derivative(x).Item());
    }

    [Fact]
    public void A_leaf_used_n_times_has_n_contributions()
    {
        for (int uses = 1; uses <= 50; uses++)
        {
            _tape.Reset();
            Variable<double> x = _tape.Variable([1, 1, 1], [3]);
            Variable<double> y = x;
            for (int use = 1; use < uses; use++)
            {
                y += x;
            }

            Numbers.Equal([uses, uses, uses], y.Sum().Gradients()[x], 0.0);
        }
    }

    [Fact]
    public void Only_paths_to_what_was_asked_for_are_visited()
    {
        // The other branch would give NaN: 0 times infinity.
        Variable<double> x = _tape.Variable(0.0);
        Variable<double> y = _tape.Variable(0.0);
        Variable<double> loss = (x.Sqrt() * 0.0) + (y * 3.0);
        Gradients<double> gradients = loss.Gradients(y);
        Numbers.Equal([3], gradients[y]);
        Numbers.Equal([double.NaN], loss.Gradients(x)[x]);
    }

    [Fact]
    public void A_chain_of_a_million_operations_on_a_small_stack()
    {
        double[] slopes = [];
        Exception? thrown = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    Tape<double> tape = new();
                    Variable<double> x = tape.Variable(1.0);
                    Variable<double> y = x;
                    for (int step = 0; step < 1_000_000; step++)
                    {
                        y *= 0.99999;
                    }

                    slopes = [y.Gradients()[x][0], y.Derivative(x).Item()];
                }
                catch (InvalidOperationException exception)
                {
                    thrown = exception;
                }
            },
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
        double expected = Math.Exp(1e6 * Math.Log(0.99999));
        Assert.Equal(2, slopes.Length);
        Assert.Equal(1.0, slopes[0] / expected, 1e-9);
        Assert.Equal(1.0, slopes[1] / expected, 1e-9);
    }

    [Fact]
    public void Empty_results_have_empty_or_zero_gradients()
    {
        Variable<double> x = _tape.Variable([], [0, 2]);
        Variable<double> b = _tape.Variable([1, 2], [2]);
        Gradients<double> gradients = ((x * b).Sum() + b.Sum()).Gradients();
        Assert.Equal(0, gradients[x].Length);
        Numbers.Equal([1, 1], gradients[b]);
        Variable<double> w = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Numbers.Equal([0, 0, 0, 0, 0, 0], x.MatMul(w).Sum().Gradients()[w]);
        Numbers.Equal([0, 0, 0, 0, 0, 0], x.MatMul(w).Sum().Derivative(w).Values);
        Numbers.Equal([0, 0], (x * b).Gradients(ReadOnlySpan<double>.Empty)[b]);
    }
}
