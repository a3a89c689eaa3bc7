using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

/// <summary>
/// Every operation against values and gradients computed elsewhere, in float64 and, where a case says so, in float32; also of operands
/// that are transposes of transposed data, and slices of larger arrays.
/// </summary>
public class OperationGoldenTests
{
    private static readonly GoldenCase[] _cases = GoldenCase.Read("ops.sample.json");

    /// <summary>Beside a pole: rounding the operand to float alone moves the slope by 1e-4 and more.</summary>
    private static readonly string[] _besidePoles = ["tan/edge", "acos/edge"];

    /// <summary>How the operands of a case come to the operation.</summary>
    private enum Feeding
    {
        /// <summary>As leaves.</summary>
        Leaves,

        /// <summary>Those of two axes as the transpose of their transposed data.</summary>
        TransposedBack,

        /// <summary>As every other element along each axis of a larger array that holds NaN elsewhere.</summary>
        StridedSlices,
    }

    public static TheoryData<string> Cases => [.. _cases.Select(each => each.Id)];

    /// <summary>The float64 cases whose numbers float can hold.</summary>
    public static TheoryData<string> CasesInFloat => [.. _cases
        .Where(each => !each.IsSingle && !_besidePoles.Contains(each.Id) && NumbersOf(each).All(number => !double.IsFinite(number) || number == 0.0 || Math.Abs(number) is > 1e-30 and < 1e30))
        .Select(each => each.Id)];

    public static TheoryData<string> CasesOfTwoAxes => [.. _cases.Where(each => each.Inputs.Any(input => input.Shape.Length == 2)).Select(each => each.Id)];

