using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Traps;

/// <summary>
/// Traps that other libraries fell into, section B: operands that do not lie where they are in one piece. Every case of two axes of the
/// reference data is fed that way too, by the golden tests of operations.
/// </summary>
public class NonContiguousTraps
{
    // Each operand of each operation of the catalog as the permutation of its permuted data (a transpose of the transposed data at two
    // axes): the same value and gradients.
    [Theory]
    [MemberData(nameof(Catalog.NamesWithFreeOperands), MemberType = typeof(Catalog))]
    public void Transposed_data_that_is_transposed_back(string row)
    {
        for (int start = 0; start < 20; start++)
        {
            Case at = Case.Generate(Catalog.Of(row), new Random(start), 3 * start);
            Sweep<double> expected = Evaluation.InValues<double>(at);
            Tape<double> tape = new();
            Variable<double>[] leaves = new Variable<double>[at.Values.Length];
            Variable<double>[] operands = new Variable<double>[at.Values.Length];
            for (int operand = 0; operand < operands.Length; operand++)
            {
                int[] reversed = [.. Enumerable.Range(0, at.Shapes[operand].Length).Reverse()];
                leaves[operand] = tape.Variable(new Tape<double>().Constant(at.Values[operand], at.Shapes[operand]).Permute(reversed).Values, [.. at.Shapes[operand].Reverse()]);
                operands[operand] = leaves[operand].Permute(reversed);
            }

            Variable<double> result = at.Row.Apply<double>(operands, at.Variant);
            Near.AssertSameBits("value", expected.Value, result.Values);
            Gradients<double> gradients = Evaluation.WeightedSum(at, result).Gradients();
            for (int operand = 0; operand < operands.Length; operand++)
            {
                double[] permuted = new Tape<double>().Constant(gradients[leaves[operand]], leaves[operand].Shape)
                    .Permute([.. Enumerable.Range(0, at.Shapes[operand].Length).Reverse()]).ToArray();
                Near.Assert($"operand {operand}", expected.Gradients[operand], permuted, 1e-14);
            }
        }
    }

    [Fact]
    public void Transposed_operands_of_every_two_dimensional_case()
    {
        for (int start = 0; start < 300; start++)
        {
            Case at = Case.Generate(Catalog.Of("matrix product"), new Random(start), start / 3);
            if (at.Shapes.Any(shape => shape.Length != 2))
            {
                continue;
            }

            Sweep<double> expected = Evaluation.InValues<double>(at);
            Tape<double> tape = new();
            Variable<double>[] leaves = Evaluation.Leaves(tape, at, at.Values);
            Variable<double>[] transposed = [.. leaves.Select(leaf => leaf.Transpose())];
            Variable<double> result = transposed[0].MatMul(transposed[1], (at.Variant & 1) == 0, (at.Variant & 2) == 0);
            Near.Assert("value", expected.Value, result.Values, 1e-14);
            Gradients<double> gradients = Evaluation.WeightedSum(at, result).Gradients();
            Near.Assert("left", expected.Gradients[0], gradients[leaves[0]], 1e-14);
            Near.Assert("right", expected.Gradients[1], gradients[leaves[1]], 1e-14);
        }
    }

    // Each operand of each operation of the catalog as every other element of a larger array, NaN elsewhere: the same value and gradients,
    // and 0 exactly where nothing was taken.
    [Theory]
    [MemberData(nameof(Catalog.NamesWithFreeOperands), MemberType = typeof(Catalog))]
    public void Strided_slices_of_larger_arrays(string row)
    {
        for (int start = 0; start < 20; start++)
        {
            Case at = Case.Generate(Catalog.Of(row), new Random(start), 3 * start);
            if (at.Shapes.Any(shape => shape.Aggregate(1L, (length, size) => length * ((2 * size) + 1)) > 1_000_000))
            {
                continue;
            }

            Sweep<double> expected = Evaluation.InValues<double>(at);
            Tape<double> tape = new();
            Variable<double>[] leaves = new Variable<double>[at.Values.Length];
            Variable<double>[] operands = new Variable<double>[at.Values.Length];
            AxisIndex[][] everyOther = [.. at.Shapes.Select(shape => Enumerable.Repeat(AxisIndex.Range(1, null, 2), shape.Length).ToArray())];
            for (int operand = 0; operand < operands.Length; operand++)
            {
                // The data among NaN: between each two numbers along every axis, and around them.
                Variable<double> data = new Tape<double>().Constant(at.Values[operand], at.Shapes[operand]);
                for (int axis = 0; axis < at.Shapes[operand].Length; axis++)
                {
                    int size = data.Shape[axis];
                    int[] repeated = [.. Enumerable.Range(0, (2 * size) + 1).Select(place => place % 2 == 1 ? place / 2 : size)];
                    data = data.Pad(axis, 0, 1, double.NaN).IndexSelect(axis, repeated);
                }

                leaves[operand] = tape.Variable(data.Values, data.Shape);
                operands[operand] = leaves[operand][everyOther[operand]];
            }

            Variable<double> result = at.Row.Apply<double>(operands, at.Variant);
            Near.AssertSameBits("value", expected.Value, result.Values);
            Gradients<double> gradients = Evaluation.WeightedSum(at, result).Gradients();
            for (int operand = 0; operand < operands.Length; operand++)
            {
                Variable<double> gradient = new Tape<double>().Constant(gradients[leaves[operand]], leaves[operand].Shape);
                Near.Assert($"operand {operand}", expected.Gradients[operand], gradient[everyOther[operand]].Values, 1e-14);
                Assert.Equal(gradient.ToArray().Count(number => number != 0.0), gradient[everyOther[operand]].ToArray().Count(number => number != 0.0));
            }
        }
    }
}
