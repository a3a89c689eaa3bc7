using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Scalars;

/// <summary>Random scalar code: reverse mode, forward mode, second derivatives and replay against each other and against differences.</summary>
public class ScalarCodeProperties
{
    private static readonly Tape<double> _used = new();

    [Fact]
    public void Gradient_equals_central_differences() => Check(nameof(Gradient_equals_central_differences), code =>
    {
        double[] gradient = Reverse(new(), code, code.Inputs, out double value);
        Near.AssertSameBits("value", [code.Run<double>(code.Inputs)], new[] { value });
        Near.Assert("gradient", Differences(code.Run<double>, code.Inputs), gradient, 2e-6);
    });

    [Fact]
    public void Forward_mode_equals_reverse_mode() => Check(nameof(Forward_mode_equals_reverse_mode), code =>
    {
        double[] reverse = Reverse(new(), code, code.Inputs, out double value);
        double[] forward = new double[reverse.Length];
        for (int index = 0; index < forward.Length; index++)
        {
            Dual<double>[] x = [.. code.Inputs.Select((input, at) => new Dual<double>(input, at == index ? 1.0 : 0.0))];
            Dual<double> y = code.Run<Dual<double>>(x);
            forward[index] = y.Tangent;
            Near.AssertSameBits("value", [value], new[] { y.Value });
        }

        Near.Assert("gradient", reverse, forward, 1e-12);
    });

    [Fact]
    public void Second_derivatives_along_a_direction_agree() => Check(nameof(Second_derivatives_along_a_direction_agree), code =>
    {
        // Reverse over forward; forward over forward; and differences of the gradient.
        double[] direction = [.. code.Inputs.Select((_, at) => 1.0 - (0.3 * at))];
        Tape<Dual<double>> tape = new();
        Scalar<Dual<double>>[] x = tape.Scalars([.. code.Inputs.Select((input, at) => new Dual<double>(input, direction[at]))]);
        Scalar<Dual<double>> y = code.Run<Scalar<Dual<double>>>(x);
        Gradients<Dual<double>> gradients = y.Gradients();
        double[] product = [.. x.Select(each => gradients[each].Tangent)];
        double along = product.Select((each, at) => each * direction[at]).Sum();

        Dual<Dual<double>>[] twice = [.. code.Inputs.Select((input, at) => new Dual<Dual<double>>(new(input, direction[at]), direction[at]))];
        Near.Assert("v'Hv", [along], new[] { code.Run<Dual<Dual<double>>>(twice).Tangent.Tangent }, 1e-11, product.Max(Math.Abs));

        Tape<double> other = new();
        double[] expected = Differences(
            step => Reverse(other, code, [.. code.Inputs.Select((input, at) => input + (step * direction[at]))], out _));
        Near.Assert("Hv", expected, product, 5e-6);
    });

    [Fact]
    public void A_used_tape_gives_the_same_bits() => Check(nameof(A_used_tape_gives_the_same_bits), code =>
        Near.AssertSameBits("gradient", Reverse(new(), code, code.Inputs, out _), Reverse(_used, code, code.Inputs, out _)));

    [Fact]
    public void Replay_equals_recording_anew() => Check(nameof(Replay_equals_recording_anew), code =>
    {
        Compiled<double> compiled = new Tape<double>().Freeze(code.Run<Scalar<double>>, code.Inputs);
        double[] gradient = new double[code.Inputs.Length];

        // Near enough that no branch changes.
        const int Rows = 11;
        double[] inputs = new double[Rows * code.Inputs.Length];
        double[] values = new double[Rows];
        double[] gradients = new double[inputs.Length];
        for (int row = 0; row < Rows; row++)
        {
            double[] x = [.. code.Inputs.Select(input => input + (1e-5 * row))];
            x.CopyTo(inputs, row * x.Length);
            double[] anew = Reverse(new(), code, x, out double value);
            Near.AssertSameBits("value", [value], new[] { compiled.ValueAndGradient(x, gradient) });
            Near.Assert("gradient", anew, gradient, 1e-12);
        }

        compiled.ValuesAndGradients(inputs, values, gradients);
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<double> x = inputs.AsSpan(row * code.Inputs.Length, code.Inputs.Length);
            double value = compiled.ValueAndGradient(x, gradient);
            Near.Assert("value in lanes", [value], new[] { values[row] }, 1e-12);
            Near.Assert("gradient in lanes", gradient, gradients.AsSpan(row * gradient.Length, gradient.Length), 1e-10);
        }
    });

    private static void Check(string name, Action<ScalarCode> body) =>
        Property.Check($"{nameof(ScalarCodeProperties)}.{name}", ScalarCode.Generate, code => code.Shrink(), body);

    private static double[] Reverse(Tape<double> tape, ScalarCode code, double[] at, out double value)
    {
        tape.Reset();
        Scalar<double>[] x = tape.Scalars(at);
        Scalar<double> y = code.Run<Scalar<double>>(x);
        value = y.Value;
        double[] gradient = new double[at.Length];
        y.Gradients().CopyTo(x, gradient);
        return gradient;
    }

    private delegate double Function(ReadOnlySpan<double> x);

    // Five points: the error falls with the fourth power of the step.
    private static double[] Differences(Function f, double[] x) => [.. x.Select((_, at) =>
    {
        return Differences(step => [f([.. x.Select((input, other) => other == at ? input + step : input)])])[0];
    })];

    private static double[] Differences(Func<double, double[]> f)
    {
        const double Step = 1e-3;
        (double[] a, double[] b, double[] c, double[] d) = (f(-2.0 * Step), f(-Step), f(Step), f(2.0 * Step));
        return [.. a.Select((_, at) => (a[at] - (8.0 * b[at]) + (8.0 * c[at]) - d[at]) / (12.0 * Step))];
    }
}
