using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

/// <summary>Every operation against values and gradients computed elsewhere, in float64 and, where a case says so, in float32.</summary>
public class OperationGoldenTests
{
    private static readonly GoldenCase[] _cases = GoldenCase.Read("ops.sample.json");

    public static TheoryData<string> Cases => [.. _cases.Where(IsSupported).Select(each => each.Id)];

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
    public void Nearly_two_hundred_cases_are_checked() => Assert.True(Cases.Count >= 190, $"{Cases.Count} cases");

    [Fact]
    public void A_wrong_expectation_is_noticed()
    {
        GoldenCase golden = _cases.First(each => each.Operation == "mul");
        golden = golden with { Gradients = [.. golden.Gradients.Select(each => each! with { Data = Array.ConvertAll(each.Data, number => number + 1e-6) })] };
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check<double>(golden));
    }

    /// <summary>What the file has beyond the operations that exist; their cases wait for them.</summary>
    [Fact]
    public void Cases_of_operations_that_do_not_exist_yet()
    {
        GoldenCase[] waiting = [.. _cases.Where(each => !IsSupported(each))];
        string list = string.Join(", ", waiting.GroupBy(each => each.Operation == "matmul" ? "batched matmul" : each.Operation)
            .Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal));
        Assert.SkipWhen(waiting.Length > 0, $"{waiting.Length} cases: {list}");
    }

    private static bool IsSupported(GoldenCase golden) =>
        GoldenOperations.Knows(golden.Operation) && !(golden.Operation == "matmul" && golden.Inputs.Any(input => input.Shape.Length > 2));

    private static void Check<T>(GoldenCase golden)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Variable<T>[] leaves = [.. golden.Inputs.Select(input => tape.Variable(Array.ConvertAll(input.Data, T.CreateTruncating), input.Shape))];
        Variable<T>[] arguments = golden.Arguments is { } order ? [.. order.Select(place => leaves[place])] : leaves;
        Variable<T> output = GoldenOperations.Apply(golden.Operation, golden.Attributes, arguments);
        Assert.Equal(golden.Output.Shape, output.Shape.ToArray());
        golden.AssertEqual("output", golden.Output.Data, output.ToArray(), golden.SkippedInOutput);
        if (golden.Seed is not { } seed)
        {
            return;
        }

        Gradients<T> gradients = output.Gradients(Array.ConvertAll(seed.Data, T.CreateTruncating));
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
