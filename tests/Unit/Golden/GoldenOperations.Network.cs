using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? Network<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return operation switch
        {
            "softmax" => [x[0].Softmax(Whole(attributes, "axis"))],
            "log_softmax" => [x[0].LogSoftmax(Whole(attributes, "axis"))],
            _ => null,
        };
    }
}
