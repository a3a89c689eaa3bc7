using System.Numerics;

namespace GenericMath;

/// <summary>Polynomials by their coefficients, the constant first.</summary>
public static class Polynomial
{
    /// <summary>The largest root of a polynomial whose roots are all real, by Newton's method from above.</summary>
    /// <exception cref="ArithmeticException">It was not found in 200 steps.</exception>
    public static T LargestRoot<T>(ReadOnlySpan<T> coefficients)
        where T : INumber<T>
    {
        // All roots are below 1 + max |c(i) / c(n)|.
        T x = T.Zero;
        foreach (T coefficient in coefficients[..^1])
        {
            x = T.Max(x, T.Abs(coefficient / coefficients[^1]));
        }

        x += T.One;
        for (int step = 0; step < 200; step++)
        {
            (T value, T slope) = (coefficients[^1], T.Zero);
            for (int power = coefficients.Length - 2; power >= 0; power--)
            {
                slope = (slope * x) + value;
                value = (value * x) + coefficients[power];
            }

            T next = x - (value / slope);
            if (next >= x)
            {
                return next;
            }

            x = next;
        }

        throw new ArithmeticException("No root was found.");
    }
}
