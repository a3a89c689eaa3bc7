using System.Numerics;
using AutoGrad.Autodiff;
using AutoGrad.Tests.Unit.Autodiff;

namespace AutoGrad.Tests.Public.Contract;

/// <summary>The block of the design's first section on plain generic-math code, word for word, beside lambdas over variables.</summary>
public sealed class DesignSection1ScalarTests
{
    // The derivatives of 100 (b - a^2)^2 + (1 - a)^2.
    private static double[] Gradient(double a, double b) => [(-400 * a * (b - (a * a))) - (2 * (1 - a)), 200 * (b - (a * a))];

    private static double[] HessianTimes(double a, double b, double[] v) =>
        [(((1200 * a * a) - (400 * b) + 2) * v[0]) - (400 * a * v[1]), (-400 * a * v[0]) + (200 * v[1])];

    [Fact]
    public void Plain_generic_math_is_differentiable_too()
    {
        double[] x0 = [-1.5, 0.5];
        double[] v = [2.0, -3.0];

        // Plain generic-math C#, written with no knowledge of AutoGrad, is differentiable too.
        double[] g = Differentiate.Gradient(Rosenbrock<Scalar<double>>, [1.2, 1.0]);
        double[] jv = Differentiate.JacobianVectorProduct(Rosenbrock<Dual<double>>, x0, v);
        double[] hv = Differentiate.HessianVectorProduct(Rosenbrock<Scalar<Dual<double>>>, x0, v);

        Numbers.Equal(Gradient(1.2, 1.0), g);
        Numbers.Equal([(Gradient(x0[0], x0[1])[0] * v[0]) + (Gradient(x0[0], x0[1])[1] * v[1])], jv);
        Numbers.Equal(HessianTimes(x0[0], x0[1], v), hv);
    }

    [Fact]
    public void The_same_calls_in_single_precision_and_of_an_array()
    {
        float[] x0 = [1.5f, 0.5f];
        float[] g = Differentiate.Gradient(Rosenbrock<Scalar<float>>, x0);
        float[] jv = Differentiate.JacobianVectorProduct(Rosenbrock<Dual<float>>, x0, [1f, 0f]);
        Numbers.Equal<float>(Gradient(1.5, 0.5), g, 1e-6);
        Assert.Equal(g[0], jv[0], 1e-3f);
    }

    [Fact]
    public void The_type_may_be_named_once_and_the_function_be_bare()
    {
        double[] g = Differentiate.Gradient<double>(Rosenbrock, [1.2, 1.0]);
        (double value, double[] gradient) = Differentiate.ValueAndGradient<double>(Rosenbrock, [1.2, 1.0]);
        double[] hv = Differentiate.HessianVectorProduct<double>(Rosenbrock, [1.2, 1.0], [1.0, 0.0]);
        double[,] h = Differentiate.Hessian<double>(Rosenbrock, [1.2, 1.0]);
        Numbers.Equal(Gradient(1.2, 1.0), g);
        Numbers.Equal(Gradient(1.2, 1.0), gradient);
        Numbers.Equal(19.4, value);
        Numbers.Equal(HessianTimes(1.2, 1.0, [1, 0]), hv);
        Numbers.Equal(hv[0], h[0, 0]);
        Numbers.Equal(h, Differentiate.SparseHessian<double>(Rosenbrock, [1.2, 1.0]).ToDense());
        GradientCheck.Verify<double>(Rosenbrock, Rosenbrock, [1.2, 1.0]);
        Numbers.Equal(new[,] { { 3.0 } }, Differentiate.Jacobian<double>((x, y) => y[0] = x[0] * x[0], [1.5], 1));
        Numbers.Equal([3], Differentiate.SparseJacobian<double>((x, y) => y[0] = x[0] * x[0], [1.5], 1).Values);
        Numbers.Equal([3], Differentiate.SparseJacobian<double>((x, y) => y[0] = x[0] * x[0], [1.5], new SparsityPattern(1, [0])).Values);
    }

    [Fact]
    public void Lambdas_mean_variables_unless_their_parameter_has_a_type()
    {
        double[] x0 = [3.0, 2.0];
        double[] v = [1.0, 10.0];
        Numbers.Equal([2, 3], Differentiate.Gradient(x => x[0] * x[1], [3.0, 2.0]));
        Numbers.Equal([2, 3], Differentiate.Gradient(x => x[0] * x[1], x0));
        Numbers.Equal([2, 3], Differentiate.Gradient<double>(x => x[0] * x[1], x0));
        Numbers.Equal(6, Differentiate.ValueAndGradient(x => x[0] * x[1], x0).Value);
        Numbers.Equal(new[,] { { 0.0, 1 }, { 1, 0 } }, Differentiate.Hessian(x => x[0] * x[1], x0));
        Numbers.Equal([10, 1], Differentiate.HessianVectorProduct(x => x[0] * x[1], x0, v));
        Numbers.Equal(new[,] { { 2.0, 3 } }, Differentiate.Jacobian(x => x[0] * x[1], x0));
        Numbers.Equal([32], Differentiate.JacobianVectorProduct(x => x[0] * x[1], x0, v));
        Numbers.Equal([4, 6], Differentiate.VectorJacobianProduct(x => x[0] * x[1], x0, [2.0]));

        Numbers.Equal([2, 3], Differentiate.Gradient((ReadOnlySpan<Scalar<double>> x) => x[0] * x[1], x0));
        Numbers.Equal([2, 3], Differentiate.Gradient((ReadOnlySpan<Dual<double>> x) => x[0] * x[1], x0));
        Numbers.Equal([10, 1], Differentiate.HessianVectorProduct((ReadOnlySpan<Scalar<Dual<double>>> x) => x[0] * x[1], x0, v));
        Numbers.Equal([4, 6], Differentiate.VectorJacobianProduct((ReadOnlySpan<Scalar<double>> x, Span<Scalar<double>> y) => y[0] = x[0] * x[1], x0, [2.0]));
    }

    // Without an accessibility, as the design has it.
#pragma warning disable IDE0040
    static T Rosenbrock<T>(ReadOnlySpan<T> x) where T : INumber<T>
    {
        T sum = T.Zero;
        for (int index = 0; index + 1 < x.Length; index++)
        {
            T valley = x[index + 1] - (x[index] * x[index]);
            T side = x[index] > T.One ? x[index] - T.One : T.One - x[index];
            sum += (T.CreateChecked(100) * valley * valley) + (side * side);
        }

        return sum;
    }
}
