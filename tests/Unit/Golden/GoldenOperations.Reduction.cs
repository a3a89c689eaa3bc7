using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? Reduction<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool keep = Flag(attributes, "keepdim");
        int[]? axes = Sizes(attributes, "axes");
        int[] all = [.. Enumerable.Range(0, x[0].Shape.Rank)];
        return operation switch
        {
            "sum" => [axes is null && !keep ? x[0].Sum() : x[0].Sum(axes ?? all, keep)],
            "mean" => [axes is null && !keep ? x[0].Mean() : x[0].Mean(axes ?? all, keep)],
            "max" => [axes is null && !keep ? x[0].Max() : x[0].Max(axes ?? all, keep)],
            "logsumexp" => [LogSumExp(x[0], axes ?? all, keep)],
            _ => null,
        };
    }

    // Over several axes: one after the other, the last axis first so that the others keep their places.
    private static Variable<T> LogSumExp<T>(Variable<T> x, int[] axes, bool keep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int axis in axes.Select(axis => axis < 0 ? axis + x.Shape.Rank : axis).OrderDescending().ToArray())
        {
            x = x.LogSumExp(axis, keep);
        }

        return x;
    }
}
