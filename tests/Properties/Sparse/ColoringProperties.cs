using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Sparse;

/// <summary>Random patterns: what is colored is recovered exactly from its products, and no color could be wrong.</summary>
public class ColoringProperties
{
    private const int Cases = 300;

    [Fact]
    public void Columns_recover_every_entry() => Check(nameof(Columns_recover_every_entry), isSymmetric: false, (pattern, matrix) =>
    {
        Coloring coloring = pattern.ColumnColoring;
        AssertRecovered(pattern, matrix, coloring, members => [.. Enumerable.Range(0, pattern.RowCount).Select(row => members.Sum(column => matrix[row, column]))]);
        Assert.True(coloring.Count >= Enumerable.Range(0, pattern.RowCount).Max(row => pattern.Row(row).Length));
    });

    [Fact]
    public void Rows_recover_every_entry() => Check(nameof(Rows_recover_every_entry), isSymmetric: false, (pattern, matrix) =>
        AssertRecovered(pattern, matrix, pattern.RowColoring, members => [.. Enumerable.Range(0, pattern.ColumnCount).Select(column => members.Sum(row => matrix[row, column]))]));

    [Fact]
    public void Stars_recover_every_entry_of_a_symmetric_matrix() => Check(nameof(Stars_recover_every_entry_of_a_symmetric_matrix), isSymmetric: true, (pattern, matrix) =>
    {
        Coloring coloring = pattern.SymmetricColoring;
        AssertRecovered(pattern, matrix, coloring, members => [.. Enumerable.Range(0, pattern.RowCount).Select(row => members.Sum(column => matrix[row, column]))]);
        AssertStars(pattern, coloring);
    });

    private static void Check(string name, bool isSymmetric, Action<SparsityPattern, double[,]> body) => Property.Check(
        name,
        (random, size) => Entries.Generate(random, Math.Min(size, 25), isSymmetric),
        entries => entries.Shrink(),
        entries => body(entries.Pattern(), entries.Matrix()),
        Cases);

    // Whole numbers below 2^20 add up exactly, so that a stray summand cannot hide.
    private static void AssertRecovered(SparsityPattern pattern, double[,] matrix, Coloring coloring, Func<int[], double[]> product)
    {
        double[] values = new double[pattern.NonZeroCount];
        values.AsSpan().Fill(double.NaN);
        for (int color = 0; color < coloring.Count; color++)
        {
            coloring.Read<double>(color, product(coloring.Members(color).ToArray()), values);
        }

        Assert.Equal(matrix.Cast<double>(), new SparseMatrix<double>(pattern, values).ToDense().Cast<double>());
    }

    // By the definition: neighbors differ, and of two colors no path has four columns.
    private static void AssertStars(SparsityPattern pattern, Coloring coloring)
    {
        int[] colors = new int[pattern.ColumnCount];
        for (int color = 0; color < coloring.Count; color++)
        {
            foreach (int column in coloring.Members(color))
            {
                colors[column] = color;
            }
        }

        for (int b = 0; b < colors.Length; b++)
        {
            foreach (int c in Neighbors(b))
            {
                Assert.NotEqual(colors[b], colors[c]);
                bool before = Neighbors(b).Any(a => a != c && colors[a] == colors[c]);
                bool after = Neighbors(c).Any(d => d != b && colors[d] == colors[b]);
                Assert.False(before && after, $"a path of two colors through columns {b} and {c}");
            }
        }

        IEnumerable<int> Neighbors(int column) => pattern.Row(column).ToArray().Where(other => other != column);
    }

    private sealed record Entries(int Rows, int Columns, (int Row, int Column)[] Places)
    {
        public static Entries Generate(Random random, int size, bool isSymmetric)
        {
            int rows = random.Next(1, size + 2);
            int columns = isSymmetric ? rows : random.Next(1, size + 2);
            (int, int)[] places = new (int, int)[random.Next(0, 1 + (rows * columns / random.Next(1, 8)))];
            for (int place = 0; place < places.Length; place++)
            {
                places[place] = (random.Next(rows), random.Next(columns));
            }

            return new(rows, columns, isSymmetric ? [.. places, .. places.Select(place => (place.Item2, place.Item1))] : places);
        }

        public SparsityPattern Pattern() =>
            new(Columns, [.. Enumerable.Range(0, Rows).Select(row => Places.Where(place => place.Row == row).Select(place => place.Column).ToArray())]);

        // Symmetric where the places are.
        public double[,] Matrix()
        {
            double[,] matrix = new double[Rows, Columns];
            foreach ((int row, int column) in Places)
            {
                matrix[row, column] = 1 + (Math.Min(row, column) * 1009 % 997) + (Math.Max(row, column) * 7919 % 10007);
            }

            return matrix;
        }

        public IEnumerable<Entries> Shrink() =>
            Places.Distinct().Select(left => this with { Places = [.. Places.Where(place => place != left && place != (left.Column, left.Row))] });
    }
}
