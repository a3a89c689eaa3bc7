using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>What the scalars of a recording depend on.</summary>
internal sealed unsafe class ScalarDependencies
{
    private readonly int[] _nodes;

    private ScalarDependencies(DependencyGraph graph, int[] nodes)
    {
        Graph = graph;
        _nodes = nodes;
    }

    /// <summary>The graph.</summary>
    public DependencyGraph Graph { get; }

    /// <summary>The dependencies of a recording that begins with the inputs; what other leaves it has are constants here.</summary>
    /// <param name="recorder">The recording.</param>
    /// <param name="inputCount">The number of inputs.</param>
    /// <param name="curvatures">How statements bend, if that is of interest.</param>
    public static ScalarDependencies Of<T>(ScalarRecorder<T> recorder, int inputCount, CurvatureLog? curvatures)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        DependencyGraph graph = new(inputCount);
        int[] nodes = new int[recorder.Count];
        nodes.AsSpan().Fill(DependencyGraph.Constant);
        for (int input = 0; input < inputCount; input++)
        {
            nodes[input + 1] = input;
        }

        foreach (ref readonly ScalarSegment<T> segment in recorder.Segments)
        {
            for (int index = segment.First; index < segment.End; index++)
            {
                ref readonly Statement<T> statement = ref segment.Origin[index];
                Curvature curvature = curvatures?[index] ?? Curvature.Any;
                nodes[index] = statement.A >= 0
                    ? graph.Add(curvature, nodes[statement.A], nodes[statement.B])
                    : graph.Add(curvature, [.. nodes.AsSpan((index + statement.A)..index), nodes[statement.B]]);
            }
        }

        return new(graph, nodes);
    }

    /// <summary>The node of a scalar.</summary>
    public int NodeOf<T>(Scalar<T> scalar)
        where T : unmanaged, IFloatingPointIeee754<T> => _nodes[(int)scalar.Place];
}
