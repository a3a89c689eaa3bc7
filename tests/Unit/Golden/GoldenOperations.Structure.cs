using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? Structure<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return operation switch
        {
            "permute" => [x[0].Permute(Sizes(attributes, "perm")!)],
            "transpose" => [x[0].Transpose(Whole(attributes, "axis0"), Whole(attributes, "axis1"))],
            "reshape" => [x[0].Reshape(Sizes(attributes, "shape")!)],
            "broadcast_to" => [x[0].BroadcastTo(Sizes(attributes, "shape")!)],
            _ => null,
        };
    }
}
