using System.Runtime.InteropServices;

namespace AutoGrad.Autodiff;

/// <summary>
/// The patterns of Jacobian and Hessian from what depends on what: never too few entries, whatever the numbers at hand. The set of inputs that
/// a node depends on is only kept where it is needed more than once, so that a long sum costs no more than its terms.
/// </summary>
internal sealed class SparsityDetection
{
    private readonly DependencyGraph _graph;
    private readonly IndexSets _sets;
    private readonly bool[] _isKept;
    private readonly int[] _setOf;
    private readonly Stack<int> _open = [];
    private readonly List<int> _found = [];

    private SparsityDetection(DependencyGraph graph, bool[] isKept)
    {
        _graph = graph;
        _isKept = isKept;
        _sets = new(graph.InputCount);
        _setOf = new int[graph.Count];
        for (int node = 0; node < graph.Count; node++)
        {
            if (node < graph.InputCount)
            {
                (isKept[node], _setOf[node]) = (true, _sets.Of(node));
            }
            else if (isKept[node])
            {
                _setOf[node] = Collect(graph.Operands(node));
            }
        }
    }

    /// <summary>The pattern of the Jacobian: row i holds the inputs that result i depends on.</summary>
    /// <param name="graph">What depends on what.</param>
    /// <param name="results">The node of each result, or <see cref="DependencyGraph.Constant"/>.</param>
    public static SparsityPattern Jacobian(DependencyGraph graph, ReadOnlySpan<int> results)
    {
        byte[] uses = new byte[graph.Count];
        foreach (int result in results)
        {
            if (result != DependencyGraph.Constant)
            {
                uses[result] = 2;
            }
        }

        for (int node = graph.Count - 1; node >= graph.InputCount; node--)
        {
            if (uses[node] > 0)
            {
                CountUses(graph.Operands(node), uses);
            }
        }

        SparsityDetection detection = new(graph, Array.ConvertAll(uses, count => count > 1));
        PatternRows rows = new(results.Length);
        foreach (int result in results)
        {
            rows.Add(result == DependencyGraph.Constant ? [] : detection._sets[detection._setOf[result]]);
        }

        return rows.Pattern(graph.InputCount);
    }

    /// <summary>
    /// The pattern of the Hessian: (i, j) is an entry if a statement on the way to the result bends, with i below one of its operands and j
    /// below that operand or another, as the statement's <see cref="Curvature"/> has it.
    /// </summary>
    /// <param name="graph">What depends on what.</param>
    /// <param name="result">The node of the result, or <see cref="DependencyGraph.Constant"/>.</param>
    public static SparsityPattern Hessian(DependencyGraph graph, int result)
    {
        bool[] isActive = new bool[graph.Count];
        byte[] uses = new byte[graph.Count];
        if (result != DependencyGraph.Constant)
        {
            isActive[result] = true;
        }

        for (int node = graph.Count - 1; node >= graph.InputCount; node--)
        {
            if (!isActive[node])
            {
                continue;
            }

            bool isLinear = graph.CurvatureOf(node) == Curvature.Linear;
            foreach (int operand in graph.Operands(node))
            {
                isActive[operand] = true;
                uses[operand] = isLinear ? uses[operand] : (byte)2;
            }

            if (isLinear && uses[node] > 0)
            {
                CountUses(graph.Operands(node), uses);
            }
        }

        return new SparsityDetection(graph, Array.ConvertAll(uses, count => count > 1)).Hessian(isActive);
    }

    // None, one, or more.
    private static void CountUses(ReadOnlySpan<int> operands, byte[] uses)
    {
        foreach (int operand in operands)
        {
            uses[operand] = (byte)Math.Min(2, uses[operand] + 1);
        }
    }

    private SparsityPattern Hessian(bool[] isActive)
    {
        HashSet<(int, int)> pairs = [];
        for (int node = _graph.InputCount; node < isActive.Length; node++)
        {
            if (isActive[node])
            {
                AddPairs(node, pairs);
            }
        }

        List<int>[] setsOfRow = [.. Enumerable.Range(0, _graph.InputCount).Select(_ => new List<int>())];
        foreach ((int left, int right) in pairs)
        {
            AddToRows(setsOfRow, left, right);
            if (left != right)
            {
                AddToRows(setsOfRow, right, left);
            }
        }

        PatternRows rows = new(setsOfRow.Length);
        foreach (List<int> sets in setsOfRow)
        {
            rows.Add(_sets.Members(CollectionsMarshal.AsSpan(sets)));
        }

        return rows.Pattern(_graph.InputCount);
    }

    private void AddPairs(int node, HashSet<(int, int)> pairs)
    {
        ReadOnlySpan<int> operands = _graph.Operands(node);
        switch (_graph.CurvatureOf(node))
        {
            case Curvature.Product:
                pairs.Add((_setOf[operands[0]], _setOf[operands[1]]));
                break;
            case Curvature.Quotient:
                pairs.Add((_setOf[operands[0]], _setOf[operands[1]]));
                pairs.Add((_setOf[operands[1]], _setOf[operands[1]]));
                break;
            case Curvature.Any:
                int all = Collect(operands);
                pairs.Add((all, all));
                break;
        }
    }

    private void AddToRows(List<int>[] setsOfRow, int rows, int columns)
    {
        foreach (int row in _sets[rows])
        {
            setsOfRow[row].Add(columns);
        }
    }

    // The inputs below these nodes: the kept sets, through what is not kept.
    private int Collect(ReadOnlySpan<int> nodes)
    {
        _found.Clear();
        foreach (int start in nodes)
        {
            _open.Push(start);
            while (_open.TryPop(out int node))
            {
                if (_isKept[node])
                {
                    _found.Add(_setOf[node]);
                    continue;
                }

                foreach (int operand in _graph.Operands(node))
                {
                    _open.Push(operand);
                }
            }
        }

        return _sets.Union(CollectionsMarshal.AsSpan(_found));
    }

    // The rows of a pattern, one after the other.
    private sealed class PatternRows(int rowCount)
    {
        private readonly int[] _starts = new int[rowCount + 1];
        private readonly List<int> _columns = [];
        private int _row;

        public void Add(ReadOnlySpan<int> columns)
        {
            _columns.AddRange(columns);
            _starts[++_row] = _columns.Count;
        }

        public SparsityPattern Pattern(int columnCount) => SparsityPattern.OfSorted(columnCount, _starts, [.. _columns]);
    }
}
