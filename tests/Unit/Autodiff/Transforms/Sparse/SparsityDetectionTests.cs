using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

public sealed class SparsityDetectionTests
{
    private const int None = DependencyGraph.Constant;

    [Fact]
    public void A_Jacobian_has_the_inputs_below_each_result()
    {
        // y = (x0 x2, 4, x1, sin(x0 x2) + x1).
        DependencyGraph graph = new(4);
        int product = graph.Add(Curvature.Product, 0, 2);
        int sum = graph.Add(Curvature.Linear, graph.Add(Curvature.Any, product), 1);
        SparsityPattern pattern = SparsityDetection.Jacobian(graph, [product, None, 1, sum]);
        Assert.Equal([0, 2, 2, 3, 6], pattern.RowStarts);
        Assert.Equal([0, 2, 1, 0, 1, 2], pattern.Columns);
        Assert.Equal(4, pattern.ColumnCount);
    }

    [Fact]
    public void Statements_of_constants_are_constants()
    {
        DependencyGraph graph = new(1);
        Assert.Equal(None, graph.Add(Curvature.Any, None));
        Assert.Equal(None, graph.Add(Curvature.Product, None, None));
        Assert.Equal(1, graph.Count);
        Assert.Equal(0, SparsityDetection.Hessian(graph, None).NonZeroCount);
        Assert.Equal(0, SparsityDetection.Jacobian(graph, [None, None]).NonZeroCount);
    }

    [Fact]
    public void A_Hessian_has_the_pairs_that_bend()
    {
        Assert.Equal([[], [], []], Hessian(graph => graph.Add(Curvature.Linear, 0, 1)));
        Assert.Equal([[2], [], [0]], Hessian(graph => graph.Add(Curvature.Product, 0, 2)));
        Assert.Equal([[0], [], []], Hessian(graph => graph.Add(Curvature.Product, 0, 0)));
        Assert.Equal([[1], [0, 1], []], Hessian(graph => graph.Add(Curvature.Quotient, 0, 1)));
        Assert.Equal([[0, 1], [0, 1], []], Hessian(graph => graph.Add(Curvature.Any, 1, 0)));

        // With a constant: 3 x0, x0 / 3, 3 / x0, pow(x0, 3).
        Assert.Equal([[], [], []], Hessian(graph => graph.Add(Curvature.Product, None, 0)));
        Assert.Equal([[], [], []], Hessian(graph => graph.Add(Curvature.Quotient, 0, None)));
        Assert.Equal([[0], [], []], Hessian(graph => graph.Add(Curvature.Quotient, None, 0)));
        Assert.Equal([[0], [], []], Hessian(graph => graph.Add(Curvature.Any, 0, None)));
    }

    [Fact]
    public void Sums_below_what_bends_count_with_all_their_terms()
    {
        // exp(x0 - x1) x2 and, beside it, what does not reach the result.
        int[][] rows = Hessian(graph =>
        {
            int difference = graph.Add(Curvature.Linear, 0, 1);
            graph.Add(Curvature.Any, 2);
            return graph.Add(Curvature.Product, graph.Add(Curvature.Any, difference), 2);
        });
        Assert.Equal([[0, 1, 2], [0, 1, 2], [0, 1]], rows);
    }

    /// <summary>sum over i of 100 (x(i+1) - x(i)^2)^2 + (1 - x(i))^2 is tridiagonal, and its running sum of 20,000 terms costs no more than they do.</summary>
    [Fact]
    public void Rosenbrock_is_tridiagonal_and_long_sums_are_cheap()
    {
        const int Size = 20_000;
        DependencyGraph graph = new(Size);
        int sum = None;
        for (int index = 0; index + 1 < Size; index++)
        {
            int valley = graph.Add(Curvature.Linear, index + 1, graph.Add(Curvature.Product, index, index));
            int side = graph.Add(Curvature.Linear, None, index);
            int term = graph.Add(Curvature.Linear, graph.Add(Curvature.Product, graph.Add(Curvature.Product, None, valley), valley), graph.Add(Curvature.Product, side, side));
            sum = graph.Add(Curvature.Linear, sum, term);
        }

        SparsityPattern pattern = SparsityDetection.Hessian(graph, sum);
        Assert.Equal(Patterns.Tridiagonal(Size).Columns, pattern.Columns);
        Assert.Equal(3, pattern.SymmetricColoring.Count);
        Assert.Equal(Size, SparsityDetection.Jacobian(graph, [sum]).NonZeroCount);
    }

    /// <summary>What many statements do with the same inputs is done once: 200,000 statements on 300 inputs.</summary>
    [Fact]
    public void A_long_loop_over_the_same_inputs_is_cheap()
    {
        DependencyGraph graph = new(300);
        int state = graph.Add(Curvature.Linear, [.. Enumerable.Range(0, 300)]);
        for (int step = 0; step < 100_000; step++)
        {
            state = graph.Add(Curvature.Product, graph.Add(Curvature.Any, state), state);
        }

        Assert.Equal(90_000, SparsityDetection.Hessian(graph, state).NonZeroCount);
        Assert.Equal(300, SparsityDetection.Jacobian(graph, [state]).NonZeroCount);
    }

    private static int[][] Hessian(Func<DependencyGraph, int> record)
    {
        DependencyGraph graph = new(3);
        SparsityPattern pattern = SparsityDetection.Hessian(graph, record(graph));
        Assert.True(pattern.IsSymmetric());
        return [.. Enumerable.Range(0, 3).Select(row => pattern.Row(row).ToArray())];
    }
}
