using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>Every operation of the catalog on parts of larger arrays, instead of on arrays of its own.</summary>
public class SliceProperties
{
    private const int Front = 3;

    /// <summary>A contiguous part, shown where it lies at an odd place of memory, and every second element, which is copied.</summary>
    [Theory]
    [MemberData(nameof(Catalog.Names), MemberType = typeof(Catalog))]
    public void Slices_of_larger_arrays_are_as_good_as_arrays(string row) => Property.Check(
        $"{nameof(Slices_of_larger_arrays_are_as_good_as_arrays)}: {row}",
        (random, size) => Case.Generate(Catalog.Of(row), random, size),
        CaseShrinker.Shrink,
        at =>
        {
            Compare(at, 1);
            Compare(at, 2);
        });

    private static void Compare(Case at, int step)
    {
        Sweep<double> expected = Evaluation.InValues<double>(at);
        Tape<double> tape = new();
        Variable<double>[] wholes = new Variable<double>[at.Values.Length];
        Variable<double>[] operands = new Variable<double>[at.Values.Length];
        for (int operand = 0; operand < operands.Length; operand++)
        {
            double[] values = at.Values[operand];
            double[] around = new double[Front + (step * values.Length) + 1];
            Array.Fill(around, double.NaN);
            for (int index = 0; index < values.Length; index++)
            {
                around[Front + (step * index)] = values[index];
            }

            wholes[operand] = tape.Variable(around, [around.Length]);
            operands[operand] = wholes[operand].Slice(0, Front..^1, step).Reshape(at.Shapes[operand]);
        }

        Variable<double> result = at.Row.Apply<double>(operands, at.Variant);
        Near.Assert("value", expected.Value, result.Values, 1e-13);
        Variable<double> sum = Evaluation.WeightedSum(at, result);
        Gradients<double> gradients = sum.Gradients();
        Variable<double>[] recorded = sum.Derivatives(wholes);
        for (int operand = 0; operand < operands.Length; operand++)
        {
            double[] inPlace = new double[wholes[operand].Length];
            for (int index = 0; index < at.Values[operand].Length; index++)
            {
                inPlace[Front + (step * index)] = expected.Gradients[operand][index];
            }

            Near.Assert($"gradient of operand {operand}", inPlace, gradients[wholes[operand]], 1e-12);
            Near.Assert($"recorded, operand {operand}", inPlace, recorded[operand].Values, 1e-12);
        }
    }
}
