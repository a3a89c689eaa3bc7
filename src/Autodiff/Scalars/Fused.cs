using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>
/// Sums that generic-math code has all the time. At <see cref="Scalar{T}"/> each is recorded as one operation, which costs a third of the loop; at every other
/// number type it is the loop, from the first element to the last.
/// </summary>
public static class Fused
{
    /// <summary>The sum of x_i y_i. Slopes: y_i and x_i.</summary>
    /// <typeparam name="N">The number type.</typeparam>
    /// <param name="x">Numbers.</param>
    /// <param name="y">As many numbers.</param>
    /// <returns>The sum; 0 of nothing.</returns>
    /// <exception cref="ShapeException">One holds more numbers than the other.</exception>
    /// <exception cref="RecordingException">Scalars belong to different tapes or to an earlier recording.</exception>
    public static N Dot<N>(ReadOnlySpan<N> x, ReadOnlySpan<N> y)
        where N : INumberBase<N>
    {
        if (x.Length != y.Length)
        {
            throw new ShapeException($"Dot: {x.Length} numbers stand against {y.Length}.");
        }

        if (Recorded<N>.Form is { } form)
        {
            return form.Dot(x, y);
        }

        N sum = N.Zero;
        for (int index = 0; index < x.Length; index++)
        {
            sum += x[index] * y[index];
        }

        return sum;
    }

    /// <summary>The sum of x_i. Slopes: 1.</summary>
    /// <typeparam name="N">The number type.</typeparam>
    /// <param name="x">Numbers.</param>
    /// <returns>The sum; 0 of nothing.</returns>
    /// <exception cref="RecordingException">Scalars belong to different tapes or to an earlier recording.</exception>
    public static N Sum<N>(ReadOnlySpan<N> x)
        where N : INumberBase<N>
    {
        if (Recorded<N>.Form is { } form)
        {
            return form.Sum(x);
        }

        N sum = N.Zero;
        foreach (N number in x)
        {
            sum += number;
        }

        return sum;
    }

    /// <summary>c_0 + c_1 x + c_2 x² + ..., by Horner's rule. Slopes: x^k towards c_k, and the derived polynomial towards x.</summary>
    /// <typeparam name="N">The number type.</typeparam>
    /// <param name="coefficients">The coefficients, the constant one first.</param>
    /// <param name="x">Where the polynomial is evaluated.</param>
    /// <returns>The value; 0 without coefficients.</returns>
    /// <exception cref="RecordingException">Scalars belong to different tapes or to an earlier recording.</exception>
    public static N Polynomial<N>(ReadOnlySpan<N> coefficients, N x)
        where N : INumberBase<N>
    {
        if (Recorded<N>.Form is { } form)
        {
            return form.Polynomial(coefficients, x);
        }

        N value = N.Zero;
        for (int index = coefficients.Length - 1; index >= 0; index--)
        {
            value = (value * x) + coefficients[index];
        }

        return value;
    }

    // Found once a type; the compiler then knows it.
    private static class Recorded<N>
        where N : INumberBase<N>
    {
        public static readonly IFusedSums<N>? Form = default(N) as IFusedSums<N>;
    }
}

/// <summary>A number type that has <see cref="Fused"/> sums of its own.</summary>
internal interface IFusedSums<N>
{
    N Dot(ReadOnlySpan<N> x, ReadOnlySpan<N> y);

    N Sum(ReadOnlySpan<N> x);

    N Polynomial(ReadOnlySpan<N> coefficients, N x);
}
