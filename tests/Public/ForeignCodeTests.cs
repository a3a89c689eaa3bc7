using AutoGrad.Autodiff;
using AutoGrad.Tests.Unit.Autodiff;
using GenericMath;

namespace AutoGrad.Tests.Public;

/// <summary>A library that knows nothing of AutoGrad, differentiated as it is in every mode, against closed forms.</summary>
public sealed class ForeignCodeTests
{
    // Spot, strike, rate, volatility, years.
    private static readonly double[] Market = [105, 100, 0.03, 0.25, 0.75];

    // Axis, eccentricity, mean anomaly.
    private static readonly double[] Elements = [1.3, 0.4, 0.9];

    [Fact]
    public void Greeks_of_an_option()
    {
        (double spot, double strike, double rate, double volatility, double years) = (Market[0], Market[1], Market[2], Market[3], Market[4]);
        double root = Math.Sqrt(years);
        double upper = (Math.Log(spot / strike) + ((rate + (volatility * volatility / 2)) * years)) / (volatility * root);
        double lower = upper - (volatility * root);
        double density = Math.Exp(-upper * upper / 2) / Math.Sqrt(2 * Math.PI);
        double discounted = strike * Math.Exp(-rate * years);
        double delta = BlackScholes.Normal(upper);
        double[] greeks =
        [
            delta,
            -discounted * BlackScholes.Normal(lower) / strike,
            discounted * years * BlackScholes.Normal(lower),
            spot * density * root,
            (spot * density * volatility / (2 * root)) + (rate * discounted * BlackScholes.Normal(lower)),
        ];
        double gamma = density / (spot * volatility * root);
        double vega = greeks[3];
        double vanna = -density * lower / volatility;
        double volga = vega * upper * lower / volatility;

        (double price, double[] reverse) = Differentiate.ValueAndGradient(BlackScholes.Call<Scalar<double>>, Market);
        Assert.Equal(BlackScholes.Call<double>(Market), price);
        Numbers.Equal(greeks, reverse, 1e-12);
        Numbers.Equal(greeks, Differentiate.Gradient(BlackScholes.Call<Dual<double>>, Market), 1e-12);
        Numbers.Equal([delta - vega], Differentiate.JacobianVectorProduct(BlackScholes.Call<Dual<double>>, Market, [1, 0, 0, -1, 0]), 1e-12);
        double[] products = Differentiate.HessianVectorProduct(BlackScholes.Call<Scalar<Dual<double>>>, Market, [1, 0, 0, 0, 0]);
        Numbers.Equal([gamma, vanna], [products[0], products[3]], 1e-11);
        foreach (double[,] hessian in (double[][,])[
            Differentiate.Hessian(BlackScholes.Call<Scalar<Dual<double>>>, Market),
            Differentiate.Hessian(BlackScholes.Call<Dual<Dual<double>>>, Market),
            Differentiate.SparseHessian(BlackScholes.Call<Scalar<Dual<double>>>, Market).ToDense()])
        {
            Numbers.Equal([gamma, vanna, vanna, volga], [hessian[0, 0], hessian[0, 3], hessian[3, 0], hessian[3, 3]], 1e-10);
        }

        GradientCheck.Verify(BlackScholes.Call<double>, BlackScholes.Call<Scalar<double>>, Market);
        GradientCheck.Verify(BlackScholes.Call<double>, BlackScholes.Call<Dual<double>>, Market);
    }

    /// <summary>Through Newton's method and its while loop: dE/dM = 1 / (1 - e cos E), dE/de = sin E / (1 - e cos E).</summary>
    [Fact]
    public void An_orbit()
    {
        (double axis, double eccentricity) = (Elements[0], Elements[1]);
        double anomaly = Kepler.EccentricAnomaly(Elements[2], eccentricity);
        Numbers.Equal(Elements[2], anomaly - (eccentricity * Math.Sin(anomaly)));
        (double sin, double cos) = Math.SinCos(anomaly);
        double root = Math.Sqrt(1 - (eccentricity * eccentricity));
        double slope = 1 / (1 - (eccentricity * cos));
        double[,] expected =
        {
            { cos - eccentricity, axis * ((-sin * sin * slope) - 1), -axis * sin * slope },
            { root * sin, axis * ((-eccentricity / root * sin) + (root * cos * sin * slope)), axis * root * cos * slope },
        };

        Numbers.Equal(expected, Differentiate.Jacobian(Kepler.Position<Scalar<double>>, Elements, 2), 1e-12);
        Numbers.Equal(expected, Differentiate.Jacobian(Kepler.Position<Dual<double>>, Elements, 2), 1e-12);
        Numbers.Equal(expected, Differentiate.SparseJacobian(Kepler.Position<Scalar<double>>, Elements, 2).ToDense(), 1e-12);
        Numbers.Equal([expected[0, 2], expected[1, 2]], Differentiate.JacobianVectorProduct(Kepler.Position<Dual<double>>, Elements, 2, [0, 0, 1]), 1e-12);
        Numbers.Equal([expected[1, 0], expected[1, 1], expected[1, 2]], Differentiate.VectorJacobianProduct(Kepler.Position<Scalar<double>>, Elements, [0, 1]), 1e-12);

        // d2E/dM2 = -e sin E / (1 - e cos E)^3; the second derivative of Newton's iterates is two steps behind their values.
        double[] bent = Differentiate.HessianVectorProduct((ReadOnlySpan<Scalar<Dual<double>>> x) => Kepler.EccentricAnomaly(x[0], x[1]), [Elements[2], eccentricity], [1, 0]);
        Numbers.Equal(-eccentricity * sin * slope * slope * slope, bent[0], 1e-6);
    }

    /// <summary>dx/dc(k) = -x^k / p'(x).</summary>
    [Fact]
    public void A_root_of_a_polynomial()
    {
        // (x - 1) (x + 2) (x - 3.5) = x^3 - 2.5 x^2 - 5.5 x + 7.
        double[] coefficients = [7, -5.5, -2.5, 1];
        double slope = 2.5 * 5.5;
        double[] expected = [-1 / slope, -3.5 / slope, -12.25 / slope, -42.875 / slope];
        (double root, double[] gradient) = Differentiate.ValueAndGradient(Polynomial.LargestRoot<Scalar<double>>, coefficients);
        Assert.Equal(Polynomial.LargestRoot<double>(coefficients), root);
        Numbers.Equal(3.5, root);
        Numbers.Equal(expected, gradient, 1e-12);
        Numbers.Equal(expected, Differentiate.Gradient(Polynomial.LargestRoot<Dual<double>>, coefficients), 1e-12);
        GradientCheck.Verify(Polynomial.LargestRoot<double>, Polynomial.LargestRoot<Scalar<double>>, coefficients);

        // Twice with respect to the constant: -p''(x) / p'(x)^3.
        double[] bent = Differentiate.HessianVectorProduct(Polynomial.LargestRoot<Scalar<Dual<double>>>, coefficients, [1, 0, 0, 0]);
        Numbers.Equal(-16 / (slope * slope * slope), bent[0], 1e-9);
    }
}
