using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The inverse X of each matrix, by elimination with partial pivoting. Vector-Jacobian product: -X' G X'. To solve a system,
    /// <see cref="Solve"/> is faster and more exact.
    /// </summary>
    /// <remarks>This is [..., n, n], and so is the result. NaN in a matrix gives NaN.</remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is singular: a pivot is exactly 0. One that is nearly singular is inverted, with the error that follows from its condition.</exception>
    public Variable<T> Inverse() => InverseOperation<T>.Record(this, singularIsNaN: false);
}

/// <summary>The inverse of each matrix of a batch.</summary>
internal sealed class InverseOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly InverseOperation<T> _instance = new();

    public override string Name => "inverse";

    /// <summary>The inverses; a singular matrix is refused, or gives NaN where a rule needs its inverse.</summary>
    public static Variable<T> Record(Variable<T> a, bool singularIsNaN)
    {
        SquareMatrices matrices = SquareMatrices.Of(a, "Inverse");
        Tape<T> tape = a.Tape;
        ref readonly Node<T> node = ref tape.Operand(a, "Inverse");
        ReadOnlySpan<T> values = tape.ValuesAt(a.Id);
        Span<T> factors = tape.RentSpan(matrices.Length);
        Span<int> pivots = matrices.Size <= 1024 ? stackalloc int[matrices.Size] : new int[matrices.Size];
        Span<T> x = tape.Allocate(node.Length);
        x.Clear();
        for (int matrix = 0; matrix < matrices.Count; matrix++)
        {
            matrices.At(values, matrix).CopyTo(factors);
            Span<T> inverse = matrices.At(x, matrix);
            int column = LowerUpper.Factor(matrices.Size, factors, pivots);
            if (column < 0)
            {
                for (int row = 0; row < matrices.Size; row++)
                {
                    inverse[(row * matrices.Size) + row] = T.One;
                }

                LowerUpper.Solve(matrices.Size, matrices.Size, factors, pivots, false, inverse);
            }
            else if (singularIsNaN)
            {
                inverse.Fill(T.NaN);
            }
            else
            {
                tape.ReturnSpan(factors);
                throw new LinearAlgebraException($"Inverse: {matrices.Describe(matrix)} is singular; column {column} depends on those before it.");
            }
        }

        tape.ReturnSpan(factors);
        return tape.Push(_instance, x, node.Sizes, node.Rank, node.Kind, 1, a.Id);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            Variable<T> x = pull.Output;
            pull.Add(0, -x.MatMul(pull.Seed.MatMul(x, transposeRight: true), transposeLeft: true));
        }
    }
}
