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
        bool whole = axes is null && !keep;
        return operation switch
        {
            "sum" => [whole ? x[0].Sum() : x[0].Sum(axes ?? all, keep)],
            "mean" => [whole ? x[0].Mean() : x[0].Mean(axes ?? all, keep)],
            "max" => [whole ? x[0].Max() : x[0].Max(axes ?? all, keep)],
            "min" => [whole ? x[0].Min() : x[0].Min(axes ?? all, keep)],
            "prod" => [whole ? x[0].Product() : x[0].Product(axes ?? all, keep)],
            "logsumexp" => [whole ? x[0].LogSumExp() : x[0].LogSumExp(axes ?? all, keep)],
            "var" when axes is null => [x[0].Variance(keep, Number(attributes, "correction"))],
            "var" => [x[0].Variance(axes, keep, Number(attributes, "correction"))],
            "std" when axes is null => [x[0].StandardDeviation(keep, Number(attributes, "correction"))],
            "std" => [x[0].StandardDeviation(axes, keep, Number(attributes, "correction"))],
            "norm" => [whole ? x[0].Norm(Number(attributes, "ord")) : x[0].Norm(Number(attributes, "ord"), axes ?? all, keep)],
            "cumsum" => [x[0].CumulativeSum(Whole(attributes, "axis"))],
            "cumprod" => [x[0].CumulativeProduct(Whole(attributes, "axis"))],
            "argmax" => [Indices(x[0], attributes, keep, x[0].ArgMax, x[0].ArgMax)],
            "argmin" => [Indices(x[0], attributes, keep, x[0].ArgMin, x[0].ArgMin)],
            _ => null,
        };
    }

    // Indices as a constant of the reduced shape.
    private static Variable<T> Indices<T>(Variable<T> x, JsonObject attributes, bool keep, Func<int> ofAll, Func<int, int[]> along)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (attributes["axis"] is null)
        {
            return x.Tape.Constant(T.CreateChecked(ofAll()));
        }

        int axis = Whole(attributes, "axis");
        return x.Tape.Constant(Array.ConvertAll(along(axis), T.CreateChecked), x.Max(axis, keep).Shape);
    }
}
