using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>The sum of 100 (x[i + 1] - x[i]^2)^2 + (1 - x[i])^2.</summary>
internal readonly struct ScalarRosenbrock : IScalarFunction
{
    /// <inheritdoc/>
    public static T Value<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> constants)
        where T : IFloatingPointIeee754<T>
    {
        T hundred = T.CreateChecked(100);
        T sum = T.Zero;
        for (int index = 0; index + 1 < x.Length; index++)
        {
            T valley = x[index + 1] - (x[index] * x[index]);
            T distance = T.One - x[index];
            sum += (hundred * (valley * valley)) + (distance * distance);
        }

        return sum;
    }

    /// <inheritdoc/>
    public static double Backpropagate(ReadOnlySpan<double> x, ReadOnlySpan<double> constants, Span<double> gradient)
    {
        double sum = 0.0;
        gradient.Clear();
        for (int index = 0; index + 1 < x.Length; index++)
        {
            double valley = x[index + 1] - (x[index] * x[index]);
            double distance = 1.0 - x[index];
            sum += (100.0 * (valley * valley)) + (distance * distance);
            gradient[index] -= (400.0 * valley * x[index]) + (2.0 * distance);
            gradient[index + 1] = 200.0 * valley;
        }

        return sum;
    }
}
