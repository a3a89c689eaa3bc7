using System.Numerics;
using System.Text.Json.Nodes;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Golden;

internal static partial class GoldenOperations
{
    private static Variable<T>[]? LinearAlgebra<T>(string operation, JsonObject attributes, Variable<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return operation switch
        {
            "matmul" => [x[0].MatMul(x[1])],
            "cholesky" => [x[0].Cholesky()],
            "triangular_solve" => [x[0].TriangularSolve(x[1], Flag(attributes, "upper"), Flag(attributes, "unit_diagonal"))],
            "solve" => [x[0].Solve(x[1])],
            "inverse" => [x[0].Inverse()],
            "det" => [x[0].Determinant()],
            "logdet" => [x[0].LogDeterminant()],
            _ => null,
        };
    }
}
