using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? LinearAlgebra<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return operation switch
        {
            "matmul" => [x[0].MatMul(x[1])],
            _ => null,
        };
    }
}