    public static TheoryData<string> CasesWithAxes => [.. _cases.Where(each => each.Inputs.Any(input => input.Shape.Length > 0)).Select(each => each.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradients_are_the_expected_ones(string id) => Check(id, Feeding.Leaves);

    [Theory]
    [MemberData(nameof(CasesInFloat))]
    public void The_same_in_float(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        double largest = Math.Max(1.0, NumbersOf(golden).Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty().Max());
        Check<float>(golden with { Relative = 1e-4, Absolute = 1e-5 * largest }, Feeding.Leaves);
    }

    [Theory]
    [MemberData(nameof(CasesOfTwoAxes))]
    public void The_same_of_transposed_data_that_is_transposed_back(string id) => Check(id, Feeding.TransposedBack);

    [Theory]
    [MemberData(nameof(CasesWithAxes))]
    public void The_same_of_strided_slices_of_larger_arrays(string id) => Check(id, Feeding.StridedSlices);

    [Fact]
    public void A_wrong_expectation_is_noticed()
    {
        GoldenCase golden = _cases.First(each => each.Operation == "mul");
        golden = golden with { Gradients = [.. golden.Gradients.Select(each => each! with { Data = Array.ConvertAll(each.Data, number => number + 1e-6) })] };
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check<double>(golden, Feeding.Leaves));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check<double>(golden, Feeding.TransposedBack));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check<double>(golden, Feeding.StridedSlices));
    }

    private static IEnumerable<double> NumbersOf(GoldenCase golden) =>
        golden.Inputs.Concat(golden.Outputs).Concat(golden.Gradients.OfType<GoldenTensor>()).SelectMany(tensor => tensor.Data);

    private static void Check(string id, Feeding feeding)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        if (golden.IsSingle)
        {
            Check<float>(golden, feeding);
        }
        else
        {
            Check<double>(golden, feeding);
        }
    }

    private static void Check<T>(GoldenCase golden, Feeding feeding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Fed<T>[] inputs = [.. golden.Inputs.Select(input => Feed(tape, input, feeding))];
        Variable<T>[] operands = [.. inputs.Select(input => input.Operand)];
        Variable<T>[] arguments = golden.Arguments is { } order ? [.. order.Select(place => operands[place])] : operands;
        Variable<T>[] outputs = GoldenOperations.Apply(golden.Operation, golden.Attributes, arguments)!;
        Assert.Equal(golden.Outputs.Length, outputs.Length);
        Variable<T> weighted = tape.Constant(T.Zero);
        for (int index = 0; index < outputs.Length; index++)
        {
            Assert.Equal(golden.Outputs[index].Shape, outputs[index].Shape.ToArray());
            golden.AssertEqual($"output {index}", golden.Outputs[index].Data, outputs[index].ToArray(), golden.SkippedInOutput);
            if (golden.Seeds[index] is { } each)
            {
                weighted += (outputs[index] * tape.Constant(Array.ConvertAll(each.Data, T.CreateTruncating), each.Shape)).Sum();
            }
        }

        if (golden.Seeds.All(seed => seed is null))
        {
            return;
        }

        // One result is differentiated with its seed; several as the weighted sum that the seeds stand for.
        Gradients<T> gradients = golden.Seeds is [{ } only] ? outputs[0].Gradients(Array.ConvertAll(only.Data, T.CreateTruncating)) : weighted.Gradients();
        T[][] actual = [.. inputs.Select(input => GradientOf(input, gradients[input.Leaf]))];
        foreach (GoldenTensor?[] alternative in golden.Alternatives)
        {
            if (golden.AgreesWith(alternative, actual))
            {
                return;
            }
        }

        for (int input = 0; input < inputs.Length; input++)
        {
            if (golden.Gradients[input] is { } expected)
            {
                Assert.Equal(expected.Shape, golden.Inputs[input].Shape);
                golden.AssertEqual($"gradient of input {input}", expected.Data, actual[input], golden.SkippedInGradient(input));
            }
        }
    }

    private static Fed<T> Feed<T>(Tape<T> tape, GoldenTensor input, Feeding feeding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] data = Array.ConvertAll(input.Data, T.CreateTruncating);
        int rank = input.Shape.Length;
        int[] places = [.. Enumerable.Range(0, data.Length)];
        if (feeding == Feeding.TransposedBack && rank == 2)
        {
            (int rows, int columns) = (input.Shape[0], input.Shape[1]);
            places = Array.ConvertAll(places, place => (place % columns * rows) + (place / columns));
            Variable<T> leaf = tape.Variable(Placed(data, places, data.Length), [columns, rows]);
            return new(leaf, leaf.Transpose(), places);
        }

        if (feeding == Feeding.StridedSlices && rank > 0)
        {
            int[] sizes = Array.ConvertAll(input.Shape, size => (2 * size) + 1);
            places = Array.ConvertAll(places, place => Among(place, input.Shape, sizes));
            Variable<T> leaf = tape.Variable(Placed(data, places, sizes.Aggregate(1, (length, size) => length * size)), sizes);
            AxisIndex[] everyOther = new AxisIndex[rank];
            Array.Fill(everyOther, AxisIndex.Range(1, null, 2));
            return new(leaf, leaf[everyOther], places);
        }

        Variable<T> plain = tape.Variable(data, input.Shape);
        return new(plain, plain, places);
    }

    private static T[] Placed<T>(T[] data, int[] places, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] placed = new T[length];
        Array.Fill(placed, T.NaN);
        for (int index = 0; index < data.Length; index++)
        {
            placed[places[index]] = data[index];
        }

        return placed;
    }

    // Where an element lies in the larger array: at 1 + 2 i along each axis.
    private static int Among(int place, int[] shape, int[] sizes)
    {
        int among = 0;
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            among += ((place % shape[axis] * 2) + 1) * stride;
            place /= shape[axis];
            stride *= sizes[axis];
        }

        return among;
    }

    // What was not fed has no gradient: 0 exactly.
    private static T[] GradientOf<T>(Fed<T> input, ReadOnlySpan<T> ofLeaf)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] rest = ofLeaf.ToArray();
        foreach (int place in input.Places)
        {
            rest[place] = T.Zero;
        }

        Assert.DoesNotContain(rest, number => number != T.Zero);
        T[] gradient = new T[input.Places.Length];
        for (int index = 0; index < gradient.Length; index++)
        {
            gradient[index] = ofLeaf[input.Places[index]];
        }

        return gradient;
    }

    /// <summary>A leaf, what the operation gets of it, and where the operand's elements lie in the leaf.</summary>
    private sealed record Fed<T>(Variable<T> Leaf, Variable<T> Operand, int[] Places)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
