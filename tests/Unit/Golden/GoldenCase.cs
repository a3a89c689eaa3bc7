using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace AutoGrad.Tests.Unit.Golden;

/// <summary>An array of the reference data.</summary>
internal sealed record GoldenTensor(int[] Shape, double[] Data)
{
    public static GoldenTensor? Read(JsonNode? node) => node is null
        ? null
        : new([.. node["shape"]!.AsArray().Select(size => size!.GetValue<int>())], [.. node["data"]!.AsArray().Select(Number)]);

    // JSON has no NaN and no infinities: they are strings there. Booleans count as 0 and 1.
    private static double Number(JsonNode? node) => node!.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture),
        System.Text.Json.JsonValueKind.True => 1.0,
        System.Text.Json.JsonValueKind.False => 0.0,
        _ => node.GetValue<double>(),
    };
}

/// <summary>One case of the reference data: operands, the result and the gradients for a seed, and how exact they have to be.</summary>
internal sealed record GoldenCase(
    string Id,
    string Operation,
    JsonObject Attributes,
    GoldenTensor[] Inputs,
    int[]? Arguments,
    GoldenTensor[] Outputs,
    GoldenTensor?[] Seeds,
    GoldenTensor?[] Gradients,
    GoldenTensor?[][] Alternatives,
    JsonNode? Skip,
    double Relative,
    double Absolute,
    bool IsSingle,
    bool IsOptional)
{
    public int[] SkippedInOutput => Indices(Skip?["output"]);

    /// <summary>The result of a case that has one.</summary>
    public GoldenTensor Output => Outputs[0];

    /// <summary>The seed of a case that has one result; null where there is nothing to differentiate.</summary>
    public GoldenTensor? Seed => Seeds[0];

    public static GoldenCase[] Read(string file)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)))!;
        JsonNode defaults = root["defaults"]!;
        return [.. root["cases"]!.AsArray().Select(node => new GoldenCase(
            node!["id"]!.GetValue<string>(),
            node["op"]!.GetValue<string>(),
            node["attrs"]!.AsObject(),
            [.. node["inputs"]!.AsArray().Select(input => GoldenTensor.Read(input)!)],
            node["args"] is { } order ? Indices(order) : null,
            node["outputs"] is { } outputs ? [.. Tensors(outputs).Select(output => output!)] : [GoldenTensor.Read(node["output"])!],
            node["grad_outputs"] is { } seeds ? Tensors(seeds) : [GoldenTensor.Read(node["grad_output"])],
            Tensors(node["grads"]),
            [.. (node["alternatives"]?.AsArray() ?? []).Select(each => Tensors(each!["grads"]))],
            node["skip"],
            (node["rtol"] ?? defaults["rtol"])!.GetValue<double>(),
            (node["atol"] ?? defaults["atol"])!.GetValue<double>(),
            node["dtype"]?.GetValue<string>() == "float32",
            node["optional"] is not null))];
    }

    public int[] SkippedInGradient(int input) => Indices(Skip?["grads"]?[input]);

    public bool AgreesWith<T>(GoldenTensor?[] gradients, T[][] actual)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int input = 0; input < actual.Length; input++)
        {
            if (gradients[input] is { } expected && FirstDifference(expected.Data, actual[input], SkippedInGradient(input)) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    public void AssertEqual<T>(string what, double[] expected, T[] actual, int[] skipped)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        int at = FirstDifference(expected, actual, skipped);
        if (at >= 0)
        {
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{Id}, {what}, entry {at}: {actual[at]} instead of {expected[at]:R}"));
        }
    }

    private static int[] Indices(JsonNode? node) => node is JsonArray array ? [.. array.Select(index => index!.GetValue<int>())] : [];

    private static GoldenTensor?[] Tensors(JsonNode? node) => node is JsonArray array ? [.. array.Select(GoldenTensor.Read)] : [];

    private int FirstDifference<T>(double[] expected, T[] actual, int[] skipped)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int index = 0; index < expected.Length; index++)
        {
            double got = double.CreateTruncating(actual[index]);
            double want = expected[index];
            bool equal = double.IsNaN(want) ? double.IsNaN(got)
                : double.IsInfinity(want) ? got == want
                : Math.Abs(got - want) <= Absolute + (Relative * Math.Abs(want));
            if (!equal && !skipped.Contains(index))
            {
                return index;
            }
        }

        return -1;
    }
}
