using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties.Sparse;

/// <summary>Random programs: sparse derivatives against dense ones, which come from forward mode and know no pattern.</summary>
public class SparseDerivativeProperties
{
    [Fact]
    public void Sparse_Jacobians_equal_dense_ones() => Check(nameof(Sparse_Jacobians_equal_dense_ones), program =>
    {
        double[] x = program.Point();
        double[,] expected = Differentiate.Jacobian((ReadOnlySpan<Dual<double>> at, Span<Dual<double>> y) => program.Run(at, y), x, program.Results.Length);
        SparseMatrix<double> jacobian = Differentiate.SparseJacobian((ReadOnlySpan<Scalar<double>> at, Span<Scalar<double>> y) => program.Run(at, y), x, program.Results.Length);
        Near("Jacobian", expected, jacobian.ToDense());
        Near("reverse mode", expected, Differentiate.Jacobian((ReadOnlySpan<Scalar<double>> at, Span<Scalar<double>> y) => program.Run(at, y), x, program.Results.Length));
        Near("forward mode", expected, Differentiate.SparseJacobian((ReadOnlySpan<Dual<double>> at, Span<Dual<double>> y) => program.Run(at, y), x, jacobian.Pattern).ToDense());
    });

    [Fact]
    public void Sparse_Hessians_equal_dense_ones() => Check(nameof(Sparse_Hessians_equal_dense_ones), program =>
    {
        double[] x = program.Point();
        double[,] expected = Differentiate.Hessian((ReadOnlySpan<Dual<Dual<double>>> at) => program.First(at), x);
        Near("Hessian", expected, Differentiate.SparseHessian((ReadOnlySpan<Scalar<Dual<double>>> at) => program.First(at), x).ToDense());
        Near("forward over reverse", expected, Differentiate.Hessian((ReadOnlySpan<Scalar<Dual<double>>> at) => program.First(at), x));
    });

    private static void Check(string name, Action<SparseProgram> body) => Property.Check(name, SparseProgram.Generate, program => program.Shrink(), body);

    private static void Near(string what, double[,] expected, double[,] found)
    {
        double largest = expected.Cast<double>().Select(Math.Abs).Append(1.0).Max();
        foreach ((double wanted, double given) in expected.Cast<double>().Zip(found.Cast<double>()))
        {
            Assert.True(Math.Abs(wanted - given) <= 1e-12 * largest, $"{what}: {given} instead of {wanted}");
        }
    }
}
