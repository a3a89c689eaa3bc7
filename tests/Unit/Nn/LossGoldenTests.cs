using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Nn;
using AutoGrad.Tests.Unit.Golden;

namespace AutoGrad.Tests.Unit.Nn;

/// <summary>
/// Every loss against values and gradients computed elsewhere, in double and in float; targets are differentiated too where the
/// data has it. Nothing is skipped.
/// </summary>
public sealed class LossGoldenTests
{
    private static readonly GoldenCase[] _cases = GoldenCase.Read("losses.sample.json");

    public static TheoryData<string> Cases => [.. _cases.Select(each => each.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradients_are_the_expected_ones(string id) => Check<double>(_cases.Single(each => each.Id == id));

    /// <summary>Float is held to the same numbers, as far as 24 bits of operands and results allow.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradients_are_the_expected_ones_in_float(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        Check<float>(golden with { Relative = Math.Max(golden.Relative, 2e-5), Absolute = Math.Max(golden.Absolute, 2e-6) });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plain_numbers_as_targets_give_the_same(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        Tape<double> tape = new();
        Variable<double> prediction = tape.Variable(golden.Inputs[0].Data, golden.Inputs[0].Shape);
        Variable<double> loss = ApplyToNumbers(golden, prediction, golden.Inputs[1].Data);
        golden.AssertEqual("output", golden.Output.Data, loss.ToArray(), golden.SkippedInOutput);
        golden.AssertEqual("gradient", golden.Gradients[0]!.Data, loss.Gradients(golden.Seed!.Data)[prediction].ToArray(), golden.SkippedInGradient(0));
    }

    [Fact]
    public void Every_case_is_checked()
    {
        Assert.Equal(81, Cases.Count);
        Assert.Equal(14, _cases.Select(each => each.Operation).Distinct().Count());
    }

    [Fact]
    public void A_wrong_expectation_is_noticed()
    {
        GoldenCase golden = _cases.Single(each => each.Id == "cross_entropy/weight_mean");
        GoldenTensor gradient = golden.Gradients[0]!;
        GoldenTensor wrong = gradient with { Data = Array.ConvertAll(gradient.Data, number => number + 1e-6) };
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check<double>(golden with { Gradients = [wrong, null, null] }));
    }

    private static void Check<T>(GoldenCase golden)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Variable<T>[] leaves = [.. golden.Inputs.Select(input => tape.Variable(Array.ConvertAll(input.Data, T.CreateTruncating), input.Shape))];
        Variable<T> loss = Apply(golden, leaves);
        Assert.Equal(golden.Output.Shape, loss.Shape.ToArray());
        golden.AssertEqual("output", golden.Output.Data, loss.ToArray(), golden.SkippedInOutput);
        Gradients<T> gradients = loss.Gradients(Array.ConvertAll(golden.Seed!.Data, T.CreateTruncating));
        for (int input = 0; input < leaves.Length; input++)
        {
            if (golden.Gradients[input] is { } expected)
            {
                golden.AssertEqual($"gradient {input}", expected.Data, gradients[leaves[input]].ToArray(), golden.SkippedInGradient(input));
            }
        }
    }

    private static Variable<T> Apply<T>(GoldenCase golden, Variable<T>[] operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Variable<T> x, Variable<T> t) = (operands[0], operands[1]);
        Operand<T>? third = operands.Length > 2 ? operands[2] : null;
        Reduction reduction = ReductionOf(golden);
        return golden.Operation switch
        {
            "mse" => Loss.MeanSquaredError(x, t, reduction),
            "l1" => Loss.MeanAbsoluteError(x, t, reduction),
            "smooth_l1" => Loss.SmoothL1(x, t, reduction, Number(golden, "beta")),
            "huber" => Loss.Huber(x, t, reduction, Number(golden, "delta")),
            "bce" => Loss.BinaryCrossEntropy(x, t, reduction, third),
            "bce_with_logits" => Loss.BinaryCrossEntropyWithLogits(x, t, reduction, third),
            "cross_entropy_soft" => Loss.CrossEntropy(x, t, reduction, smoothing: Smoothing(golden)),
            "kl_div" => Loss.KullbackLeibler(x, t, reduction, golden.Attributes["log_target"]!.GetValue<bool>()),
            "perceptron" => Loss.Perceptron(x, t, reduction),
            "hinge" => Loss.Hinge(x, t, reduction, Number(golden, "margin")),
            "squared_hinge" => Loss.SquaredHinge(x, t, reduction, Number(golden, "margin")),
            "logistic" => Loss.Logistic(x, t, reduction),
            _ => ApplyToLabels(golden, x),
        };
    }

    private static Variable<double> ApplyToNumbers(GoldenCase golden, Variable<double> x, double[] t)
    {
        Operand<double>? third = golden.Inputs.Length > 2 ? x.Tape.Constant(golden.Inputs[2].Data, golden.Inputs[2].Shape) : null;
        Reduction reduction = ReductionOf(golden);
        return golden.Operation switch
        {
            "mse" => Loss.MeanSquaredError(x, t, reduction),
            "l1" => Loss.MeanAbsoluteError(x, t, reduction),
            "smooth_l1" => Loss.SmoothL1(x, t, reduction, Number(golden, "beta")),
            "huber" => Loss.Huber(x, t, reduction, Number(golden, "delta")),
            "bce" => Loss.BinaryCrossEntropy(x, t, reduction, third),
            "bce_with_logits" => Loss.BinaryCrossEntropyWithLogits(x, t, reduction, third),
            "cross_entropy_soft" => Loss.CrossEntropy(x, t, reduction, smoothing: Smoothing(golden)),
            "kl_div" => Loss.KullbackLeibler(x, t, reduction, golden.Attributes["log_target"]!.GetValue<bool>()),
            "perceptron" => Loss.Perceptron(x, t, reduction),
            "hinge" => Loss.Hinge(x, t, reduction, Number(golden, "margin")),
            "squared_hinge" => Loss.SquaredHinge(x, t, reduction, Number(golden, "margin")),
            "logistic" => Loss.Logistic(x, t, reduction),
            _ => ApplyToLabels(golden, x),
        };
    }

    // A case without options is the plain call.
    private static Variable<T> ApplyToLabels<T>(GoldenCase golden, Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] labels = Array.ConvertAll(golden.Inputs[1].Data, number => (int)number);
        T[] weights = golden.Inputs.Length > 2 ? Array.ConvertAll(golden.Inputs[2].Data, T.CreateTruncating) : [];
        int? ignored = golden.Attributes["ignore_index"]?.GetValue<int>();
        double smoothing = Smoothing(golden);
        Reduction reduction = ReductionOf(golden);
        return golden.Operation switch
        {
            "nll" => Loss.NegativeLogLikelihood(x, labels, reduction, weights, ignored),
            "cross_entropy" when weights.Length == 0 && ignored is null && smoothing == 0.0 => Loss.CrossEntropy(x, labels, reduction),
            "cross_entropy" => Loss.CrossEntropy(x, labels, reduction, weights, ignored, smoothing),
            _ => throw new NotSupportedException($"There is no loss '{golden.Operation}'."),
        };
    }

    private static double Smoothing(GoldenCase golden) => golden.Attributes["label_smoothing"]?.GetValue<double>() ?? 0.0;

    private static double Number(GoldenCase golden, string attribute) => golden.Attributes[attribute]!.GetValue<double>();

    private static Reduction ReductionOf(GoldenCase golden) =>
        Enum.Parse<Reduction>(golden.Attributes["reduction"]!.GetValue<string>(), ignoreCase: true);
}
