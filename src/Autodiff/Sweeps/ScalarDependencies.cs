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
    /// <param name="tape">The tape.</param>
    /// <param name="inputCount">The number of inputs.</param>
    /// <param name="curvatures">How statements bend, if that is of interest.</param>
    public static ScalarDependencies Of<T>(Tape<T> tape, int inputCount, CurvatureLog? curvatures)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tape.NewestRead >= 0)
        {
            throw new RecordingException("The sparsity pattern is found for scalar code, and the function reads scalars from a variable. Give the pattern.");
        }

        DependencyGraph graph = new(inputCount);
        int[] nodes = new int[tape.ScalarRecorder.Count];
        nodes.AsSpan().Fill(DependencyGraph.Constant);
        for (int input = 0; input < inputCount; input++)
        {
            nodes[input + 1] = input;
        }

        foreach (ref readonly ScalarSegment<T> segment in tape.ScalarRecorder.Segments)
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
