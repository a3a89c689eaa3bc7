using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Tests.Unit.Autodiff.Kernels;

/// <summary>Runs an elementary function over an array in the lane of a width, its references and the measure of its error.</summary>
internal static unsafe class ElementaryFunction
{
    /// <summary>The widths in bits that the machine has; 1 is the lane of any number type.</summary>
    public static int[] Widths<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [
            1,
            .. Lane128<T>.IsSupported ? [128] : Array.Empty<int>(),
            .. Lane256<T>.IsSupported ? [256] : Array.Empty<int>(),
            .. Lane512<T>.IsSupported ? [512] : Array.Empty<int>(),
        ];

    public static T[] Evaluate<T>(string function, int width, T[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] y = new T[x.Length];
        switch (width)
        {
            case 1:
                Evaluate<Lane1<T>, T>(function, x, y);
                break;
            case 128:
                Evaluate<Lane128<T>, T>(function, x, y);
                break;
            case 256:
                Evaluate<Lane256<T>, T>(function, x, y);
                break;
            default:
                Evaluate<Lane512<T>, T>(function, x, y);
                break;
        }

        return y;
    }

    private static void Evaluate<L, T>(string function, T[] x, T[] y)
        where L : unmanaged, ILane<L, T>
        where T : unmanaged
    {
        fixed (T* source = x, target = y)
        {
            for (int i = 0; i < x.Length; i += L.Count)
            {
                int count = x.Length - i;
                if (count < L.Count)
                {
                    L.Store(Value<L>(function, L.Load(source + i, count)), target + i, count);
                }
                else
                {
                    L.Store(Value<L>(function, L.Load(source + i)), target + i);
                }
            }
        }
    }

    private static N Value<N>(string function, N x)
        where N : struct, IReal<N> => function switch
        {
            "exp" => N.Exp(x),
            "expm1" => N.ExpM1(x),
            "log" => N.Log(x),
            "log1p" => N.LogP1(x),
            "tanh" => N.Tanh(x),
            "sigmoid" => N.Sigmoid(x),
            "softplus" => N.Softplus(x),
            "erf" => N.Erf(x),
            "phi" => N.Phi(x),
            "gelu" => N.Gelu(x),
            "sqrt" => N.Sqrt(x),
            "abs" => N.Abs(x),
            "negate" => -x,
            "exp'" => default(ExpFunction).Slope(x, N.Exp(x)),
            "expm1'" => default(ExpM1Function).Slope(x, N.ExpM1(x)),
            "log'" => default(LogFunction).Slope(x, N.Log(x)),
            "log1p'" => default(LogP1Function).Slope(x, N.LogP1(x)),
            "tanh'" => default(TanhFunction).Slope(x, N.Tanh(x)),
            "sigmoid'" => default(SigmoidFunction).Slope(x, N.Sigmoid(x)),
            "softplus'" => default(SoftplusFunction).Slope(x, N.Softplus(x)),
            "erf'" => default(ErfFunction).Slope(x, N.Erf(x)),
            "phi'" => default(PhiFunction).Slope(x, N.Phi(x)),
            "gelu'" => default(GeluFunction).Slope(x, N.Gelu(x)),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };

    /// <summary>The function in double, right to a few units of its last place: for comparison with float.</summary>
    public static double Reference(string function, double x) => function switch
    {
        "exp" => Math.Exp(x),
        "expm1" => ExpM1(x),
        "log" => Math.Log(x),
        "log1p" => Log1P(x),
        "tanh" => Math.Tanh(x),
        "sigmoid" => x < 0.0 ? Math.Exp(x) / (1.0 + Math.Exp(x)) : 1.0 / (1.0 + Math.Exp(-x)),
        "softplus" => Math.Max(x, 0.0) + Log1P(Math.Exp(-Math.Abs(x))),

        // The kernels for double, which the table is there to judge.
        "erf" => ErrorFunction.Erf(x),
        "phi" => NormalDistribution.Phi(x),
        "gelu" => GaussianErrorLinear.Gelu(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    // Near 0 five terms of the series, whose sixth is below 2^-60 of the first; elsewhere the difference loses at most ten bits.
    private static double ExpM1(double x) => Math.Abs(x) < 1e-3
        ? x * (1.0 + (x / 2.0 * (1.0 + (x / 3.0 * (1.0 + (x / 4.0 * (1.0 + (x / 5.0))))))))
        : Math.Exp(x) - 1.0;

    private static double Log1P(double x) => Math.Abs(x) < 1e-3
        ? x * (1.0 - (x * ((1.0 / 2.0) - (x * ((1.0 / 3.0) - (x * ((1.0 / 4.0) - (x / 5.0))))))))
        : Math.Log(1.0 + x);

    /// <summary>The value of the last place of a number of type T that is the nearest to <paramref name="value"/>.</summary>
    public static double Ulp<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T nearest = T.CreateTruncating(Math.Abs(value));
        T next = T.BitIncrement(nearest);
        return double.CreateTruncating(T.IsFinite(next) ? next - nearest : nearest - T.BitDecrement(nearest));
    }

    /// <summary>The error of <paramref name="y"/> in units of the last place, NaN and the infinities as they are.</summary>
    public static double Error<T>(T y, double reference)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T rounded = T.CreateTruncating(reference);
        if (T.IsNaN(rounded) || T.IsInfinity(rounded) || T.IsInfinity(y) || T.IsNaN(y))
        {
            // At the limit of the range the rounded reference and the value may fall on either side.
            bool atLimit = T.Abs(y) == T.CreateTruncating(double.PositiveInfinity)
                && Math.Abs(reference) >= double.CreateTruncating(LargestFinite<T>());
            return y.Equals(rounded) || atLimit ? 0.0 : double.PositiveInfinity;
        }

        return Math.Abs(double.CreateTruncating(y) - reference) / Ulp<T>(reference);
    }

    private static T LargestFinite<T>()
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.BitDecrement(T.PositiveInfinity);

    /// <summary>The points of elementary.csv.</summary>
    public static Point[] Table(string function) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Autodiff", "Kernels", "elementary.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Where(fields => fields[0] == function)
            .Select(fields => new Point(Double(fields[1]), Double(fields[2]), Number(fields[3]), Double(fields[4]), Number(fields[5]))),
    ];

    private static double Double(string bits) =>
        BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>An argument, the doubles nearest to value and slope, and what is left of them in units of their last place.</summary>
    public readonly record struct Point(double X, double Value, double ValueRest, double Slope, double SlopeRest)
    {
        /// <summary>The error of a value in units of the last place.</summary>
        public double ErrorOfValue(double value) =>
            value.Equals(Value) ? Math.Abs(ValueRest) : Math.Abs(((value - Value) / Ulp<double>(Value)) - ValueRest);

        /// <summary>The error of a slope in units of the last place of the slope, or of 1 where that is more.</summary>
        public double ErrorOfSlope(double slope)
        {
            double unit = Ulp<double>(Math.Max(Math.Abs(Slope), 1.0));
            return slope.Equals(Slope) ? 0.0 : Math.Abs((slope - Slope - (SlopeRest * Ulp<double>(Slope))) / unit);
        }
    }
}
