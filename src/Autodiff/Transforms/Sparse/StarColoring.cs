namespace AutoGrad.Autodiff;

/// <summary>
/// Colors the columns of a symmetric matrix so that neighbors differ and every path over four columns has three colors at least. Then each
/// entry stands alone in some product, or its mirror image does. The columns of two colors form stars, and these are kept track of here by how often
/// each color occurs around a column. Time: entries times colors.
/// Source: A. H. Gebremedhin, A. Tarafdar, F. Manne, A. Pothen, New acyclic and star coloring algorithms with application to computing Hessians,
/// SIAM Journal on Scientific Computing 29 (2007).
/// </summary>
internal sealed class StarColoring
{
    private readonly SparsityPattern _pattern;
    private readonly int[] _colors;
    private readonly int[] _takenFor;
    private readonly int[] _seenFrom;
    private readonly int[] _seen;
    private readonly int[] _around;
    private readonly Surrounding[] _surroundings;

    private StarColoring(SparsityPattern pattern)
    {
        int count = pattern.ColumnCount;
        _pattern = pattern;
        _around = new int[count];
        _seen = new int[count];
        _surroundings = new Surrounding[pattern.NonZeroCount];
        (_colors, _takenFor, _seenFrom) = (new int[count], new int[count], new int[count]);
        _colors.AsSpan().Fill(-1);
        _takenFor.AsSpan().Fill(-1);
        _seenFrom.AsSpan().Fill(-1);
    }

    /// <summary>The color of each column; -1 for a column without entries.</summary>
    public static int[] Columns(SparsityPattern pattern)
    {
        long[] neighbors = new long[pattern.ColumnCount];
        bool isDiagonal = true;
        for (int column = 0; column < neighbors.Length; column++)
        {
            neighbors[column] = pattern.Row(column).Length;
            isDiagonal &= pattern.Row(column).Length <= 1;
        }

        return GreedyColoring.Fewest(neighbors, isDiagonal ? 1 : 2, order => new StarColoring(pattern).InOrder(order));
    }

    private int[] InOrder(int[] order)
    {
        foreach (int column in order)
        {
            if (!_pattern.Row(column).IsEmpty)
            {
                TakeColors(column);
                _colors[column] = GreedyColoring.Free(_takenFor, column);
                CountAround(column);
            }
        }

        return _colors;
    }

    // Colors that would make a neighbor alike, or a path over four columns of two colors only.
    private void TakeColors(int column)
    {
        foreach (int neighbor in _pattern.Row(column))
        {
            int color = _colors[neighbor];
            if (color < 0)
            {
                continue;
            }

            _takenFor[color] = column;
            if (_seenFrom[color] == column)
            {
                // column - neighbor - x with another neighbor of this color: x must differ from column.
                TakeAround(_seen[color], column, onlySpokes: false);
                TakeAround(neighbor, column, onlySpokes: false);
            }
            else
            {
                // column - neighbor - hub - y, where y has the color of neighbor: hub must differ from column.
                (_seenFrom[color], _seen[color]) = (column, neighbor);
                TakeAround(neighbor, column, onlySpokes: true);
            }
        }
    }

    private void TakeAround(int neighbor, int column, bool onlySpokes)
    {
        foreach (ref readonly Surrounding around in Around(neighbor))
        {
            if (!onlySpokes || around.IsSpoke)
            {
                _takenFor[around.Color] = column;
            }
        }
    }

    private void CountAround(int column)
    {
        int color = _colors[column];
        foreach (int neighbor in _pattern.Row(column))
        {
            if (neighbor != column && _colors[neighbor] >= 0)
            {
                Count(column, _colors[neighbor], neighbor);
                Count(neighbor, color, column);
            }
        }

        foreach (int neighbor in _pattern.Row(column))
        {
            if (neighbor != column && _colors[neighbor] >= 0)
            {
                ref Surrounding atNeighbor = ref Find(neighbor, color);
                ref Surrounding here = ref Find(column, _colors[neighbor]);
                here.IsSpoke |= atNeighbor.Count > 1;
                atNeighbor.IsSpoke |= here.Count > 1;
                if (atNeighbor.Count == 2)
                {
                    Find(atNeighbor.First, _colors[neighbor]).IsSpoke = true;
                }
            }
        }
    }

    private void Count(int column, int color, int neighbor)
    {
        ref Surrounding around = ref Find(column, color);
        if (around.Count++ == 0)
        {
            (around.Color, around.First) = (color, neighbor);
            _around[column]++;
        }
    }

    // A column has no more colors around it than entries, so that what stands behind its last one is its own and empty.
    private ref Surrounding Find(int column, int color)
    {
        int place = _pattern.RowStarts[column];
        int end = place + _around[column];
        while (place < end && _surroundings[place].Color != color)
        {
            place++;
        }

        return ref _surroundings[place];
    }

    private ReadOnlySpan<Surrounding> Around(int column) => _surroundings.AsSpan(_pattern.RowStarts[column], _around[column]);

    /// <summary>The neighbors of one color that a column has.</summary>
    private struct Surrounding
    {
        public int Color;
        public int Count;
        public int First;

        /// <summary>Whether the one neighbor of this color is the center of a star: it has another neighbor of the column's color.</summary>
        public bool IsSpoke;
    }
}
