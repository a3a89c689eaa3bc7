using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars.Replay;

/// <summary>Frozen recordings against closed forms: one evaluation, rows of a batch, shared inputs.</summary>
public sealed class CompiledTests
{
    // f(a, b, x) = (a x + b)^2 exp(-x) + log(a) x / b: all kinds of operands.
    private static Compiled<T> Example<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Recorder<T> recorder = new();
        (Node<T> a, Node<T> b, Node<T> x) = (recorder.Input(), recorder.Input(), recorder.Input());
        Node<T> line = (a * x) + b;
        return recorder.Freeze((line * line * (-x).Of<ExpRule<T>>()) + (a.Of<LogRule<T>>() * x / b));
    }

    private static double Value(double a, double b, double x) =>
        (((a * x) + b) * ((a * x) + b) * Math.Exp(-x)) + (Math.Log(a) * x / b);

    private static double[] Gradient(double a, double b, double x)
    {
        double line = (a * x) + b;
        double decay = Math.Exp(-x);
        return
        [
            (2 * line * x * decay) + (x / (a * b)),
            (2 * line * decay) - (Math.Log(a) * x / (b * b)),
            (2 * line * a * decay) - (line * line * decay) + (Math.Log(a) / b),
        ];
    }

    private static double[] Row(int row) => [1.5 + Math.Sin(row), 2 + Math.Cos(row), (0.1 * row) - 1];

    [Fact]
    public void A_value_has_the_bits_of_the_function_itself_and_the_gradient_is_the_closed_form()
    {
        Compiled<double> compiled = Example<double>();
        Assert.Equal((3, 10, 0), (compiled.InputCount, compiled.OperationCount, compiled.GuardCount));
        double[] gradient = new double[3];
        for (int row = 0; row < 50; row++)
        {
            double[] x = Row(row);
            Assert.Equal(Value(x[0], x[1], x[2]), compiled.Value(x));
            Assert.Equal(Value(x[0], x[1], x[2]), compiled.ValueAndGradient(x, gradient));
            AssertNear(Gradient(x[0], x[1], x[2]), gradient, 1e-14);
        }
    }

    [Fact]
    public void Rows_of_any_number()
    {
        Compiled<double> compiled = Example<double>();
        foreach (int rows in (int[])[0, 1, 2, 7, 8, 9, 31, 32, 33, 64, 100])
        {
            double[] inputs = [.. Enumerable.Range(0, rows).SelectMany(Row)];
            double[] values = new double[rows];
            double[] gradients = new double[3 * rows];
            compiled.ValuesAndGradients(inputs, values, gradients);
            AssertNear([.. Enumerable.Range(0, rows).Select(row => Value(Row(row)[0], Row(row)[1], Row(row)[2]))], values, 1e-15);
            AssertNear([.. Enumerable.Range(0, rows).SelectMany(row => Gradient(Row(row)[0], Row(row)[1], Row(row)[2]))], gradients, 1e-14);
            double[] alone = new double[rows];
            compiled.Values(inputs, alone);
            Assert.Equal(values, alone);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Gradients_of_shared_inputs_are_summed_over_the_rows(int shared)
    {
        const int rows = 45;
        Compiled<double> compiled = Example<double>();
        double[] common = Row(5);
        double[] Whole(int row) => [.. common.Take(shared), .. Row(row).Skip(shared)];
        double[] inputs = [.. Enumerable.Range(0, rows).SelectMany(row => Row(row).Skip(shared))];
        double[] values = new double[rows];
        double[] sharedGradient = new double[shared];
        double[] gradients = new double[inputs.Length];
        double[][] expected = [.. Enumerable.Range(0, rows).Select(row => Gradient(Whole(row)[0], Whole(row)[1], Whole(row)[2]))];
        for (int repetition = 0; repetition < 3; repetition++)
        {
            compiled.ValuesAndGradients(common.AsSpan(0, shared), inputs, values, sharedGradient, repetition == 1 ? [] : gradients);
            AssertNear([.. Enumerable.Range(0, rows).Select(row => Value(Whole(row)[0], Whole(row)[1], Whole(row)[2]))], values, 1e-15);
            AssertNear([.. Enumerable.Range(0, shared).Select(input => expected.Sum(gradient => gradient[input]))], sharedGradient, 1e-13);
            AssertNear([.. expected.SelectMany(gradient => gradient.Skip(shared))], gradients, 1e-14);
        }

        double[] alone = new double[rows];
        compiled.Values(common.AsSpan(0, shared), inputs, alone);
        Assert.Equal(values, alone);
    }

    [Fact]
    public void Floats()
    {
        const int rows = 70;
        Compiled<float> compiled = Example<float>();
        float[] inputs = [.. Enumerable.Range(0, rows).SelectMany(Row).Select(number => (float)number)];
        float[] values = new float[rows];
        float[] gradients = new float[3 * rows];
        compiled.ValuesAndGradients(inputs, values, gradients);
        AssertNear([.. Enumerable.Range(0, rows).Select(row => Value(Row(row)[0], Row(row)[1], Row(row)[2]))], Widened(values), 1e-6);
        AssertNear([.. Enumerable.Range(0, rows).SelectMany(row => Gradient(Row(row)[0], Row(row)[1], Row(row)[2]))], Widened(gradients), 4e-6);
    }

    [Fact]
    public void Dual_numbers_give_a_second_derivative()
    {
        Compiled<Dual<double>> compiled = Example<Dual<double>>();
        Dual<double>[] inputs = [.. Enumerable.Range(0, 6).SelectMany(row => Row(row).Select((number, input) => new Dual<double>(number, input == 2 ? 1 : 0)))];
        Dual<double>[] values = new Dual<double>[6];
        Dual<double>[] gradients = new Dual<double>[18];
        compiled.ValuesAndGradients(inputs, values, gradients);
        const double step = 1e-5;
        for (int row = 0; row < 6; row++)
        {
            double[] x = Row(row);
            double[] above = Gradient(x[0], x[1], x[2] + step);
            double[] below = Gradient(x[0], x[1], x[2] - step);
            Assert.Equal(Value(x[0], x[1], x[2]), values[row].Value);
            Assert.Equal(Gradient(x[0], x[1], x[2])[2], values[row].Tangent, 1e-12);
            for (int input = 0; input < 3; input++)
            {
                Assert.Equal((above[input] - below[input]) / (2 * step), gradients[(3 * row) + input].Tangent, 1e-8);
            }
        }
    }

    [Fact]
    public void An_input_a_constant_or_a_shared_number_as_the_result()
    {
        foreach (int kind in (int[])[0, 1, 2, 3])
        {
            Recorder<double> recorder = new();
            (Node<double> a, Node<double> x) = (recorder.Input(), recorder.Input());
            Compiled<double> compiled = recorder.Freeze(kind switch
            {
                0 => x,
                1 => recorder.Constant(7),
                2 => a,
                _ => a * a,
            });
            (double value, double slopeA, double slopeX) = kind switch
            {
                0 => (0.0, 0.0, 1.0),
                1 => (7.0, 0.0, 0.0),
                2 => (3.0, 1.0, 0.0),
                _ => (9.0, 6.0, 0.0),
            };
            double[] inputs = [.. Enumerable.Range(0, 11).Select(row => (double)row)];
            double[] values = new double[11];
            double[] sharedGradient = new double[1];
            double[] gradients = new double[11];
            compiled.ValuesAndGradients([3], inputs, values, sharedGradient, gradients);
            Assert.Equal(kind == 0 ? inputs : [.. inputs.Select(_ => value)], values);
            Assert.Equal(11 * slopeA, sharedGradient[0]);
            Assert.All(gradients, slope => Assert.Equal(slopeX, slope));
            double[] gradient = new double[2];
            Assert.Equal(value, compiled.ValueAndGradient([3, 0], gradient));
            Assert.Equal([slopeA, slopeX], gradient);
        }
    }

    [Fact]
    public void Where_no_adjoint_comes_an_infinite_slope_does_no_harm()
    {
        // max(sqrt(x) + cbrt(x) y - y / x, 1) is 1 at 0, where all three slopes are infinite.
        Recorder<double> recorder = new();
        (Node<double> x, Node<double> y) = (recorder.Input(), recorder.Input());
        Node<double> steep = x.Of<SqrtRule<double>>() + (x.Of<CbrtRule<double>>() * y) - (y / x);
        Compiled<double> compiled = recorder.Freeze(steep.Of2<MaxRule<double>>(recorder.Constant(1)) + x);
        foreach (int rows in (int[])[1, 8, 32])
        {
            double[] inputs = [.. Enumerable.Range(0, rows).SelectMany(row => new double[] { row % 2 == 0 ? 0 : 64, 1 })];
            double[] gradients = new double[2 * rows];
            compiled.ValuesAndGradients(inputs, new double[rows], gradients);
            for (int row = 0; row < rows; row++)
            {
                Assert.Equal(row % 2 == 0 ? 1 : 1 + (1 / 16.0) + (1 / 48.0) + (1 / 4096.0), gradients[2 * row], 1e-15);
                Assert.Equal(row % 2 == 0 ? 0 : 4 - (1 / 64.0), gradients[(2 * row) + 1], 1e-15);
            }
        }

        double[] gradient = new double[2];
        compiled.ValueAndGradient([0, 1], gradient);
        Assert.Equal([1, 0], gradient);
    }

    [Fact]
    public void Sums_keep_their_order_and_the_sign_of_zero()
    {
        Recorder<double> recorder = new();
        Node<double>[] x = recorder.Inputs(4);
        Compiled<double> compiled = recorder.Freeze((-(x[0] * x[1])) - (x[2] - (x[3] * x[1])) + x[0]);
        double[][] rows = [[0.0, -0.0, 0.0, 0.0], [-0.0, 1, -0.0, -0.0], [1e16, 1.0, 3.0, -1e16], [0.1, 0.2, 0.3, 0.4]];
        double[] values = new double[4];
        compiled.Values([.. rows.SelectMany(row => row)], values);
        for (int row = 0; row < rows.Length; row++)
        {
            double[] at = rows[row];
            double expected = (-(at[0] * at[1])) - (at[2] - (at[3] * at[1])) + at[0];
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(compiled.Value(at)));
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(values[row]));
        }
    }

    [Fact]
    public void A_multiply_add_is_rounded_once()
    {
        Recorder<double> recorder = new();
        Node<double>[] x = recorder.Inputs(3);
        Compiled<double> compiled = recorder.Freeze(x[0].Of3<FusedMultiplyAddRule<double>>(x[1], x[2] * x[2]));
        double[] at = [1 + 1e-9, 1 - 1e-9, Math.Sqrt(0.5)];
        double expected = Math.FusedMultiplyAdd(at[0], at[1], at[2] * at[2]);
        Assert.NotEqual((at[0] * at[1]) + (at[2] * at[2]), expected);
        double[] values = new double[1];
        double[] gradient = new double[3];
        compiled.Values(at, values);
        Assert.Equal(expected, values[0]);
        Assert.Equal(expected, compiled.ValueAndGradient(at, gradient));
        Assert.Equal([at[1], at[0], 2 * at[2]], gradient);
    }

    [Fact]
    public void A_multiply_add_of_numbers_that_all_rows_share()
    {
        foreach (int shared in (int[])[0, 1, 2])
        {
            // f = a b + x, a 3 + x and 2 3 + x.
            Recorder<double> recorder = new();
            Node<double>[] x = recorder.Inputs(3);
            (Node<double> two, Node<double> three) = (recorder.Constant(2), recorder.Constant(3));
            Node<double> sum = x[0].Of3<FusedMultiplyAddRule<double>>(x[1], x[2]) + x[0].Of3<FusedMultiplyAddRule<double>>(three, x[2]);
            Compiled<double> compiled = recorder.Freeze(sum + two.Of3<FusedMultiplyAddRule<double>>(three, x[2]));
            double[] values = new double[2];
            double[] sharedGradient = new double[shared];
            double[] gradients = new double[2 * (3 - shared)];
            double[] row = [5, 7, 0.5];
            compiled.ValuesAndGradients(row.AsSpan(0, shared), [.. row[shared..], .. row[shared..]], values, sharedGradient, gradients);
            Assert.Equal([57.5, 57.5], values);
            double[] slopes = [10, 5, 3];
            Assert.Equal([.. slopes[..shared].Select(slope => 2 * slope)], sharedGradient);
            Assert.Equal([.. slopes[shared..], .. slopes[shared..]], gradients);
        }
    }

    [Fact]
    public void A_long_chain_and_many_statements()
    {
        // A sum of 200,000 products, and as many statements one upon the other.
        const int length = 200_000;
        Recorder<double> recorder = new();
        (Node<double> x, Node<double> y) = (recorder.Input(), recorder.Input());
        Node<double> sum = x;
        Node<double> product = y;
        for (int i = 0; i < length; i++)
        {
            sum += x * y;
            product *= recorder.Constant(0.99999);
        }

        Compiled<double> compiled = recorder.Freeze(sum + product);
        double[] gradients = new double[40];
        double[] values = new double[20];
        compiled.ValuesAndGradients([.. Enumerable.Repeat(new double[] { 2, 3 }, 20).SelectMany(row => row)], values, gradients);
        double power = Math.Pow(0.99999, length);
        Assert.All(values, value => Assert.Equal(2 + (6.0 * length) + (3 * power), value, 1e-6));
        for (int row = 0; row < 20; row++)
        {
            Assert.Equal(1 + (3.0 * length), gradients[2 * row], 1e-6);
            Assert.Equal((2.0 * length) + power, gradients[(2 * row) + 1], 1e-6);
        }
    }

    [Fact]
    public void Evaluations_allocate_nothing()
    {
        Compiled<double> compiled = Example<double>();
        double[] inputs = [.. Enumerable.Range(0, 50).SelectMany(Row)];
        double[] values = new double[50];
        double[] gradients = new double[150];
        double[] gradient = new double[3];
        void Step()
        {
            compiled.Value(inputs.AsSpan(0, 3));
            compiled.ValueAndGradient(inputs.AsSpan(0, 3), gradient);
            compiled.ValuesAndGradients(inputs, values, gradients);
            compiled.ValuesAndGradients(inputs.AsSpan(0, 1), inputs.AsSpan(0, 100), values, gradient.AsSpan(0, 1), []);
        }

        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 100; step++)
        {
            Step();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Wrong_counts_are_refused()
    {
        Compiled<double> compiled = Example<double>();
        double[] numbers = new double[100];
        Refusal.Of<ShapeException>(["Compiled.Value", "3", "2"], () => compiled.Value(numbers.AsSpan(0, 2)));
        Refusal.Of<ShapeException>(["Compiled.ValueAndGradient", "gradient", "3", "4"], () => compiled.ValueAndGradient(numbers.AsSpan(0, 3), numbers.AsSpan(0, 4)));
        Refusal.Of<ShapeException>(["Compiled.Values", "5 rows of 3", "15", "14"], () => compiled.Values(numbers.AsSpan(0, 14), numbers.AsSpan(0, 5)));
        Refusal.Of<ShapeException>(["Compiled.ValuesAndGradients", "gradients", "15", "3"], () => compiled.ValuesAndGradients(numbers.AsSpan(0, 15), numbers.AsSpan(0, 5), numbers.AsSpan(0, 3)));
        Refusal.Of<ShapeException>(["Compiled.Values", "4 shared", "3 inputs"], () => compiled.Values(numbers.AsSpan(0, 4), [], numbers.AsSpan(0, 5)));
        Refusal.Of<ShapeException>(["Compiled.ValuesAndGradients", "shared", "1", "2"], () => compiled.ValuesAndGradients([1], numbers.AsSpan(0, 4), numbers.AsSpan(0, 2), numbers.AsSpan(0, 2), []));
        Refusal.Of<ShapeException>(["Compiled.ValuesAndGradients", "gradients", "4", "2"], () => compiled.ValuesAndGradients([1], numbers.AsSpan(0, 4), numbers.AsSpan(0, 2), numbers.AsSpan(0, 1), numbers.AsSpan(0, 2)));
        Assert.Equal(Value(1, 2, 3), compiled.Value([1, 2, 3]));
    }

    private static double[] Widened(float[] numbers) => Array.ConvertAll(numbers, number => (double)number);

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
