using AutoGrad.Autodiff;
using AutoGrad.Tests.Scalars;

namespace AutoGrad.Tests.Properties.Autodiff.Scalars;

/// <summary>Forward mode of scalar code: single functions and whole programs at random points.</summary>
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
    public void Programs_agree_with_differences() => Check(nameof(Programs_agree_with_differences), program =>
    {
        double[] expected = [.. program.Inputs.Select((_, input) => ScalarFunctionRow.Difference(x => program.Run<double>(x), program.Inputs, input))];
        double[] actual = [.. program.Inputs.Select((_, input) => program.Run<Dual<double>>(Along(program.Inputs, input)).Tangent)];
        Near.Assert<double>("gradient", expected, actual, 1e-6);
    });

    [Fact]
    public void Programs_keep_their_values_to_the_last_bit() => Check(nameof(Programs_keep_their_values_to_the_last_bit), program =>
        Near.AssertSameBits<double>(
            "value",
            [program.Run<double>(program.Inputs), program.Run<double>(program.Inputs)],
            [program.Run<Dual<double>>(Along(program.Inputs, 0)).Value, program.Run<Dual<Dual<double>>>(Along(program.Inputs, 0, 0)).Value.Value]));

    [Fact]
    public void Derivatives_along_a_sum_are_sums() => Check(nameof(Derivatives_along_a_sum_are_sums), program =>
    {
        double along = program.Run<Dual<double>>([.. program.Inputs.Select((x, input) => new Dual<double>(x, input + 1.0))]).Tangent;
        double sum = program.Inputs.Select((_, input) => (input + 1.0) * program.Run<Dual<double>>(Along(program.Inputs, input)).Tangent).Sum();
        Near.Assert<double>("derivative", [sum], [along], 1e-12);
    });

    [Fact]
    public void Second_derivatives_are_symmetric_and_agree_with_differences() =>
        Check(nameof(Second_derivatives_are_symmetric_and_agree_with_differences), program =>
        {
            for (int first = 0; first < program.Inputs.Length; first++)
            {
                for (int second = 0; second < program.Inputs.Length; second++)
                {
                    double expected = ScalarFunctionRow.Difference(x => program.Run<Dual<double>>(Along(x, first)).Tangent, program.Inputs, second);
                    double actual = program.Run<Dual<Dual<double>>>(Along(program.Inputs, first, second)).Tangent.Tangent;
                    double mirrored = program.Run<Dual<Dual<double>>>(Along(program.Inputs, second, first)).Tangent.Tangent;
                    Near.Assert<double>("second derivative", [expected], [actual], 1e-5);
                    Near.Assert<double>("its mirror image", [actual], [mirrored], 1e-11);
                }
            }
        });

    private static void Check(string name, Action<ScalarProgram> body) => Property.Check(name, ScalarProgram.Generate, ScalarProgram.Shrink, body);

    private static Dual<double>[] Along(double[] x, int operand) => [.. x.Select((value, at) => new Dual<double>(value, at == operand ? 1.0 : 0.0))];

    private static Dual<Dual<double>>[] Along(double[] x, int first, int second) =>
        [.. x.Select((value, at) => new Dual<Dual<double>>(new(value, at == first ? 1.0 : 0.0), at == second ? 1.0 : 0.0))];
}
