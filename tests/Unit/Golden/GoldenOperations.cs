using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

/// <summary>The operations of the reference data by their names and attributes there.</summary>
internal static class GoldenOperations
{
    private static readonly HashSet<string> _known =
    [
        "add", "sub", "mul", "div", "maximum", "minimum", "pow", "pow_const", "neg", "exp", "log", "log1p", "expm1", "sqrt", "square", "abs", "tanh",
        "sigmoid", "softplus", "relu", "leaky_relu", "sum", "mean", "max", "logsumexp", "softmax", "log_softmax", "matmul", "permute", "transpose",
        "reshape", "broadcast_to",
    ];

    public static bool Knows(string operation) => _known.Contains(operation);

    public static Variable<T> Apply<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[]? Sizes(string name) => attributes[name] is JsonArray array ? [.. array.Select(size => size!.GetValue<int>())] : null;
        int Whole(string name) => attributes[name]!.GetValue<int>();
        double Number(string name) => attributes[name]!.GetValue<double>();
        bool keep = attributes["keepdim"]?.GetValue<bool>() ?? false;
        int[]? axes = Sizes("axes");
        int[] all = [.. Enumerable.Range(0, x[0].Shape.Rank)];
        return operation switch
        {
            "add" => x[0] + x[1],
            "sub" => x[0] - x[1],
            "mul" => x[0] * x[1],
            "div" => x[0] / x[1],
            "maximum" => x[0].Maximum(x[1]),
            "minimum" => x[0].Minimum(x[1]),
            "pow" => x[0].Pow(x[1]),
            "pow_const" => x[0].Pow(Number("exponent")),
            "neg" => -x[0],
            "exp" => x[0].Exp(),
            "log" => x[0].Log(),
            "log1p" => x[0].LogP1(),
            "expm1" => x[0].ExpM1(),
            "sqrt" => x[0].Sqrt(),
            "square" => x[0].Square(),
            "abs" => x[0].Abs(),
            "tanh" => x[0].Tanh(),
            "sigmoid" => x[0].Sigmoid(),
            "softplus" => x[0].Softplus(),
            "relu" => x[0].Relu(),
            "leaky_relu" => x[0].LeakyRelu(Number("negative_slope")),
            "sum" => axes is null && !keep ? x[0].Sum() : x[0].Sum(axes ?? all, keep),
            "mean" => axes is null && !keep ? x[0].Mean() : x[0].Mean(axes ?? all, keep),
            "max" => axes is null && !keep ? x[0].Max() : x[0].Max(axes ?? all, keep),
            "logsumexp" => LogSumExp(x[0], axes ?? all, keep),
            "softmax" => x[0].Softmax(Whole("axis")),
            "log_softmax" => x[0].LogSoftmax(Whole("axis")),
            "matmul" => x[0].MatMul(x[1]),
            "permute" => x[0].Permute(Sizes("perm")!),
            "transpose" => x[0].Transpose(Whole("axis0"), Whole("axis1")),
            "reshape" => x[0].Reshape(Sizes("shape")!),
            "broadcast_to" => x[0].BroadcastTo(Sizes("shape")!),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a known operation."),
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
