using AutoGrad.Autodiff;
using AutoGrad.Tests.Scalars;

namespace AutoGrad.Tests.Properties.Scalars;

/// <summary>Forward mode: every function at random points of its domain, and random scalar code.</summary>
public class DualProperties
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, ScalarFunctionTable.Rows.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Slopes_of_every_function_agree_with_differences(int index)
    {
        ScalarFunctionRow row = ScalarFunctionTable.Rows[index];
        Property.Check(
            $"{nameof(Slopes_of_every_function_agree_with_differences)}: {row.Name} {index}",
            (random, _) => row.Draw(random),
            _ => [],
            x =>
            {
                double[] expected = [.. x.Select((_, operand) => row.Difference(x, operand))];
                double[] actual = [.. x.Select((_, operand) => ScalarFunctions<Dual<double>>.Of(row.Name)(Along(x, operand)).Tangent)];
                Near.Assert<double>("slopes", expected, actual, 1e-8);
            });
    }

    [Fact]
    public void Values_are_those_of_double_to_the_last_bit() => Check(nameof(Values_are_those_of_double_to_the_last_bit), code =>
    {
        double value = code.Run<double>(code.Inputs);
        Near.AssertSameBits<double>(
            "value", [value, value], [code.Run<Dual<double>>(Along(code.Inputs, 0)).Value, code.Run<Dual<Dual<double>>>(Along(code.Inputs, 0, 0)).Value.Value]);
    });

    [Fact]
    public void Derivatives_along_a_sum_are_sums() => Check(nameof(Derivatives_along_a_sum_are_sums), code =>
    {
        double along = code.Run<Dual<double>>([.. code.Inputs.Select((x, input) => new Dual<double>(x, input + 1.0))]).Tangent;
        double[] parts = [.. code.Inputs.Select((_, input) => (input + 1.0) * code.Run<Dual<double>>(Along(code.Inputs, input)).Tangent)];
        Near.Assert<double>("derivative", [parts.Sum()], [along], 1e-12, parts.Sum(Math.Abs));
    });

    [Fact]
    public void Second_derivatives_are_symmetric() => Check(nameof(Second_derivatives_are_symmetric), code =>
    {
        for (int first = 1; first < code.Inputs.Length; first++)
        {
            double above = code.Run<Dual<Dual<double>>>(Along(code.Inputs, 0, first)).Tangent.Tangent;
            double below = code.Run<Dual<Dual<double>>>(Along(code.Inputs, first, 0)).Tangent.Tangent;
            Near.Assert<double>("second derivative", [above], [below], 1e-9);
        }
    });

    private static void Check(string name, Action<ScalarCode> body) => Property.Check(name, ScalarCode.Generate, code => code.Shrink(), body);

    private static Dual<double>[] Along(double[] x, int operand) => [.. x.Select((value, at) => new Dual<double>(value, at == operand ? 1.0 : 0.0))];

    private static Dual<Dual<double>>[] Along(double[] x, int first, int second) =>
        [.. x.Select((value, at) => new Dual<Dual<double>>(new(value, at == first ? 1.0 : 0.0), at == second ? 1.0 : 0.0))];
}
