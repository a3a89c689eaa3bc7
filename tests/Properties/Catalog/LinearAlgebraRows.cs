using System.Numerics;
using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Properties;

// Linear algebra. Matrices that are to be inverted are drawn towards a multiple of the identity, or of a permutation, within the row.
internal sealed class BatchedMatMulRow() : Row("batched matrix product", MatrixShapes.Products, Domain.Any, Domain.Any)
{
    // Bit 0 transposes the left operand, bit 1 the right one.
    public override int Variants => 4;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        x[0].MatMul(x[1], (variant & 1) != 0, (variant & 2) != 0);
}

internal sealed class SolveRow() : Row("solve", MatrixShapes.Systems, Domain.Any, Domain.Any)
{
    // Bit 0 transposes; the rest chooses where the great entries stand.
    public override int Variants => 6;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) =>
        Matrices.Regular(x[0], variant / 2).Solve(x[1], transpose: variant % 2 == 1);
}

internal sealed class TriangularSolveRow() : Row("triangular solve", MatrixShapes.Systems, Domain.Any, Domain.Any)
{
    public override int Variants => 8;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        bool unit = (variant & 2) != 0;
        Variable<T> a = unit ? x[0] * 0.25 : Matrices.Regular(x[0], 0);
        return a.TriangularSolve(x[1], upper: (variant & 1) != 0, unitDiagonal: unit, transpose: (variant & 4) != 0);
    }
}

internal sealed class InverseRow() : Row("inverse", MatrixShapes.Squares, Domain.Any)
{
    public override int Variants => 3;

    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Matrices.Regular(x[0], variant).Inverse();
}

/// <summary>Polynomials: any matrix will do, a singular one too.</summary>
internal sealed class DeterminantRow() : Row("determinant", MatrixShapes.Squares, Domain.Any)
{
    public override double FloatTolerance => 2e-4;

    public override double HalfTolerance => 0.3;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => (x[0] * 0.5).Determinant();
}

/// <summary>The cofactors and how they change: derivatives of the determinant up to the third.</summary>
internal sealed class CofactorRow() : Row("derivative of the determinant", MatrixShapes.Squares, Domain.Any)
{
    public override bool OperandsAreFree => false;

    public override double FloatTolerance => 1e-3;

    public override double HalfTolerance => 0.3;

    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int n = x[0].Shape[^1];
        Variable<T> a = Matrices.Regular(x[0], variant) * (1.0 / ((2 * n) + 1));
        return a.Determinant().Sum().Derivative(a);
    }
}

internal sealed class LogDeterminantRow() : Row("log-determinant", MatrixShapes.Squares, Domain.Any)
{
    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Matrices.Regular(x[0], 0).LogDeterminant();
}

/// <summary>Of any matrix: what is factored is its symmetric part.</summary>
internal sealed class CholeskyRow() : Row("cholesky", MatrixShapes.Squares, Domain.Any)
{
    public override double FloatTolerance => 1e-4;

    public override double HalfTolerance => 0.1;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => Matrices.Regular(x[0], 0).Cholesky();
}

internal sealed class TriangleRow() : Row("triangle", MatrixShapes.Matrices, Domain.Any)
{
    public override int Variants => 14;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant)
    {
        int diagonal = (variant / 2) - 3;
        return variant % 2 == 0 ? x[0].LowerTriangle(diagonal) : x[0].UpperTriangle(diagonal);
    }
}

internal sealed class DiagonalRow() : Row("diagonal", MatrixShapes.Matrices, Domain.Any)
{
    public override int Variants => 2;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => variant == 0 ? x[0].Diagonal() : x[0].Trace();
}

internal sealed class DiagonalMatrixRow() : Row("diagonal matrix", ShapeFamily.WithAxes, Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].DiagonalMatrix();
}

internal sealed class OuterRow() : Row("outer product", MatrixShapes.Of("i,j"), Domain.Any, Domain.Any)
{
    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Outer(x[1]);
}

internal sealed class EinsumRow() : Row("einsum", MatrixShapes.Of(_summations), Domain.Any)
{
    private static readonly string[] _summations = ["ij->ji", "ij", "ji", "ii->i", "ii", "iij->j", "iji->ij", "ijk->", "ijkl->lj", "ijij->", "iii->i", "->", "i->i"];

    public override int Variants => _summations.Length;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Einsum(_summations[variant]);
}

internal sealed class EinsumOfTwoRow() : Row("einsum of two", MatrixShapes.Of(_summations), Domain.Any, Domain.Any)
{
    private static readonly string[] _summations =
    [
        "ij,jk->ik", "ij,jk", "ji,jk->ik", "ij,kj->ki", "bij,bjk->bik", "bij,jk->bik", "bji,kbj->kbi", "i,i->", "i,j->ji", "ij,ij->ij", "ij,ij",
        "ijk,lkj->il", "ii,ij->j", "ab,cd->dbca", "ij,k->", "ij,->ji", "iij,jk->ik", "abc,cba->b", "bhi,bhj->bhij", "abcd,dbef->acef",
    ];

    public override int Variants => _summations.Length;

    public override double FloatTolerance => 1e-4;

    public override Variable<T> Apply<T>(ReadOnlySpan<Variable<T>> x, int variant) => x[0].Einsum(_summations[variant], x[1]);
}

internal static class Matrices
{
    /// <summary>
    /// The matrices and a multiple of a permutation, great enough that in each row one entry outweighs the others: all conditions are moderate.
    /// </summary>
    public static Variable<T> Regular<T>(Variable<T> x, int shift)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.Shape[^1];
        T[] great = new T[n * n];
        for (int row = 0; row < n; row++)
        {
            great[(row * n) + ((row + shift) % n)] = T.CreateTruncating((2 * n) + 1);
        }

        return x + x.Tape.Constant(great, [n, n]);
    }
}
