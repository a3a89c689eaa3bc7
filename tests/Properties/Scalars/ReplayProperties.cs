using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Scalars;

/// <summary>Random programs, frozen: one evaluation, rows of a batch and shared inputs against the same statements in plain numbers.</summary>
public class ReplayProperties
{
    [Fact]
    public void One_evaluation_has_the_bits_of_the_program_itself() => Check(nameof(One_evaluation_has_the_bits_of_the_program_itself), program =>
    {
        Compiled<double> compiled = program.Freeze<double>();
        double[] gradient = new double[ReplayProgram.Inputs];
        foreach (double[] row in program.Rows)
        {
            Near.AssertSameBits<double>("value", [program.Evaluate(row)], [compiled.Value(row)]);
            Near.AssertSameBits<double>("value with gradient", [program.Evaluate(row)], [compiled.ValueAndGradient(row, gradient)]);
        }
    });

    [Fact]
    public void The_gradient_equals_central_differences() => Check(nameof(The_gradient_equals_central_differences), program =>
    {
        Compiled<double> compiled = program.Freeze<double>();
        double[] gradient = new double[ReplayProgram.Inputs];
        double[] row = program.Rows[0];
        compiled.ValueAndGradient(row, gradient);
        Near.Assert<double>("gradient", Evaluation.Differences(at => program.Evaluate(at[0]), [row], 1e-3)[0], gradient, 1e-6);
    });

    [Fact]
    public void Rows_equal_single_evaluations() => Check(nameof(Rows_equal_single_evaluations), program =>
    {
        (double[] expected, double[] expectedGradients) = OneByOne(program);
        Compiled<double> compiled = program.Freeze<double>();
        double[] inputs = [.. program.Rows.SelectMany(row => row)];
        double[] values = new double[program.Rows.Length];
        double[] gradients = new double[inputs.Length];
        compiled.ValuesAndGradients(inputs, values, gradients);
        Near.Assert<double>("values", expected, values, 1e-12);
        Near.Assert<double>("gradients", expectedGradients, gradients, 1e-11);

        Compiled<float> single = program.Freeze<float>();
        float[] floats = new float[values.Length];
        float[] floatGradients = new float[inputs.Length];
        single.ValuesAndGradients(Array.ConvertAll(inputs, number => (float)number), floats, floatGradients);
        Near.Assert<float>("values in float", expected, floats, 1e-3);
        Near.Assert<float>("gradients in float", expectedGradients, floatGradients, 1e-2);
    });

    [Fact]
    public void Shared_inputs_have_the_sum_of_the_rows_gradients() => Check(nameof(Shared_inputs_have_the_sum_of_the_rows_gradients), program =>
    {
        const int shared = 2;
        const int own = ReplayProgram.Inputs - shared;
        foreach (double[] row in program.Rows)
        {
            program.Rows[0].AsSpan(0, shared).CopyTo(row);
        }

        (double[] expected, double[] expectedGradients) = OneByOne(program);
        Compiled<double> compiled = program.Freeze<double>();
        double[] inputs = [.. program.Rows.SelectMany(row => row.Skip(shared))];
        double[] values = new double[program.Rows.Length];
        double[] sharedGradient = new double[shared];
        double[] gradients = new double[inputs.Length];
        compiled.ValuesAndGradients(program.Rows[0].AsSpan(0, shared), inputs, values, sharedGradient, gradients);
        Near.Assert<double>("values", expected, values, 1e-12);
        double[][] rows = [.. expectedGradients.Chunk(ReplayProgram.Inputs)];
        Near.Assert<double>("gradients", [.. rows.SelectMany(row => row[^own..])], gradients, 1e-11);
        Near.Assert<double>("shared gradient", [.. Enumerable.Range(0, shared).Select(input => rows.Sum(row => row[input]))], sharedGradient, 1e-11);
    });

    [Fact]
    public void Rows_of_other_branches_are_those_of_a_fresh_recording() => Check(nameof(Rows_of_other_branches_are_those_of_a_fresh_recording), program =>
    {
        // A guard on an input: rows beyond it are evaluated by the delegate, which is told so by the sign.
        double bound = program.Rows[0][0] + 0.2;
        Compiled<double> plain = program.Freeze<double>();
        Compiled<double> guarded = program.Freeze<double>(bound, (x, gradient) => -(gradient.Length > 0 ? plain.ValueAndGradient(x, gradient) : plain.Value(x)));
        (double[] expected, double[] expectedGradients) = OneByOne(program);
        double[] inputs = [.. program.Rows.SelectMany(row => row)];
        double[] values = new double[program.Rows.Length];
        double[] gradients = new double[inputs.Length];
        guarded.ValuesAndGradients(inputs, values, gradients);
        Near.Assert<double>("values", [.. expected.Select((value, row) => program.Rows[row][0] < bound ? value : -value)], values, 1e-12);
        Near.Assert<double>("gradients", expectedGradients, gradients, 1e-11);
    });

    private static (double[] Values, double[] Gradients) OneByOne(ReplayProgram program)
    {
        Compiled<double> compiled = program.Freeze<double>();
        double[] values = new double[program.Rows.Length];
        double[] gradients = new double[values.Length * ReplayProgram.Inputs];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = compiled.ValueAndGradient(program.Rows[row], gradients.AsSpan(row * ReplayProgram.Inputs, ReplayProgram.Inputs));
        }

        return (values, gradients);
    }

    private static void Check(string name, Action<ReplayProgram> body) =>
        Property.Check(name, ReplayProgram.Generate, program => program.Shrink(), body);
}
