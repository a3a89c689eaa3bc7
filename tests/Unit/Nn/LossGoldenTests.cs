using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Tests.Unit.Golden;

namespace AutoGrad.Tests.Unit.Nn;

/// <summary>The losses against values and gradients computed elsewhere; targets are differentiated too where the data has it.</summary>
public sealed class LossGoldenTests
{
    private static readonly string[] _supported = ["mse", "bce", "bce_with_logits", "cross_entropy", "perceptron", "hinge"];

    private static readonly GoldenCase[] _cases = GoldenCase.Read("losses.sample.json");

    public static TheoryData<string> Cases => [.. _cases.Where(IsSupported).Select(each => each.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradients_are_the_expected_ones(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        Tape<double> tape = new();
        Variable<double>[] leaves = [.. golden.Inputs.Select(input => tape.Variable(input.Data, input.Shape))];
        Variable<double> loss = Apply(golden, leaves[0], leaves[1]);
        Assert.Equal(golden.Output.Shape, loss.Shape.ToArray());
        golden.AssertEqual("output", golden.Output.Data, loss.ToArray(), golden.SkippedInOutput);
        Gradients<double> gradients = loss.Gradients(golden.Seed!.Data);
        for (int input = 0; input < leaves.Length; input++)
        {
            if (golden.Gradients[input] is { } expected)
            {
                golden.AssertEqual($"gradient {input}", expected.Data, gradients[leaves[input]].ToArray(), golden.SkippedInGradient(input));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plain_numbers_as_targets_give_the_same(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        Tape<double> tape = new();
        Variable<double> prediction = tape.Variable(golden.Inputs[0].Data, golden.Inputs[0].Shape);
        Variable<double> loss = Apply(golden, prediction, golden.Inputs[1].Data);
        golden.AssertEqual("output", golden.Output.Data, loss.ToArray(), golden.SkippedInOutput);
        golden.AssertEqual("gradient", golden.Gradients[0]!.Data, loss.Gradients(golden.Seed!.Data)[prediction].ToArray(), golden.SkippedInGradient(0));
    }

    [Fact]
    public void Every_case_that_these_losses_can_express_is_checked()
    {
        string[] skipped = [.. _cases.Where(each => _supported.Contains(each.Operation) && !IsSupported(each)).Select(each => each.Id)];
        Assert.Equal(
            [
                "bce/2d_weight_sum", "cross_entropy/1x5_smooth0.1_mean", "cross_entropy/1x5_smooth0.1_none", "cross_entropy/3x2_smooth0.1_sum",
                "cross_entropy/4x3_smooth0.1_mean", "cross_entropy/ignore_index_mean", "cross_entropy/ignore_index_sum", "cross_entropy/spatial_mean",
                "cross_entropy/spatial_sum", "cross_entropy/weight_mean", "cross_entropy/weight_none",
            ],
            skipped.Order(StringComparer.Ordinal));
        Assert.Equal(31, Cases.Count);
    }

    /// <summary>Weights, smoothing, ignored labels and more axes belong to a later version, as do the other losses.</summary>
    [Fact]
    public void Cases_of_losses_that_do_not_exist_yet()
    {
        GoldenCase[] waiting = [.. _cases.Where(each => !IsSupported(each))];
        Assert.SkipWhen(waiting.Length > 0, $"{waiting.Length} cases: {string.Join(", ", waiting.Select(each => each.Id))}");
    }

    private static bool IsSupported(GoldenCase golden) =>
        _supported.Contains(golden.Operation) && golden.Inputs.Length == 2 && golden.Inputs[0].Shape.Length <= 2
        && golden.Attributes.All(attribute => attribute.Key is "reduction" or "margin");

    private static Reduction ReductionOf(GoldenCase golden) =>
        Enum.Parse<Reduction>(golden.Attributes["reduction"]!.GetValue<string>(), ignoreCase: true);

    private static Variable<double> Apply(GoldenCase golden, Variable<double> x, Variable<double> t)
    {
        Reduction reduction = ReductionOf(golden);
        return golden.Operation switch
        {
            "mse" => Loss.MeanSquaredError(x, t, reduction),
            "bce" => Loss.BinaryCrossEntropy(x, t, reduction),
            "bce_with_logits" => Loss.BinaryCrossEntropyWithLogits(x, t, reduction),
            "cross_entropy" => Loss.CrossEntropy(x, Labels(t.ToArray()), reduction),
            "perceptron" => Loss.Perceptron(x, t, reduction),
            _ => Loss.Hinge(x, t, golden.Attributes["margin"]!.GetValue<double>(), reduction),
        };
    }

    private static Variable<double> Apply(GoldenCase golden, Variable<double> x, double[] t)
    {
        Reduction reduction = ReductionOf(golden);
        return golden.Operation switch
        {
            "mse" => Loss.MeanSquaredError(x, t, reduction),
            "bce" => Loss.BinaryCrossEntropy(x, t, reduction),
            "bce_with_logits" => Loss.BinaryCrossEntropyWithLogits(x, t, reduction),
            "cross_entropy" => Loss.CrossEntropy(x, Labels(t), reduction),
            "perceptron" => Loss.Perceptron(x, t, reduction),
            _ => Loss.Hinge(x, t, golden.Attributes["margin"]!.GetValue<double>(), reduction),
        };
    }

    private static int[] Labels(double[] numbers) => Array.ConvertAll(numbers, number => (int)number);
}
