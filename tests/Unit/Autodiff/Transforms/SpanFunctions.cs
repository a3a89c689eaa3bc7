using System.Numerics;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms;

/// <summary>Functions in plain generic math, with derivatives by hand.</summary>
internal static class SpanFunctions
{
    /// <summary>f = x0^2 x1 + exp(x2) / x1.</summary>
    public static N Smooth<N>(ReadOnlySpan<N> x)
        where N : INumber<N>, IExponentialFunctions<N> => (x[0] * x[0] * x[1]) + (N.Exp(x[2]) / x[1]);

    public static double[] SmoothGradient(double[] x) => [2 * x[0] * x[1], (x[0] * x[0]) - (Math.Exp(x[2]) / (x[1] * x[1])), Math.Exp(x[2]) / x[1]];

    public static double[,] SmoothHessian(double[] x)
    {
        double e = Math.Exp(x[2]);
        return new[,]
        {
            { 2 * x[1], 2 * x[0], 0 },
            { 2 * x[0], 2 * e / (x[1] * x[1] * x[1]), -e / (x[1] * x[1]) },
            { 0, -e / (x[1] * x[1]), e / x[1] },
        };
    }

    /// <summary>y = (x0 x1, 7, exp x2, x0); y[4] is not written.</summary>
    public static void Several<N>(ReadOnlySpan<N> x, Span<N> y)
        where N : INumber<N>, IExponentialFunctions<N>
    {
        y[0] = x[0] * x[1];
        y[1] = N.CreateChecked(7);
        y[2] = N.Exp(x[2]);
        y[3] = x[0];
    }

    public static double[,] SeveralJacobian(double[] x) => new[,] { { x[1], x[0], 0 }, { 0, 0, 0 }, { 0, 0, Math.Exp(x[2]) }, { 1, 0, 0 }, { 0, 0, 0 } };

    /// <summary>The discrete boundary value problem y_i = 2 x_i - x_(i-1) - x_(i+1) + h^2 (x_i + t_i + 1)^3 / 2, of More, Garbow and Hillstrom.</summary>
    public static void BoundaryValue<N>(ReadOnlySpan<N> x, Span<N> y)
        where N : INumber<N>
    {
        N step = N.One / N.CreateChecked(x.Length + 1);
        for (int index = 0; index < x.Length; index++)
        {
            N sum = x[index] + (N.CreateChecked(index + 1) * step) + N.One;
            y[index] = (x[index] + x[index]) + (step * step * sum * sum * sum / N.CreateChecked(2));
            y[index] -= index > 0 ? x[index - 1] : N.Zero;
            y[index] -= index + 1 < x.Length ? x[index + 1] : N.Zero;
        }
    }

    public static N Rosenbrock<N>(ReadOnlySpan<N> x)
        where N : INumber<N>
    {
        N sum = N.Zero;
        for (int index = 0; index + 1 < x.Length; index++)
        {
            N valley = x[index + 1] - (x[index] * x[index]);
            N side = N.One - x[index];
            sum += (N.CreateChecked(100) * valley * valley) + (side * side);
        }

        return sum;
    }
}
