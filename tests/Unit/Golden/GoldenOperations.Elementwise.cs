using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? Elementwise<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return operation switch
        {
            "add" => [x[0] + x[1]],
            "sub" => [x[0] - x[1]],
            "mul" => [x[0] * x[1]],
            "div" => [x[0] / x[1]],
            "maximum" => [x[0].Maximum(x[1])],
            "minimum" => [x[0].Minimum(x[1])],
            "pow" => [x[0].Pow(x[1])],
            "pow_const" => [x[0].Pow(Number(attributes, "exponent"))],
            "neg" => [-x[0]],
            "exp" => [x[0].Exp()],
            "log" => [x[0].Log()],
            "log1p" => [x[0].LogP1()],
            "expm1" => [x[0].ExpM1()],
            "sqrt" => [x[0].Sqrt()],
            "square" => [x[0].Square()],
            "abs" => [x[0].Abs()],
            "tanh" => [x[0].Tanh()],
            "sigmoid" => [x[0].Sigmoid()],
            "softplus" => [x[0].Softplus()],
            "relu" => [x[0].Relu()],
            "reciprocal" => [x[0].Reciprocal()],
            "rsqrt" => [x[0].Rsqrt()],
            "sin" => [x[0].Sin()],
            "cos" => [x[0].Cos()],
            "tan" => [x[0].Tan()],
            "asin" => [x[0].Asin()],
            "acos" => [x[0].Acos()],
            "atan" => [x[0].Atan()],
            "atan2" => [x[0].Atan2(x[1])],
            "sinh" => [x[0].Sinh()],
            "cosh" => [x[0].Cosh()],
            "erf" => [x[0].Erf()],
            "silu" => [x[0].Silu()],
            "elu" => [x[0].Elu(Number(attributes, "alpha"))],
            "gelu" => [x[0].Gelu(attributes["approximate"]!.GetValue<string>() == "tanh" ? GeluForm.Tanh : GeluForm.Exact)],
            "clamp" => [x[0].Clamp(NumberOrNull(attributes, "min"), NumberOrNull(attributes, "max"))],
            "where" => [x[0].Where(x[1], x[2])],
            "xlogy" => [x[0].XLogY(x[1])],
            "logaddexp" => [x[0].LogAddExp(x[1])],
            "const_pow" => [x[0].Exp(Number(attributes, "base"))],
            "leaky_relu" => [x[0].LeakyRelu(Number(attributes, "negative_slope"))],
            _ => null,
        };
    }

    private static double? NumberOrNull(JsonObject attributes, string name) => attributes[name]?.GetValue<double>();
}
