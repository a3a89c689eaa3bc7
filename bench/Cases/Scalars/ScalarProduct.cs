using System.Numerics;

namespace AutoGrad.Bench;

/// <summary>The product of all numbers.</summary>
internal readonly struct ScalarProduct : IScalarFunction
{
    /// <inheritdoc/>
    public static T Value<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> constants)
        where T : IFloatingPointIeee754<T>
    {
        T product = x[0];
        for (int index = 1; index < x.Length; index++)
        {
            product *= x[index];
        }

        return product;
    }

    /// <inheritdoc/>
    public static double Backpropagate(ReadOnlySpan<double> x, ReadOnlySpan<double> constants, Span<double> gradient)
    {
        // What stands before each factor, then that times what stands behind it.
        double product = 1.0;
        for (int index = 0; index < x.Length; index++)
        {
            gradient[index] = product;
            product *= x[index];
        }

        double behind = 1.0;
        for (int index = x.Length - 1; index >= 0; index--)
        {
            gradient[index] *= behind;
            behind *= x[index];
        }

        return product;
    }
}
