namespace AutoGrad.Lessons;

/// <summary>What lessons draw beside uniform numbers.</summary>
public static class RandomExtensions
{
    /// <summary>A number of the standard normal distribution (Box and Muller).</summary>
    /// <param name="random">Where the number comes from.</param>
    public static double NextNormal(this Random random) =>
        Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2.0 * Math.PI * random.NextDouble());

    /// <summary>Numbers of a normal distribution around 0.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="count">How many.</param>
    /// <param name="deviation">The standard deviation.</param>
    public static double[] NextNormals(this Random random, int count, double deviation = 1.0)
    {
        double[] numbers = new double[count];
        for (int index = 0; index < count; index++)
        {
            numbers[index] = deviation * random.NextNormal();
        }

        return numbers;
    }
}
