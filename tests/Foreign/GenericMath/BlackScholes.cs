using System.Numerics;

namespace GenericMath;

/// <summary>European options.</summary>
public static class BlackScholes
{
    /// <summary>The price of a call: (spot, strike, rate, volatility, years).</summary>
    public static T Call<T>(ReadOnlySpan<T> market)
        where T : INumber<T>, IExponentialFunctions<T>, ILogarithmicFunctions<T>, IRootFunctions<T>
    {
        (T spot, T strike, T rate, T volatility, T years) = (market[0], market[1], market[2], market[3], market[4]);
        T half = T.CreateChecked(0.5);
        T deviation = volatility * T.Sqrt(years);
        T upper = (T.Log(spot / strike) + ((rate + (half * volatility * volatility)) * years)) / deviation;
        return (spot * Normal(upper)) - (strike * T.Exp(-rate * years) * Normal(upper - deviation));
    }

    /// <summary>The normal distribution by its series 1/2 + density(x) (x + x^3 / 3 + x^5 / (3 5) + ...), summed until it no longer changes.</summary>
    public static T Normal<T>(T x)
        where T : INumber<T>, IExponentialFunctions<T>, IRootFunctions<T>
    {
        T two = T.CreateChecked(2);
        T square = x * x;
        T density = T.Exp(-square / two) / T.Sqrt(two * T.Pi);
        T term = x;
        T sum = x;
        for (T odd = T.CreateChecked(3); ; odd += two)
        {
            term = term * square / odd;
            T next = sum + term;
            if (next == sum)
            {
                return T.CreateChecked(0.5) + (density * sum);
            }

            sum = next;
        }
    }
}
