using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

/// <summary>Random expression graphs over the whole catalog: up to twelve operations deep, with shared nodes and mixed shapes.</summary>
public class GraphProperties
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Gradient_equals_central_differences() => Check(nameof(Gradient_equals_central_differences), graph =>
    {
        Tape<double> tape = new();
        Gradients<double> gradients = graph.Apply(tape, out Variable<double>[] leaves).Gradients();
        Tape<double> other = new();
        double[][] expected = Evaluation.Differences(
            values =>
            {
                other.Reset();
                return graph.Apply(other, out _, values).Item();
            },
            graph.Values,
            1e-3);
        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            Near.Assert($"gradient of x{leaf}", expected[leaf], gradients[leaves[leaf]], Tolerance);
        }
    });

    [Fact]
    public void Recorded_sweep_equals_sweep_in_values() => Check(nameof(Recorded_sweep_equals_sweep_in_values), graph =>
    {
        Tape<double> tape = new();
        Variable<double> total = graph.Apply(tape, out Variable<double>[] leaves);
        Gradients<double> gradients = total.Gradients();
        Variable<double>[] recorded = total.Derivatives(leaves);
        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            Near.Assert($"derivative of x{leaf}", gradients[leaves[leaf]], recorded[leaf].Values, 1e-11);
        }
    });

    [Fact]
    public void Second_derivative_equals_differences_of_the_gradient() => Check(nameof(Second_derivative_equals_differences_of_the_gradient), graph =>
    {
        const double step = 1e-4;
        Tape<double> tape = new();
        Variable<double>[] recorded = graph.Apply(tape, out Variable<double>[] leaves).Derivatives(leaves);
        Variable<double> along = tape.Constant(0.0);
        foreach (Variable<double> derivative in recorded)
        {
            along += derivative.Sum();
        }

        if (!along.IsDifferentiable)
        {
            return;
        }

        Gradients<double> second = along.Gradients();
        Tape<double> other = new();
        double[][] At(double offset)
        {
            other.Reset();
            double[][] moved = [.. graph.Values.Select(leaf => Array.ConvertAll(leaf, value => value + offset))];
            Gradients<double> gradients = graph.Apply(other, out Variable<double>[] at, moved).Gradients();
            return [.. at.Select(leaf => gradients[leaf].ToArray())];
        }

        (double[][] above, double[][] below) = (At(step), At(-step));
        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            double[] expected = [.. above[leaf].Zip(below[leaf], (plus, minus) => (plus - minus) / (2.0 * step))];
            Near.Assert($"second derivative of x{leaf}", expected, second[leaves[leaf]], 1e-5);
        }
    });

    [Fact]
    public void Float_and_a_used_tape_agree_with_double() => Check(nameof(Float_and_a_used_tape_agree_with_double), graph =>
    {
        Tape<double> wide = new();
        Tape<float> narrow = new();
        Variable<double> expected = graph.Apply(wide, out Variable<double>[] leaves);
        Gradients<double> gradients = expected.Gradients();

        // Where a function is saturated, a slope such as 1 - y^2 is exact in float to some 1e-7 of 1, not of itself.
        double scale = Math.Max(1e-4, leaves.Max(leaf => gradients[leaf].ToArray().Select(Math.Abs).DefaultIfEmpty(0.0).Max()));
        for (int round = 0; round < 2; round++)
        {
            narrow.Reset();
            Variable<float> actual = graph.Apply(narrow, out Variable<float>[] narrowLeaves);
            Near.Assert("value", expected.Values, actual.Values, 1e-3);
            Gradients<float> narrowGradients = actual.Gradients();
            for (int leaf = 0; leaf < leaves.Length; leaf++)
            {
                Near.Assert($"gradient of x{leaf}", gradients[leaves[leaf]], narrowGradients[narrowLeaves[leaf]], 5e-3, scale);
            }
        }
    });

    [Fact]
    public void Deferred_operations_change_no_bit() => Check(nameof(Deferred_operations_change_no_bit), graph =>
    {
        static long[] Bits(Graph graph, int deferred)
        {
            Tape<double> tape = new() { DeferredLength = deferred };
            Variable<double> total = graph.Apply(tape, out Variable<double>[] leaves);
            Gradients<double> gradients = total.Gradients();
            Variable<double>[] recorded = total.Derivatives(leaves);
            IEnumerable<double> numbers = [total.Item(), .. leaves.SelectMany((leaf, index) =>
                (double[])[.. gradients[leaf], .. recorded[index].Values, .. total.Gradients(leaf)[leaf]])];
            return [.. numbers.Select(BitConverter.DoubleToInt64Bits)];
        }

        Assert.Equal(Bits(graph, int.MaxValue), Bits(graph, 1));
    });

    [Fact]
    public void Graphs_are_deep_share_nodes_and_use_every_row()
    {
        Graph[] graphs = [.. Enumerable.Range(0, 2000).Select(start => Graph.Generate(new Random(start), start % 100))];
        Assert.Contains(graphs, graph => DepthOf(graph) == Graph.GreatestDepth);
        Assert.All(graphs, graph => Assert.InRange(DepthOf(graph), 0, Graph.GreatestDepth));
        Assert.Contains(graphs, graph => graph.Steps.SelectMany(step => step.Operands).GroupBy(operand => operand).Any(uses => uses.Count() > 3));
        HashSet<Row> used = [.. graphs.SelectMany(graph => graph.Steps).Select(step => step.Row)];
        Assert.Empty(Catalog.Rows.Where(row => row.OperandsAreFree && !used.Contains(row)).Select(row => row.Name));
    }

    private static int DepthOf(Graph graph)
    {
        List<int> depths = [.. graph.Shapes.Select(_ => 0)];
        foreach (Step step in graph.Steps)
        {
            depths.Add(1 + step.Operands.Max(operand => depths[operand]));
        }

        return depths.Max();
    }

    private static void Check(string property, Action<Graph> body) =>
        Property.Check($"graphs: {property}", Graph.Generate, Graph.Shrink, body, 3 * Settings.Cases);
}
