using AutoGrad.Autodiff;
using AutoGrad.Tests.Scalars;
using AutoGrad.Tests.Unit.Golden;

namespace AutoGrad.Tests.Unit.Autodiff.Scalars;

/// <summary>The elementwise cases of the reference data, number by number.</summary>
public sealed class DualGoldenTests
{
    private static readonly GoldenCase[] _cases = GoldenCase.Read("ops.sample.json");

    // What broadcasts, reduces (max, min) or takes one input twice is a matter of arrays.
    public static TheoryData<string> Cases => [.. _cases
        .Where(each => (ScalarFunctions<double>.Has(NameOf(each.Operation)) || each.Operation is "pow_const" or "const_pow")
            && each.Operation is not ("max" or "min") && each.Seed is not null && !each.IsSingle && each.Arguments is null && each.Inputs.All(input => input.Shape.SequenceEqual(each.Output.Shape)))
        .Select(each => each.Id)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Slopes_are_the_expected_ones(string id)
    {
        GoldenCase golden = _cases.Single(each => each.Id == id);
        for (int operand = 0; operand < golden.Inputs.Length; operand++)
        {
            double[] gradient = [.. golden.Seed!.Data.Select((seed, index) => seed * Slope(operand, index))];
            golden.AssertEqual($"gradient of input {operand}", golden.Gradients[operand]!.Data, gradient, golden.SkippedInGradient(operand));
        }

        double Slope(int operand, int index) =>
            Function(golden)([.. golden.Inputs.Select((input, at) => new Dual<double>(input.Data[index], at == operand ? 1.0 : 0.0))]).Tangent;
    }

    private static Func<Dual<double>[], Dual<double>> Function(GoldenCase golden)
    {
        return golden.Operation switch
        {
            "pow_const" => x => Dual<double>.Pow(x[0], Attribute("exponent")),
            "const_pow" => x => Dual<double>.Pow(Attribute("base"), x[0]),
            "clamp" => x => Dual<double>.Clamp(x[0], Attribute("min"), Attribute("max")),
            _ => ScalarFunctions<Dual<double>>.Of(NameOf(golden.Operation)),
        };

        double Attribute(string name) => golden.Attributes[name]!.GetValue<double>();
    }

    private static string NameOf(string operation) => operation switch
    {
        "add" => "+",
        "sub" => "-",
        "mul" => "*",
        "div" => "/",
        "neg" => "-x",
        "maximum" => "Max",
        "minimum" => "Min",
        "log1p" => "LogP1",
        "expm1" => "ExpM1",
        _ => char.ToUpperInvariant(operation[0]) + operation[1..],
    };
}
