#:package System.CommandLine
#:project ../src/Autodiff

// Option prices and their sensitivities, the greeks: the Black-Scholes formula as ordinary generic-math C#, with a normal distribution
// function of branches and loops. Nothing in it knows of derivatives; they follow to first and second order and are held against the
// closed forms.

using System.CommandLine;
using System.Globalization;
using System.Numerics;
using AutoGrad.Autodiff;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<int> seedOption = new("--seed") { Description = "The seed of the book of options.", DefaultValueFactory = _ => 1 };
Option<bool> quickOption = new("--quick") { Description = "A smaller book." };
RootCommand command = new("Prices and greeks of options, by differentiation and in closed form.") { seedOption, quickOption };
command.SetAction(arguments => Run(arguments.GetValue(seedOption), arguments.GetValue(quickOption)));
return command.Parse(args).Invoke();

static int Run(int seed, bool quick)
{
    const double Tolerance = 1e-11;
    const int Shown = 8;
    string[] names = ["price", "delta", "vega", "theta", "rho", "gamma", "vanna", "volga"];
    Random random = new(seed);
    double Between(double low, double high) => low + ((high - low) * random.NextDouble());

    // A value from the literature, as the closed forms below use the same distribution function as the formula.
    const double Known = 10.450583572185565;
    double price = new EuropeanOption(Strike: 100.0, IsCall: true).Price<double>([100.0, 0.2, 1.0, 0.05]);
    if (!(Difference(price, Known) <= Tolerance))
    {
        return Refute("the known price", price, Known);
    }

    Console.WriteLine($"           strike   spot  years {string.Concat(names.Select(name => $"{name,10}"))}");
    double[] greatest = new double[names.Length];
    int count = quick ? 100 : 2000;
    for (int index = 0; index < count; index++)
    {
        EuropeanOption option = new(Strike: Between(70.0, 130.0), IsCall: random.Next(2) == 0);
        double[] market = [Between(80.0, 120.0), Between(0.1, 0.6), Between(0.1, 3.0), Between(0.0, 0.08)];
        double[] differentiated = Greeks(option, market);
        double[] closed = ClosedForm.Greeks(option, market);
        if (index < Shown)
        {
            string kind = option.IsCall ? "call" : "put";
            string greeks = string.Concat(differentiated.Select(greek => $"{greek,10:F4}"));
            Console.WriteLine($"  {index + 1}  {kind,-4} {option.Strike,7:F2} {market[0],6:F2} {market[2],6:F2} {greeks}");
        }

        for (int greek = 0; greek < names.Length; greek++)
        {
            double difference = Difference(differentiated[greek], closed[greek]);
            greatest[greek] = Math.Max(greatest[greek], difference);
            if (!(difference <= Tolerance))
            {
                return Refute($"{names[greek]} of {option} at ({string.Join(", ", market)})", differentiated[greek], closed[greek]);
            }
        }
    }

    Console.WriteLine($"  ... {count} options; greatest difference from the closed form, of those above 1 relative:");
    Console.WriteLine($"{string.Empty,31}{string.Concat(greatest.Select(difference => $"{difference,10:E1}"))}");
    return 0;
}

// Price, then delta, vega, theta and rho from one reverse sweep, then gamma, vanna and volga from forward over reverse mode.
static double[] Greeks(EuropeanOption option, double[] market)
{
    var (price, gradient) = Differentiate.ValueAndGradient(option.Price<Scalar<double>>, market);
    double[,] hessian = Differentiate.Hessian(option.Price<Scalar<Dual<double>>>, market);
    return [price, gradient[0], gradient[1], -gradient[2], gradient[3], hessian[0, 0], hessian[0, 1], hessian[1, 1]];
}

static double Difference(double found, double expected) => Math.Abs(found - expected) / Math.Max(1.0, Math.Abs(expected));

static int Refute(string what, double found, double expected)
{
    Console.Error.WriteLine($"{what}: found {found:R}, expected {expected:R}");
    return 1;
}

