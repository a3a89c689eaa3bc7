using System.Numerics;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels.Reference;

/// <summary>The elementary functions and their slopes in <see cref="FixedPoint"/>.</summary>
internal static class ReferenceFunction
{
    public static string[] Names { get; } =
        ["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "erf", "phi", "gelu"];

    /// <summary>Value and slope at a finite double in the domain of the function, before they are rounded.</summary>
    public static (BigInteger Value, BigInteger Slope) Evaluate(string function, double argument)
    {
        BigInteger one = FixedPoint.One;
        BigInteger x = FixedPoint.Of(argument);
        switch (function)
        {
            case "exp":
                return (Exp(x), Exp(x));
            case "expm1":
                return (Exp(x) - one, Exp(x));
            case "log":
                return (FixedPoint.Log(x), FixedPoint.Divide(one, x));
            case "log1p":
                return (FixedPoint.Log(one + x), FixedPoint.Divide(one, one + x));
            case "tanh":
            {
                BigInteger z = Exp(-2 * BigInteger.Abs(x));
                BigInteger slope = FixedPoint.Divide(4 * z, FixedPoint.Multiply(one + z, one + z));
                return (x.Sign * FixedPoint.Divide(one - z, one + z), slope);
            }

            case "sigmoid":
            {
                BigInteger z = Exp(-BigInteger.Abs(x));
                BigInteger slope = FixedPoint.Divide(z, FixedPoint.Multiply(one + z, one + z));
                return (FixedPoint.Divide(x.Sign < 0 ? z : one, one + z), slope);
            }

            case "softplus":
            {
                BigInteger z = Exp(-BigInteger.Abs(x));
                BigInteger value = BigInteger.Max(x, BigInteger.Zero) + FixedPoint.LogOnePlus(z);
                return (value, FixedPoint.Divide(x.Sign < 0 ? z : one, one + z));
            }

            case "erf":
                return (FixedPoint.Erf(x), FixedPoint.ErfSlope(x));
            case "phi":
                return (FixedPoint.Phi(x), FixedPoint.Density(x));
            case "gelu":
            {
                BigInteger phi = FixedPoint.Phi(x);
                return (FixedPoint.Multiply(x, phi), phi + FixedPoint.Multiply(x, FixedPoint.Density(x)));
            }

            default:
                throw new ArgumentOutOfRangeException(nameof(function));
        }
    }

    // Beyond 900, which is 2^1298, a double has left its range.
    private static BigInteger Exp(BigInteger x) =>
        FixedPoint.Exp(BigInteger.Max(BigInteger.Min(x, 900 * FixedPoint.One), -900 * FixedPoint.One));
}
