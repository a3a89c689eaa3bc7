namespace AutoGrad.Viz;

/// <summary>Numbers over a rectangle: z[row, column] belongs to (xs[column], ys[row]).</summary>
public sealed class Grid
{
    /// <summary>The numbers z over the columns at <paramref name="xs"/> and the rows at <paramref name="ys"/>.</summary>
    /// <exception cref="ArgumentException">z is not as many rows as ys and columns as xs.</exception>
    public Grid(IReadOnlyList<double> xs, IReadOnlyList<double> ys, double[,] z)
    {
        if (z.GetLength(0) != ys.Count || z.GetLength(1) != xs.Count)
        {
            throw Refuse.Argument(
                nameof(Grid), nameof(z), $"z is {z.GetLength(0)} x {z.GetLength(1)}, but there are {ys.Count} rows (ys) and {xs.Count} columns (xs)");
        }

        Xs = [.. xs];
        Ys = [.. ys];
        Z = (double[,])z.Clone();
    }

    /// <summary>Where the columns are.</summary>
    public IReadOnlyList<double> Xs { get; }

    /// <summary>Where the rows are.</summary>
    public IReadOnlyList<double> Ys { get; }

    /// <summary>The numbers, a row for each of <see cref="Ys"/>.</summary>
    internal double[,] Z { get; }

    /// <summary>The grid of a function's values f(x, y).</summary>
    public static Grid Of(IReadOnlyList<double> xs, IReadOnlyList<double> ys, Func<double, double, double> f)
    {
        double[,] z = new double[ys.Count, xs.Count];
        for (int row = 0; row < ys.Count; row++)
        {
            for (int column = 0; column < xs.Count; column++)
            {
                z[row, column] = f(xs[column], ys[row]);
            }
        }

        return new Grid(xs, ys, z);
    }

    /// <summary><paramref name="count"/> numbers from <paramref name="low"/> to <paramref name="high"/>, both included, evenly apart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two.</exception>
    public static double[] Evenly(double low, double high, int count)
    {
        Refuse.Below("Grid.Evenly", nameof(count), count, 2);
        return [.. Enumerable.Range(0, count).Select(i => ((low * (count - 1 - i)) + (high * i)) / (count - 1))];
    }
}