/// <summary>The right to buy (call) or to sell (put) at a fixed price at the end.</summary>
internal sealed record EuropeanOption(double Strike, bool IsCall)
{
    /// <summary>The Black-Scholes price: market is spot, volatility, years to the end, rate of interest.</summary>
    public T Price<T>(ReadOnlySpan<T> market)
        where T : INumber<T>, IExponentialFunctions<T>, ILogarithmicFunctions<T>, IRootFunctions<T>
    {
        (T spot, T volatility, T years, T rate) = (market[0], market[1], market[2], market[3]);
        T half = T.CreateChecked(0.5);
        T strike = T.CreateChecked(Strike);
        T deviation = volatility * T.Sqrt(years);
        T d1 = (T.Log(spot / strike) + ((rate + (half * volatility * volatility)) * years)) / deviation;
        T d2 = d1 - deviation;
        T discounted = strike * T.Exp(-rate * years);
        return IsCall
            ? (spot * Normal.Distribution(d1)) - (discounted * Normal.Distribution(d2))
            : (discounted * Normal.Distribution(-d2)) - (spot * Normal.Distribution(-d1));
    }
}

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>The probability of less than x: by a series near 0, by a continued fraction where little is left.</summary>
    public static T Distribution<T>(T x)
        where T : INumber<T>, IExponentialFunctions<T>
    {
        T two = T.CreateChecked(2);
        return x > two ? T.One - Tail(x) : x < -two ? Tail(-x) : Centre(x);
    }

    /// <summary>exp(-x^2 / 2) / sqrt(2 pi).</summary>
    public static T Density<T>(T x)
        where T : INumber<T>, IExponentialFunctions<T> =>
        T.Exp(-x * x / T.CreateChecked(2)) / T.CreateChecked(Math.Sqrt(2.0 * Math.PI));

    // 1/2 + density(x) (x + x^3 / 3 + x^5 / (3 5) + ...): as many terms as matter, also to the derivatives.
    private static T Centre<T>(T x)
        where T : INumber<T>, IExponentialFunctions<T>
    {
        T term = x;
        T sum = x;
        for (int odd = 3; T.Abs(term) > T.CreateChecked(1e-30); odd += 2)
        {
            term *= x * x / T.CreateChecked(odd);
            sum += term;
        }

        return T.CreateChecked(0.5) + (Density(x) * sum);
    }

    // density(x) / (x + 1 / (x + 2 / (x + 3 / ...))), from the innermost fraction outwards.
    private static T Tail<T>(T x)
        where T : INumber<T>, IExponentialFunctions<T>
    {
        T fraction = x;
        for (int depth = 100; depth > 0; depth--)
        {
            fraction = x + (T.CreateChecked(depth) / fraction);
        }

        return Density(x) / fraction;
    }
}

/// <summary>What a textbook gives for each greek.</summary>
internal static class ClosedForm
{
    /// <summary>Price, delta, vega, theta, rho, gamma, vanna, volga.</summary>
    public static double[] Greeks(EuropeanOption option, double[] market)
    {
        (double spot, double volatility, double years, double rate) = (market[0], market[1], market[2], market[3]);
        double root = Math.Sqrt(years);
        double d1 = (Math.Log(spot / option.Strike) + ((rate + (0.5 * volatility * volatility)) * years)) / (volatility * root);
        double d2 = d1 - (volatility * root);
        double discounted = option.Strike * Math.Exp(-rate * years);
        double density = Normal.Density(d1);
        double sign = option.IsCall ? 1.0 : -1.0;
        double first = Normal.Distribution(sign * d1);
        double second = Normal.Distribution(sign * d2);
        double vega = spot * density * root;
        return
        [
            sign * ((spot * first) - (discounted * second)),
            sign * first,
            vega,
            (-spot * density * volatility / (2.0 * root)) - (sign * rate * discounted * second),
            sign * years * discounted * second,
            density / (spot * volatility * root),
            -density * d2 / volatility,
            vega * d1 * d2 / volatility,
        ];
    }
}
