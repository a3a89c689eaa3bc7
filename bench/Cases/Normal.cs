namespace AutoGrad.Bench;

/// <summary>Numbers of the standard normal distribution, the same ones each time.</summary>
internal static class Normal
{
    public static float[] Numbers(int length)
    {
        Random random = new(1);
        float[] numbers = new float[length];
        foreach (ref float number in numbers.AsSpan())
        {
            // Box and Muller; 1 - u is never 0.
            number = (float)(Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2.0 * Math.PI * random.NextDouble()));
        }

        return numbers;
    }
}
