using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>Scalars and arrays in one recording: gradients flow across in one sweep.</summary>
public sealed class ScalarMixingTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void From_an_array_through_scalars_into_an_array()
    {
        // z = sum((y_0 y_1, y_1^2) w), y = tanh(x).
        Variable<double> x = _tape.Variable([0.5, -0.3]);
        Variable<double> w = _tape.Variable([2.0, 3.0]);
        Variable<double> y = x.Tanh();
        Scalar<double> a = y.ScalarAt(0);
        Scalar<double> b = y.ScalarAt(1);
        Variable<double> z = (_tape.Stack([a * b, b * b]) * w).Sum();
        Gradients<double> gradients = z.Gradients();
        (double p, double q) = (Math.Tanh(0.5), Math.Tanh(-0.3));
        Assert.Equal((2.0 * p * q) + (3.0 * q * q), z.Item(), 1e-15);
        Numbers.Equal([2.0 * q * (1 - (p * p)), ((2.0 * p) + (6.0 * q)) * (1 - (q * q))], gradients[x], 1e-15);
        Numbers.Equal([p * q, q * q], gradients[w], 1e-15);
        Assert.Equal(2.0 * q, gradients[a], 1e-15);
        Assert.Equal((2.0 * p) + (6.0 * q), gradients[b], 1e-15);
    }

    [Fact]
    public void A_scalar_result_reaches_arrays_and_parameters()
    {
        Parameter<double> parameter = new("w", [1.0, 2.0, 3.0], [3]);
        Variable<double> x = _tape.Variable([4.0, 5.0, 6.0]);
        Variable<double> product = x * parameter;
        Scalar<double> sum = 0.0;
        foreach (Scalar<double> each in product.ToScalars())
        {
            sum += each * each;
        }

        Gradients<double> gradients = sum.Gradients();
        Numbers.Equal([8.0, 40.0, 108.0], gradients[x]);
        Numbers.Equal([32.0, 100.0, 216.0], gradients[parameter]);
        Assert.Equal(16.0 + 100.0 + 324.0, sum.Value);
    }

    [Fact]
    public void Back_and_forth_many_times()
    {
        // x -> (x_0 x_1, x_0 + x_1) as scalars, then doubled as an array, five times; against the same in arrays.
        static double[] Gradient(bool asScalars)
        {
            Tape<double> tape = new();
            Variable<double> x = tape.Variable([0.7, 0.4]);
            Variable<double> y = x;
            for (int time = 0; time < 5; time++)
            {
                if (asScalars)
                {
                    Scalar<double> first = y.ScalarAt(0);
                    Scalar<double> second = y.ScalarAt(1);
                    y = tape.Stack([first * second, first + second]) * 1.25;
                }
                else
                {
                    y = tape.Stack([y[0] * y[1], y[0] + y[1]]) * 1.25;
                }
            }

            return y.Sum().Gradients()[x].ToArray();
        }

        Numbers.Equal(Gradient(asScalars: false), Gradient(asScalars: true), 1e-14);
    }

    [Fact]
    public void A_scalar_beside_an_array()
    {
        Variable<double> x = _tape.Variable([1.0, 2.0, 4.0]);
        Scalar<double> s = _tape.Scalar(3.0);
        Check((s * x).Sum(), [3, 3, 3], 7);
        Check((x * s).Sum(), [3, 3, 3], 7);
        Check((s + x).Sum(), [1, 1, 1], 3);
        Check((x + s).Sum(), [1, 1, 1], 3);
        Check((s - x).Sum(), [-1, -1, -1], 3);
        Check((x - s).Sum(), [1, 1, 1], -3);
        Check((s / x).Sum(), [-3, -0.75, -0.1875], 1.75);
        Check((x / s).Sum(), [1.0 / 3, 1.0 / 3, 1.0 / 3], -7.0 / 9);
        Scalar<double> constant = 2.0;
        Numbers.Equal([2, 4, 8], (constant * x).Values);
        Numbers.Equal([0.5, 1, 2], (x / constant).Values);
        Numbers.Equal([1, 0, -2], (constant - x).Values);

        void Check(Variable<double> y, double[] dx, double ds)
        {
            Gradients<double> gradients = y.Gradients();
            Numbers.Equal(dx, gradients[x], 1e-15);
            Assert.Equal(ds, gradients[s], 1e-15);
        }
    }

    [Fact]
    public void Scalars_of_a_constant_are_constants()
    {
        Variable<double> data = _tape.Constant([1.0, 2.0]);
        Scalar<double> x = _tape.Scalar(3.0);
        Assert.True(data.ScalarAt(0).IsConstant);
        Assert.Equal(2.0, data.ScalarAt(1).Value);
        Assert.False(_tape.Stack([1.0, 2.0]).IsDifferentiable);
        Variable<double> mixed = _tape.Stack([1.0, x, 2.0]);
        Numbers.Equal([1, 3, 2], mixed.Values);
        Assert.Equal(2.0, (mixed * _tape.Constant([1.0, 2.0, 4.0])).Sum().Gradients()[x]);
    }

    [Fact]
    public void A_scalar_that_is_stacked_several_times_adds_up()
    {
        Scalar<double> x = _tape.Scalar(3.0);
        Scalar<double> y = x * x;
        Variable<double> first = (_tape.Stack([y, x, y]) * _tape.Constant([2.0, 3.0, 5.0])).Sum();
        Variable<double> both = first + (_tape.Stack([y]).Sum() * 7.0);
        Gradients<double> gradients = both.Gradients();
        Assert.Equal(14.0, gradients[y]);
        Assert.Equal(3.0 + (14.0 * 6.0), gradients[x]);
    }

    [Fact]
    public void Elements_by_their_indices()
    {
        Variable<double> x = _tape.Variable([1, 2, 3, 4, 5, 6], [2, 3]);
        Scalar<double> y = x.ScalarAt(1, 0) * x.ScalarAt(0, 2);
        Assert.Equal(12.0, y.Value);
        Numbers.Equal([0, 0, 4, 3, 0, 0], y.Gradients()[x]);
        Variable<double> one = _tape.Variable(7.0);
        Assert.Equal(14.0, (one.ScalarAt() * one.ScalarAt()).Gradients()[one][0]);
        Refusal.Of<ShapeException>(["ScalarAt", "[2, 3]", "2", "1"], () => x.ScalarAt(1));
        Refusal.Of<ArgumentOutOfRangeException>(["ScalarAt", "axis 1", "3"], () => x.ScalarAt(1, 3));
        Refusal.Of<ShapeException>(["CopyTo", "[2, 3]", "6", "5"], () => x.CopyTo(new Scalar<double>[5]));
    }

    [Fact]
    public void Only_what_a_result_needs_is_swept()
    {
        // The reads after y, and the array that only they need, leave no trace in its gradients, infinite slopes included.
        Variable<double> x = _tape.Variable([0.0, 1.0]);
        Scalar<double> y = x.ScalarAt(1) * 3.0;
        Variable<double> root = x.Sqrt();
        Scalar<double> z = root.ScalarAt(0) * 5.0;
        Numbers.Equal([0, 3], y.Gradients()[x]);
        Assert.Equal(double.PositiveInfinity, z.Gradients()[x][0]);
        Variable<double> stacked = _tape.Stack([y]);
        Numbers.Equal([0, 3], stacked.Sum().Gradients()[x]);
        Numbers.Equal([0, 3], stacked.Sum().Gradients(x)[x]);
    }

    [Fact]
    public void Gradients_of_asked_for_arrays_reach_through_scalars()
    {
        Variable<double> x = _tape.Variable([2.0, 3.0]);
        Variable<double> y = x * x;
        Variable<double> other = _tape.Variable([1.0]);
        Variable<double> z = (_tape.Stack([y.ScalarAt(0) * y.ScalarAt(1)]) * other).Sum();
        Gradients<double> gradients = z.Gradients(x, y);
        Numbers.Equal([36, 24], gradients[x]);
        Numbers.Equal([9, 4], gradients[y]);
    }

    [Fact]
    public void Gradients_of_scalars_are_not_silently_zero_if_arrays_were_asked_for()
    {
        Scalar<double> s = _tape.Scalar(2.0);
        Variable<double> x = _tape.Variable([1.0, 2.0, 3.0]);
        Variable<double> loss = (s * x).Sum();
        Gradients<double> asked = loss.Gradients(x);
        Numbers.Equal([2, 2, 2], asked[x]);
        Refusal.Of<RecordingException>(["Gradients", "by name", "Gradients()"], () => _ = asked[s]);
        Refusal.Of<RecordingException>(["Gradients", "by name", "Gradients()"], () => asked.CopyTo([s], new double[1]));
        Assert.Equal(6.0, loss.Gradients()[s]);
    }

    [Fact]
    public void Reading_each_of_many_elements_is_linear()
    {
        double[] values = [.. Enumerable.Range(0, 10_000).Select(index => Math.Cos(index))];
        Variable<double> x = _tape.Variable(values);
        Scalar<double> sum = 0.0;
        for (int index = 0; index < values.Length; index++)
        {
            Scalar<double> each = x.ScalarAt(index);
            sum += each * each;
        }

        // A gradient of x for each read would be 800 MB.
        long before = _tape.PeakBytes;
        ReadOnlySpan<double> gradient = sum.Gradients()[x];
        Assert.True(_tape.PeakBytes - before < 4_000_000);
        for (int index = 0; index < values.Length; index++)
        {
            Assert.Equal(2.0 * values[index], gradient[index]);
        }
    }

    [Fact]
    public void Long_arrays_that_are_computed_late()
    {
        // Elementwise operations on long arrays wait; a read in the middle of a chain must see its part, and its contribution must arrive.
        double[] values = [.. Enumerable.Range(0, 40_000).Select(index => 0.001 * index)];
        Variable<double> x = _tape.Variable(values);
        Variable<double> y = x * x;
        Variable<double> early = y * 2.0;
        Scalar<double> s = y.ScalarAt(20_000);
        Variable<double> z = early * _tape.Stack([s * s]).Sum();
        double sum = values.Sum(value => 2.0 * value * value);
        double at = values[20_000];
        ReadOnlySpan<double> gradient = z.Sum().Gradients()[x];
        double power = Math.Pow(at, 4);
        Assert.Equal(4.0 * values[7] * power, gradient[7], 1e-9 * power);
        double expected = (4.0 * at * power) + (sum * 4.0 * at * at * at);
        Assert.Equal(expected, gradient[20_000], 1e-12 * expected);
    }

    [Fact]
    public void Derivatives_that_are_recorded_do_not_pass_scalars_and_say_so()
    {
        Variable<double> x = _tape.Variable([2.0]);
        Variable<double> y = _tape.Stack([x.ScalarAt(0) * 3.0]).Sum();
        Refusal.Of<RecordingException>(["Derivative", "scalars", "Dual"], () => y.Derivative(x));
        Variable<double> one = _tape.Ones([1]);
        Refusal.Of<RecordingException>(["JacobianVectorProduct", "scalars", "Dual"], () => y.JacobianVectorProduct(x, one));
        Numbers.Equal([3], y.Gradients()[x]);
        Numbers.Equal([12], (x * x * x).Sum().Derivative(x).Values);
        Refusal.Of<RecordingException>(["Scalars", "Checkpoint"], () => _tape.Checkpoint(u => _tape.Stack([u.ScalarAt(0)]), x));
        Numbers.Equal([3], y.Gradients()[x]);
    }

    [Fact]
    public void The_description_names_the_crossings()
    {
        Variable<double> x = _tape.Variable([2.0, 3.0], "x");
        Variable<double> y = _tape.Stack([x.ScalarAt(0) * x.ScalarAt(1), 1.0]).Named("y");
        string text = _tape.Describe(y.Sum().Named("E"));
        Assert.Contains("y = stack(2 scalars)", text, StringComparison.Ordinal);
        Assert.Contains("scalars(x)", text, StringComparison.Ordinal);
        Assert.Contains("3 scalar operations", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalars_of_an_inference_scope_are_numbers()
    {
        Variable<double> x = _tape.Variable([2.0, 3.0]);
        using (_tape.Inference())
        {
            Assert.True(x.ScalarAt(0).IsConstant);
            Numbers.Equal([2, 3], _tape.Stack(x.ToScalars()).Values);
        }

        Assert.Equal(0, _tape.ScalarCount);
        Numbers.Equal([1, 0], x.ScalarAt(0).Gradients()[x]);
    }
}
