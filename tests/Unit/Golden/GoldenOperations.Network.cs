using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? Network<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Operand<T>? second = x.Length > 1 ? x[1] : null;
        Operand<T>? third = x.Length > 2 ? x[2] : null;
        return operation switch
        {
            "softmax" => [x[0].Softmax(Whole(attributes, "axis"))],
            "log_softmax" => [x[0].LogSoftmax(Whole(attributes, "axis"))],
            "conv2d" => [x[0].Convolve2d(
                x[1], third, Pair(attributes, "stride"), Pair(attributes, "padding"), Pair(attributes, "dilation"), Whole(attributes, "groups"))],
            "max_pool2d" => [x[0].MaxPool2d(Pair(attributes, "kernel"), Pair(attributes, "stride"), Pair(attributes, "padding"))],
            "avg_pool2d" => [x[0].AveragePool2d(
                Pair(attributes, "kernel"), Pair(attributes, "stride"), Pair(attributes, "padding"), Flag(attributes, "count_include_pad"))],
            "layer_norm" => [x[0].LayerNorm(second, third, Sizes(attributes, "normalized_shape")!.Length, Number(attributes, "eps"))],
            "batch_norm" => [x[0].BatchNorm(second, third, Number(attributes, "eps"))],
            _ => null,
        };
    }

    private static Extent2d Pair(JsonObject attributes, string name) => Sizes(attributes, name) is [int height, int width]
        ? (height, width)
        : throw new FormatException($"{name} is no pair.");
}
