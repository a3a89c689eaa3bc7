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
            "slice" => [x[0][SliceIndices(attributes)]],
            "select" => [x[0].Select(Whole(attributes, "axis"), Whole(attributes, "index"))],
            "concat" => [x[0].Tape.Concat(x, Whole(attributes, "axis"))],
            "stack" => [x[0].Tape.Stack(x, Whole(attributes, "axis"))],
            "split" => x[0].Split(Sizes(attributes, "sizes")!, Whole(attributes, "axis")),
            "gather" => [x[0].Gather(Whole(attributes, "axis"), Indices(x[1]), x[1].Shape)],
            "index_select" => [x[0].IndexSelect(Whole(attributes, "axis"), Indices(x[1]))],
            "embedding" => [x[0].Embedding(Indices(x[1]), x[1].Shape)],
            "one_hot" => [x[0].Tape.OneHot(Indices(x[0]), x[0].Shape, Whole(attributes, "num_classes"))],
            "pad" => [Pad(attributes, x[0])],
            "flip" => [x[0].Flip(Sizes(attributes, "axes")!)],
            "tile" => [x[0].Tile(Sizes(attributes, "repeats")!)],
            "repeat_interleave" => [x[0].RepeatInterleave(Whole(attributes, "repeats"), Whole(attributes, "axis"))],
            "unsqueeze" => [x[0].Unsqueeze(Whole(attributes, "axis"))],
            "squeeze" => [attributes["axis"] is null ? x[0].Squeeze() : x[0].Squeeze(Whole(attributes, "axis"))],
            _ => null,
        };
    }

    private static AxisIndex[] SliceIndices(JsonObject attributes)
    {
        int?[] Places(string name) => [.. attributes[name]!.AsArray().Select(place => place?.GetValue<int>())];
        int?[] stops = Places("stops");
        int[] steps = Sizes(attributes, "steps")!;
        return [.. Places("starts").Select((start, axis) => AxisIndex.Range(start, stops[axis], steps[axis]))];
    }

    private static Variable<T> Pad<T>(JsonObject attributes, Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[][] pads = [.. attributes["pads"]!.AsArray().Select(pair => pair!.AsArray().Select(each => each!.GetValue<int>()).ToArray())];
        return x.Pad([.. pads.Select(pair => pair[0])], [.. pads.Select(pair => pair[1])], Number(attributes, "value"));
    }
}
