using System.Numerics;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The functions of one number that the number types lack or, near 0, compute by cancellation.</summary>
internal static class ScalarFunctions
{
    /// <summary>
    /// e^x - 1. With u = e^x as rounded, (u - 1) x / log u: numerator and denominator err by the same factor
    /// (W. Kahan; N. Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1).
    /// </summary>
    public static T ExpM1<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T u = T.Exp(x);
        if (u == T.One)
        {
            return x;
        }

        // Where e^x swallows the 1, or is swallowed by it, there is no cancellation; this includes infinity and NaN.
        T difference = u - T.One;
        return difference == u || difference == -T.One ? difference : difference * (x / T.Log(u));
    }

    /// <summary>log(1 + x). With u = 1 + x as rounded, x log u / (u - 1) (as for <see cref="ExpM1"/>).</summary>
    public static T LogP1<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T u = T.One + x;
        if (u == T.One)
        {
            return x;
        }

        T difference = u - T.One;
        return difference == u || u <= T.Zero ? T.Log(u) : T.Log(u) * (x / difference);
    }

    /// <summary>1 / (1 + e^-x), with the exponential of a negative number, which cannot overflow.</summary>
    public static T Sigmoid<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T z = T.Exp(-T.Abs(x));
        return (T.IsNegative(x) ? z : T.One) / (T.One + z);
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log(1 + e^-|x|).</summary>
    public static T Softplus<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.Max(x, T.Zero) + LogP1(T.Exp(-T.Abs(x)));
}
