using System.Numerics;

namespace AutoGrad.Tests.Scalars;

/// <summary>Where a function of <see cref="ScalarFunctions{T}"/> is smooth, and what it computes where double's own function is only an estimate.</summary>
public sealed record ScalarFunctionRow(string Name, (double Low, double High)[] Domain, Func<double[], double>? Exact = null)
{
    public bool IsEstimate => Exact is not null;

    /// <summary>A point of the domain.</summary>
    public double[] Draw(Random random) => [.. Domain.Select(each => each.Low + (random.NextDouble() * (each.High - each.Low)))];

    /// <summary>The function at double, or what it estimates.</summary>
    public double At(double[] x) => Exact is null ? ScalarFunctions<double>.Of(Name)(x) : Exact(x);

    /// <summary>Its slope towards one operand: central differences, extrapolated once.</summary>
    public double Difference(double[] x, int operand) => Difference(At, x, operand);

    public static double Difference(Func<double[], double> function, double[] x, int operand)
    {
        double step = 2e-3 * Math.Max(1.0, Math.Abs(x[operand]));
        return ((4.0 * Slope(step / 2.0)) - Slope(step)) / 3.0;

        double Slope(double step) => (function(Moved(step)) - function(Moved(-step))) / (2.0 * step);

        double[] Moved(double by)
        {
            double[] moved = [.. x];
            moved[operand] += by;
            return moved;
        }
    }
}

/// <summary>The domain of every function that has a slope.</summary>
public static class ScalarFunctionTable
{
    private static readonly (double, double) _any = (-2.0, 2.0);
    private static readonly (double, double) _positive = (0.3, 3.0);
    private static readonly (double, double) _negative = (-3.0, -0.3);
    private static readonly (double, double) _inner = (-0.8, 0.8);
    private static readonly (double, double) _less = (-2.0, -0.6);
    private static readonly (double, double) _middle = (-0.5, 0.5);
    private static readonly (double, double) _more = (0.6, 2.0);
    private static readonly (double, double) _beyond = (2.1, 3.0);

    public static IReadOnlyList<ScalarFunctionRow> Rows { get; } =
    [
        new("+x", [_any]), new("-x", [_any]), new("++x", [_any]), new("--x", [_any]),
        new("+", [_any, _any]), new("-", [_any, _any]), new("*", [_any, _any]), new("/", [_any, _negative]),
        new("%", [(2.1, 2.3), (0.95, 0.98)]), new("Ieee754Remainder", [(2.1, 2.3), (0.95, 0.98)]),
        new("FusedMultiplyAdd", [_any, _any, _any]), new("MultiplyAddEstimate", [_any, _any, _any]), new("Lerp", [_any, _any, _any]),
        new("ReciprocalEstimate", [_negative], x => 1.0 / x[0]), new("ReciprocalSqrtEstimate", [_positive], x => 1.0 / Math.Sqrt(x[0])),
        new("Abs", [_positive]), new("Abs", [_negative]), new("CopySign", [_negative, _positive]), new("CopySign", [_negative, _negative]),
        new("ScaleB", [_any]), new("BitIncrement", [_any]), new("BitDecrement", [_any]),
        new("Exp", [_any]), new("Exp2", [_any]), new("Exp10", [_any]), new("ExpM1", [_any]), new("Exp2M1", [_any]), new("Exp10M1", [_any]),
        new("Log", [_positive]), new("LogBase", [_positive, (1.5, 3.0)]), new("Log2", [_positive]), new("Log10", [_positive]),
        new("LogP1", [_inner]), new("Log2P1", [_inner]), new("Log10P1", [_inner]),
        new("Pow", [_positive, _any]), new("PowConstant", [_positive]), new("PowWhole", [_negative]), new("PowSquare", [_any]), new("ConstantPow", [_any]),
        new("Sqrt", [_positive]), new("Cbrt", [_negative]), new("RootN", [_positive]), new("RootNegative", [_positive]), new("Hypot", [_positive, _any]),
        new("Sin", [_any]), new("Cos", [_any]), new("Tan", [(-1.2, 1.2)]), new("SinPi", [_any]), new("CosPi", [_any]), new("TanPi", [(-0.3, 0.3)]),
        new("SinCos.Sin", [_any]), new("SinCos.Cos", [_any]), new("SinCosPi.Sin", [_any]), new("SinCosPi.Cos", [_any]),
        new("Asin", [_inner]), new("Acos", [_inner]), new("Atan", [_any]), new("AsinPi", [_inner]), new("AcosPi", [_inner]), new("AtanPi", [_any]),
        new("Atan2", [_any, _positive]), new("Atan2", [_positive, _negative]), new("Atan2Pi", [_negative, _any]),
        new("DegreesToRadians", [_any]), new("RadiansToDegrees", [_any]),
        new("Sinh", [_any]), new("Cosh", [_any]), new("Tanh", [(-1.4, 1.4)]), new("Tanh", [(1.6, 3.0)]), new("Tanh", [(-3.0, -1.6)]),
        new("Asinh", [_any]), new("Acosh", [(1.2, 3.0)]), new("Atanh", [_inner]),
        new("Max", [_less, _more]), new("Max", [_more, _less]), new("Min", [_less, _more]), new("Min", [_more, _less]),
        new("MaxMagnitude", [_middle, _less]), new("MaxMagnitude", [_less, _middle]), new("MinMagnitude", [_middle, _more]), new("MinMagnitude", [_more, _middle]),
        new("MaxNumber", [_less, _more]), new("MinNumber", [_less, _more]), new("MaxMagnitudeNumber", [_middle, _less]), new("MinMagnitudeNumber", [_middle, _less]),
        new("MaxNative", [_less, _more]), new("MinNative", [_less, _more]),
        new("Clamp", [_less, _middle, _more]), new("Clamp", [_middle, _less, _more]), new("Clamp", [_beyond, _less, _more]),
        new("ClampNative", [_less, _middle, _more]), new("ClampNative", [_middle, _less, _more]), new("ClampNative", [_beyond, _less, _more]),
        new("Floor", [(0.1, 0.9)]), new("Ceiling", [(0.1, 0.9)]), new("Truncate", [(0.1, 0.9)]), new("Round", [(0.6, 1.4)]),
        new("RoundDigits", [(0.16, 0.24)]), new("RoundMode", [(0.1, 0.9)]), new("RoundDigitsMode", [(0.11, 0.19)]), new("Sign", [_negative]),
    ];
}

