using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

/// <summary>Every operation against values and gradients computed elsewhere, in float64 and, where a case says so, in float32.</summary>
public class OperationGoldenTests
{
    private static readonly GoldenCase[] _cases = GoldenCase.Read("ops.sample.json");

    public static TheoryData<string> Cases => [.. _cases.Select(each => each.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradients_are_the_expected_ones(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        if (golden.IsSingle)
        {
            Check<float>(golden);
        }
        else
        {
            Check<double>(golden);
        }
    }

    [Fact]
    public void A_wrong_expectation_is_noticed()
    {
        GoldenCase golden = _cases.First(each => each.Operation == "mul");
        golden = golden with { Gradients = [.. golden.Gradients.Select(each => each! with { Data = Array.ConvertAll(each.Data, number => number + 1e-6) })] };
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check<double>(golden));
    }

    private static void Check<T>(GoldenCase golden)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Variable<T>[] leaves = [.. golden.Inputs.Select(input => tape.Variable(Array.ConvertAll(input.Data, T.CreateTruncating), input.Shape))];
        Variable<T>[] arguments = golden.Arguments is { } order ? [.. order.Select(place => leaves[place])] : leaves;
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
        T[][] actual = [.. leaves.Select(leaf => gradients[leaf].ToArray())];
        foreach (GoldenTensor?[] alternative in golden.Alternatives)
        {
            if (golden.AgreesWith(alternative, actual))
            {
                return;
            }
        }

        for (int input = 0; input < leaves.Length; input++)
        {
            if (golden.Gradients[input] is { } expected)
            {
                Assert.Equal(expected.Shape, golden.Inputs[input].Shape);
                golden.AssertEqual($"gradient of input {input}", expected.Data, actual[input], golden.SkippedInGradient(input));
            }
        }
    }
}
