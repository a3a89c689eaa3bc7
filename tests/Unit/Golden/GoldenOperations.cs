using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

/// <summary>The operations of the reference data by their names and attributes there, a group of them in each file.</summary>
internal static partial class GoldenOperations
{
    /// <summary>The results of an operation; indices and masks come as variables that hold whole numbers.</summary>
    public static Variable<T>[] Apply<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(operation, attributes, x)
        ?? Reduction(operation, attributes, x)
        ?? Structure(operation, attributes, x)
        ?? LinearAlgebra(operation, attributes, x)
        ?? Network(operation, attributes, x)
        ?? throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a known operation.");

    private static int[]? Sizes(JsonObject attributes, string name) =>
        attributes[name] is JsonArray array ? [.. array.Select(size => size!.GetValue<int>())] : null;

    private static int Whole(JsonObject attributes, string name) => attributes[name]!.GetValue<int>();

    private static double Number(JsonObject attributes, string name) => attributes[name]!.GetValue<double>();

    private static bool Flag(JsonObject attributes, string name) => attributes[name]?.GetValue<bool>() ?? false;

    internal static int[] Indices<T>(Variable<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(x.ToArray(), int.CreateChecked);
}