/// <summary>Every function that has a slope, once for all number types.</summary>
public static class ScalarFunctions<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private static readonly Dictionary<string, Func<T[], T>> _byName = new()
    {
        ["+x"] = x => +x[0],
        ["-x"] = x => -x[0],
        ["++x"] = x => Incremented(x[0]),
        ["--x"] = x => Decremented(x[0]),
        ["+"] = x => x[0] + x[1],
        ["-"] = x => x[0] - x[1],
        ["*"] = x => x[0] * x[1],
        ["/"] = x => x[0] / x[1],
        ["%"] = x => x[0] % x[1],
        ["Ieee754Remainder"] = x => T.Ieee754Remainder(x[0], x[1]),
        ["FusedMultiplyAdd"] = x => T.FusedMultiplyAdd(x[0], x[1], x[2]),
        ["MultiplyAddEstimate"] = x => T.MultiplyAddEstimate(x[0], x[1], x[2]),
        ["Lerp"] = x => T.Lerp(x[0], x[1], x[2]),
        ["ReciprocalEstimate"] = x => T.ReciprocalEstimate(x[0]),
        ["ReciprocalSqrtEstimate"] = x => T.ReciprocalSqrtEstimate(x[0]),
        ["Abs"] = x => T.Abs(x[0]),
        ["CopySign"] = x => T.CopySign(x[0], x[1]),
        ["ScaleB"] = x => T.ScaleB(x[0], 3),
        ["BitIncrement"] = x => T.BitIncrement(x[0]),
        ["BitDecrement"] = x => T.BitDecrement(x[0]),
        ["Exp"] = x => T.Exp(x[0]),
        ["Exp2"] = x => T.Exp2(x[0]),
        ["Exp10"] = x => T.Exp10(x[0]),
        ["ExpM1"] = x => T.ExpM1(x[0]),
        ["Exp2M1"] = x => T.Exp2M1(x[0]),
        ["Exp10M1"] = x => T.Exp10M1(x[0]),
        ["Log"] = x => T.Log(x[0]),
        ["LogBase"] = x => T.Log(x[0], x[1]),
        ["Log2"] = x => T.Log2(x[0]),
        ["Log10"] = x => T.Log10(x[0]),
        ["LogP1"] = x => T.LogP1(x[0]),
        ["Log2P1"] = x => T.Log2P1(x[0]),
        ["Log10P1"] = x => T.Log10P1(x[0]),
        ["Pow"] = x => T.Pow(x[0], x[1]),
        ["PowConstant"] = x => T.Pow(x[0], T.CreateChecked(2.5)),
        ["PowWhole"] = x => T.Pow(x[0], T.CreateChecked(3)),
        ["PowSquare"] = x => T.Pow(x[0], T.CreateChecked(2)),
        ["ConstantPow"] = x => T.Pow(T.CreateChecked(1.7), x[0]),
        ["Sqrt"] = x => T.Sqrt(x[0]),
        ["Cbrt"] = x => T.Cbrt(x[0]),
        ["RootN"] = x => T.RootN(x[0], 3),
        ["RootNegative"] = x => T.RootN(x[0], -2),
        ["Hypot"] = x => T.Hypot(x[0], x[1]),
        ["Sin"] = x => T.Sin(x[0]),
        ["Cos"] = x => T.Cos(x[0]),
        ["Tan"] = x => T.Tan(x[0]),
        ["SinPi"] = x => T.SinPi(x[0]),
        ["CosPi"] = x => T.CosPi(x[0]),
        ["TanPi"] = x => T.TanPi(x[0]),
        ["SinCos.Sin"] = x => T.SinCos(x[0]).Sin,
        ["SinCos.Cos"] = x => T.SinCos(x[0]).Cos,
        ["SinCosPi.Sin"] = x => T.SinCosPi(x[0]).SinPi,
        ["SinCosPi.Cos"] = x => T.SinCosPi(x[0]).CosPi,
        ["Asin"] = x => T.Asin(x[0]),
        ["Acos"] = x => T.Acos(x[0]),
        ["Atan"] = x => T.Atan(x[0]),
        ["AsinPi"] = x => T.AsinPi(x[0]),
        ["AcosPi"] = x => T.AcosPi(x[0]),
        ["AtanPi"] = x => T.AtanPi(x[0]),
        ["Atan2"] = x => T.Atan2(x[0], x[1]),
        ["Atan2Pi"] = x => T.Atan2Pi(x[0], x[1]),
        ["DegreesToRadians"] = x => T.DegreesToRadians(x[0]),
        ["RadiansToDegrees"] = x => T.RadiansToDegrees(x[0]),
        ["Sinh"] = x => T.Sinh(x[0]),
        ["Cosh"] = x => T.Cosh(x[0]),
        ["Tanh"] = x => T.Tanh(x[0]),
        ["Asinh"] = x => T.Asinh(x[0]),
        ["Acosh"] = x => T.Acosh(x[0]),
        ["Atanh"] = x => T.Atanh(x[0]),
        ["Max"] = x => T.Max(x[0], x[1]),
        ["Min"] = x => T.Min(x[0], x[1]),
        ["MaxMagnitude"] = x => T.MaxMagnitude(x[0], x[1]),
        ["MinMagnitude"] = x => T.MinMagnitude(x[0], x[1]),
        ["MaxNumber"] = x => T.MaxNumber(x[0], x[1]),
        ["MinNumber"] = x => T.MinNumber(x[0], x[1]),
        ["MaxMagnitudeNumber"] = x => T.MaxMagnitudeNumber(x[0], x[1]),
        ["MinMagnitudeNumber"] = x => T.MinMagnitudeNumber(x[0], x[1]),
        ["MaxNative"] = x => T.MaxNative(x[0], x[1]),
        ["MinNative"] = x => T.MinNative(x[0], x[1]),
        ["Clamp"] = x => T.Clamp(x[0], x[1], x[2]),
        ["ClampNative"] = x => T.ClampNative(x[0], x[1], x[2]),
        ["Floor"] = x => T.Floor(x[0]),
        ["Ceiling"] = x => T.Ceiling(x[0]),
        ["Truncate"] = x => T.Truncate(x[0]),
        ["Round"] = x => T.Round(x[0]),
        ["RoundDigits"] = x => T.Round(x[0], 1),
        ["RoundMode"] = x => T.Round(x[0], MidpointRounding.ToZero),
        ["RoundDigitsMode"] = x => T.Round(x[0], 1, MidpointRounding.ToNegativeInfinity),
        ["Sign"] = x => T.CreateChecked(T.Sign(x[0])),
    };

    public static Func<T[], T> Of(string name) => _byName[name];

    public static bool Has(string name) => _byName.ContainsKey(name);

    private static T Incremented(T x) => ++x;

    private static T Decremented(T x) => --x;
}
