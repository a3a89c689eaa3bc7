namespace AutoGrad.Bench;

/// <summary>The middle of measurements, which a busy machine moves less than their mean.</summary>
internal static class Median
{
    /// <summary>The median; the list is sorted.</summary>
    public static double Of(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }
}
