using AutoGrad.Autodiff;
using AutoGrad.Tests.Scalars;
using AutoGrad.Tests.Unit.Golden;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>The elementwise cases of the reference data, number by number.</summary>
public sealed class DualGoldenTests
{
    private static readonly Dictionary<string, string> _names = new()
    {
        ["add"] = "+", ["sub"] = "-", ["mul"] = "*", ["div"] = "/", ["neg"] = "-x", ["maximum"] = "Max", ["minimum"] = "Min", ["atan2"] = "Atan2",
        ["pow"] = "Pow", ["exp"] = "Exp", ["log"] = "Log", ["log1p"] = "LogP1", ["expm1"] = "ExpM1", ["sqrt"] = "Sqrt", ["abs"] = "Abs",
        ["sin"] = "Sin", ["cos"] = "Cos", ["tan"] = "Tan", ["asin"] = "Asin", ["acos"] = "Acos", ["atan"] = "Atan",
        ["sinh"] = "Sinh", ["cosh"] = "Cosh", ["tanh"] = "Tanh",
    };

    private static readonly GoldenCase[] _cases = GoldenCase.Read("ops.sample.json");

    // What broadcasts, or takes one input twice, is a matter of arrays.
    public static TheoryData<string> Cases => [.. _cases
        .Where(each => (_names.ContainsKey(each.Operation) || each.Operation is "pow_const" or "const_pow")
            && !each.IsSingle && each.Arguments is null && each.Inputs.All(input => input.Shape.SequenceEqual(each.Output.Shape)))
        .Select(each => each.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Slopes_are_the_expected_ones(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        double[][] slopes = [.. golden.Inputs.Select((_, operand) => Enumerable.Range(0, golden.Output.Data.Length)
            .Select(index => golden.Seed!.Data[index] * Function(golden)([.. golden.Inputs.Select((input, at) => new Dual<double>(input.Data[index], at == operand ? 1.0 : 0.0))]).Tangent)
            .ToArray())];
        Assert.True(
            golden.AgreesWith(golden.Gradients, slopes),
            $"{string.Join("; ", slopes.Select(each => string.Join(", ", each)))}, not {string.Join("; ", golden.Gradients.Select(each => string.Join(", ", each!.Data)))}");
    }

    private static Func<Dual<double>[], Dual<double>> Function(GoldenCase golden) => golden.Operation switch
    {
        "pow_const" => x => Dual<double>.Pow(x[0], golden.Attributes["exponent"]!.GetValue<double>()),
        "const_pow" => x => Dual<double>.Pow(golden.Attributes["base"]!.GetValue<double>(), x[0]),
        _ => ScalarFunctions<Dual<double>>.Of(_names[golden.Operation]),
    };
}
