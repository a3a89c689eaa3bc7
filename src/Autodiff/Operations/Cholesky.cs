using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The lower triangular L with L L' = A, where A is the symmetric part (M + M') / 2 of this M: M itself if it is symmetric. The gradient is
    /// symmetric: both triangles are read, and share it.
    /// </summary>
    /// <remarks>This is [..., n, n], and so is the result, with 0 above the diagonal. NaN in a matrix gives NaN.</remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is not positive definite; a small multiple of the identity added to it often helps.</exception>
    public Variable<T> Cholesky() => CholeskyOperation<T>.Record(this);
}

/// <summary>
/// The Cholesky factor of each matrix of a batch. The rule: with P the symmetric matrix whose lower triangle is that of L' G, half of
/// L^-T P L^-1.
/// </summary>
internal sealed class CholeskyOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly CholeskyOperation<T> _instance = new();

    public override string Name => "cholesky";

    public static Variable<T> Record(Variable<T> a)
    {
        SquareMatrices matrices = SquareMatrices.Of(a, "Cholesky");
        Tape<T> tape = a.Tape;
        ref readonly Node<T> node = ref tape.Operand(a, "Cholesky");
        ReadOnlySpan<T> values = tape.ValuesAt(a.Id);
        Span<T> l = tape.Allocate(node.Length);
        for (int matrix = 0; matrix < matrices.Count; matrix++)
        {
            int row = CholeskyFactor.Factor(matrices.Size, matrices.At(values, matrix), matrices.At(l, matrix));
            if (row >= 0)
            {
                throw new LinearAlgebraException(
                    $"Cholesky: {matrices.Describe(matrix)} is not positive definite; its leading part up to row {row} is not.");
            }
        }

        return tape.Push(_instance, l, node.Sizes, node.Rank, node.Kind, 1, a.Id);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (!pull.Wants(0))
        {
            return;
        }

        Variable<T> l = pull.Output;
        Variable<T> product = l.MatMul(pull.Seed, transposeLeft: true);
        Variable<T> symmetric = product.LowerTriangle() + product.LowerTriangle(-1).Transpose(-1, -2);
        Variable<T> left = l.TriangularSolve(symmetric, upper: false, transpose: true);
        pull.Add(0, 0.5 * l.TriangularSolve(left.Transpose(-1, -2), upper: false, transpose: true));
    }
}
