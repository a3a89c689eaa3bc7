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
        return function switch
        {
            "exp" => (Exp(x), Exp(x)),
            "expm1" => (Exp(x) - one, Exp(x)),
            "log" => (FixedPoint.Log(x), FixedPoint.Divide(one, x)),
            "log1p" => (FixedPoint.Log(one + x), FixedPoint.Divide(one, one + x)),
            "tanh" => Tanh(x, Exp(-2 * BigInteger.Abs(x))),
            "sigmoid" => (Sigmoid(x), FixedPoint.Multiply(Sigmoid(x), Sigmoid(-x))),
            "softplus" => (BigInteger.Max(x, BigInteger.Zero) + FixedPoint.LogOnePlus(Exp(-BigInteger.Abs(x))), Sigmoid(x)),
            "erf" => (FixedPoint.Erf(x), FixedPoint.ErfSlope(x)),
            "phi" => (FixedPoint.Phi(x), FixedPoint.Density(x)),
            "gelu" => Gelu(x, FixedPoint.Phi(x)),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };
    }

    /// <summary>From z = e^(-2 |x|): sign(x) (1 - z) / (1 + z), with the slope 4 z / (1 + z)^2.</summary>
    private static (BigInteger Value, BigInteger Slope) Tanh(BigInteger x, BigInteger z)
    {
        BigInteger sum = FixedPoint.One + z;
        return (x.Sign * FixedPoint.Divide(FixedPoint.One - z, sum), FixedPoint.Divide(4 * z, FixedPoint.Multiply(sum, sum)));
    }

    private static BigInteger Sigmoid(BigInteger x)
    {
        BigInteger z = Exp(-BigInteger.Abs(x));
        return FixedPoint.Divide(x.Sign < 0 ? z : FixedPoint.One, FixedPoint.One + z);
    }

    private static (BigInteger Value, BigInteger Slope) Gelu(BigInteger x, BigInteger phi) =>
        (FixedPoint.Multiply(x, phi), phi + FixedPoint.Multiply(x, FixedPoint.Density(x)));

    // Beyond 900, which is 2^1298, a double has left its range.
    private static BigInteger Exp(BigInteger x) =>
        FixedPoint.Exp(BigInteger.Max(BigInteger.Min(x, 900 * FixedPoint.One), -900 * FixedPoint.One));
}
