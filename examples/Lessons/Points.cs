using AutoGrad.Viz;

namespace AutoGrad.Lessons;

/// <summary>Labelled points of the plane: the data that can be drawn.</summary>
/// <param name="Inputs">x1 and x2 of each point, row by row.</param>
/// <param name="Labels">The class of each point, from 0 on.</param>
public sealed record Points(double[] Inputs, int[] Labels)
{
    /// <summary>How many points there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The classes as numbers, for a loss.</summary>
    public double[] Targets => [.. Labels.Select(label => (double)label)];

    /// <summary>A class of normally distributed points around each centre, with a spread of its own; the classes take turns.</summary>
    /// <param name="random">Where the points come from.</param>
    /// <param name="count">How many points there are in all.</param>
    /// <param name="clouds">Centre and standard deviation of each class.</param>
    public static Points Clouds(Random random, int count, params (double X, double Y, double Spread)[] clouds)
    {
        double[] inputs = new double[2 * count];
        int[] labels = new int[count];
        for (int point = 0; point < count; point++)
        {
            labels[point] = point % clouds.Length;
            (double x, double y, double spread) = clouds[labels[point]];
            inputs[2 * point] = x + (spread * random.NextNormal());
            inputs[(2 * point) + 1] = y + (spread * random.NextNormal());
        }

        return new Points(inputs, labels);
    }

    /// <summary>Points of the square [-1, 1] x [-1, 1]: class 1 above a random line, class 0 below it, and a strip along it that is empty.</summary>
    /// <param name="random">Where the line and the points come from.</param>
    /// <param name="count">How many points there are in all.</param>
    /// <param name="margin">How far from the line every point is at least.</param>
    public static Points Separable(Random random, int count, double margin)
    {
        double angle = Math.PI * ((0.2 * random.NextDouble()) + 0.15);
        double offset = (0.4 * random.NextDouble()) - 0.2;
        List<double> inputs = [];
        List<int> labels = [];
        while (labels.Count < count)
        {
            (double x, double y) = ((2.0 * random.NextDouble()) - 1.0, (2.0 * random.NextDouble()) - 1.0);
            double distance = (Math.Cos(angle) * x) + (Math.Sin(angle) * y) - offset;
            if (Math.Abs(distance) >= margin)
            {
                inputs.AddRange([x, y]);
                labels.Add(distance > 0.0 ? 1 : 0);
            }
        }

        return new Points([.. inputs], [.. labels]);
    }

    /// <summary>Two half circles that reach into each other: class 0 above, class 1 below and to the right.</summary>
    /// <param name="random">Where the points come from.</param>
    /// <param name="count">How many points there are in all.</param>
    /// <param name="noise">The standard deviation of what is added to each coordinate.</param>
    public static Points Moons(Random random, int count, double noise)
    {
        double[] inputs = new double[2 * count];
        int[] labels = new int[count];
        for (int point = 0; point < count; point++)
        {
            labels[point] = point % 2;
            double angle = Math.PI * random.NextDouble();
            (double x, double y) = labels[point] == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1.0 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            inputs[2 * point] = x + (noise * random.NextNormal());
            inputs[(2 * point) + 1] = y + (noise * random.NextNormal());
        }

        return new Points(inputs, labels);
    }

    /// <summary>The classes as a scatter plot takes them.</summary>
    public Series[] Series => [.. Labels.Distinct().Order().Select(label => new Series($"class {label}", X(label), Y(label)))];

    /// <summary>x1 of the points of a class.</summary>
    public double[] X(int label) => Coordinates(label, 0);

    /// <summary>x2 of the points of a class.</summary>
    public double[] Y(int label) => Coordinates(label, 1);

    /// <summary>A classifier's z over the plane around the points; where it is 0 lies the boundary.</summary>
    /// <param name="z">z at (x1, x2).</param>
    public Grid Plane(Func<double, double, double> z)
    {
        const int Steps = 81;
        return Grid.Of(Range(0, Steps), Range(1, Steps), z);
    }

    /// <summary>The same for a function of many points at once, such as <c>x => model.Predict(x, [x.Length / 2, 2])</c>.</summary>
    /// <param name="z">z of points that stand row by row.</param>
    public Grid Plane(Func<double[], double[]> z)
    {
        List<double> inputs = [];
        _ = Plane((x1, x2) =>
        {
            inputs.AddRange([x1, x2]);
            return 0.0;
        });
        int next = 0;
        double[] values = z([.. inputs]);
        return Plane((_, _) => values[next++]);
    }

    /// <summary>The line w1 x1 + w2 x2 + b = 0 across the plane around the points.</summary>
    public Series Line(string name, double w1, double w2, double b)
    {
        if (Math.Abs(w2) >= Math.Abs(w1))
        {
            double[] across = Range(0, 2);
            return new Series(name, across, Array.ConvertAll(across, x1 => -((w1 * x1) + b) / w2)) { Style = SeriesStyle.Line };
        }

        double[] up = Range(1, 2);
        return new Series(name, Array.ConvertAll(up, x2 => -((w2 * x2) + b) / w1), up) { Style = SeriesStyle.Line };
    }

    private double[] Range(int axis, int steps)
    {
        double[] all = [.. Enumerable.Range(0, Count).Select(point => Inputs[(2 * point) + axis])];
        double margin = 0.15 * (all.Max() - all.Min());
        return Grid.Evenly(all.Min() - margin, all.Max() + margin, steps);
    }

    private double[] Coordinates(int label, int axis) =>
        [.. Enumerable.Range(0, Count).Where(point => Labels[point] == label).Select(point => Inputs[(2 * point) + axis])];
}
