using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The X with A X = B, where A is one triangle of this, by substitution. Vector-Jacobian product: towards B the Y with A' Y = G, towards A
    /// that triangle of -Y X'; the rest of this has gradient 0.
    /// </summary>
    /// <param name="right">B: a vector [n] or matrices [..., n, m].</param>
    /// <param name="upper">Whether A is the upper triangle, else the lower one; the other is not read.</param>
    /// <param name="unitDiagonal">Whether the diagonal of A is ones and that of this is not read.</param>
    /// <param name="transpose">Whether to solve A' X = B instead; nothing is copied.</param>
    /// <returns>X, of shape [..., n] for a vector, else [..., n, m].</returns>
    /// <remarks>This is [..., n, n]; the batch axes broadcast. NaN in the triangle or in B gives NaN.</remarks>
    /// <exception cref="ShapeException">This is not square, or the sizes do not fit.</exception>
    /// <exception cref="LinearAlgebraException">A diagonal entry is 0.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes.</exception>
    public Variable<T> TriangularSolve(Operand<T> right, bool upper, bool unitDiagonal = false, bool transpose = false)
    {
        Variable<T> b = right.On(this);
        TriangularFlags flags = new(upper, unitDiagonal, transpose);
        if (!LinearSystem.IsVector(this, b, nameof(TriangularSolve)))
        {
            return TriangularSolveOperation<T>.Record(this, b, flags);
        }

        Variable<T> x = TriangularSolveOperation<T>.Record(this, b.Reshape(-1, 1), flags);
        return x.Reshape(Tape.SizesAt(x.Id)[..^1]);
    }
}

/// <summary>Which triangle is meant, and how.</summary>
internal readonly record struct TriangularFlags(bool Upper, bool UnitDiagonal, bool Transpose);

/// <summary>op(A) X = B, where A is triangular and op may transpose.</summary>
internal sealed class TriangularSolveOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly TriangularSolveOperation<T> _instance = new();

    public override string Name => "triangularsolve";

    public static Variable<T> Record(Variable<T> a, Variable<T> b, TriangularFlags flags)
    {
        Tape<T> tape = a.Tape;
        NodeKind kind = tape.NodeAt(a.Id).Kind | tape.NodeAt(b.Id).Kind;
        ReadOnlySpan<int> sizesA = tape.SizesAt(a.Id);
        ReadOnlySpan<int> sizesB = tape.SizesAt(b.Id);
        Span<int> shape = stackalloc int[Math.Max(sizesA.Length, sizesB.Length)];
        LinearSystem system = LinearSystem.Of("TriangularSolve", sizesA, sizesB, shape);
        int length = Shape.CheckedLength(shape);
        ReadOnlySpan<T> values = tape.ValuesAt(a.Id);
        SquareMatrices matrices = SquareMatrices.Of(a, "TriangularSolve");
        if (!flags.UnitDiagonal)
        {
            CheckDiagonal(values, matrices);
        }

        Span<T> x = tape.Allocate(length);
        if (!x.IsEmpty)
        {
            ReadOnlySpan<T> right = tape.ValuesAt(b.Id);
            BatchPairs pairs = LinearSystem.Pairs(sizesA, sizesB, shape);
            for (int pair = 0; pair < pairs.Count; pair++, pairs.Next())
            {
                Span<T> unknowns = x.Slice(pair * system.Length, system.Length);
                right.Slice(pairs.Right * system.Length, system.Length).CopyTo(unknowns);
                TriangularSystem.Solve(
                    system.Size, system.Columns, matrices.At(values, pairs.Left), flags.Upper, flags.UnitDiagonal, flags.Transpose, unknowns);
            }
        }

        return tape.Push(_instance, x, tape.PushSizes(shape), shape.Length, kind, 2, a.Id, b.Id, payload: tape.Keep(flags));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        TriangularFlags flags = pull.Kept<TriangularFlags>();
        Variable<T> towardsB = Record(pull.Operand(0), pull.Seed, flags with { Transpose = !flags.Transpose });
        if (pull.Wants(0))
        {
            Variable<T> x = pull.Output;
            Variable<T> whole = -(flags.Transpose ? x.MatMul(towardsB, transposeRight: true) : towardsB.MatMul(x, transposeRight: true));
            int diagonal = !flags.UnitDiagonal ? 0 : flags.Upper ? 1 : -1;
            pull.Add(0, flags.Upper ? whole.UpperTriangle(diagonal) : whole.LowerTriangle(diagonal));
        }

        pull.Add(1, towardsB);
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands)
    {
        TriangularFlags flags = tape.Kept<TriangularFlags>(id);
        return $"{(flags.Upper ? "upper" : "lower")}solve({operands[0]}{(flags.Transpose ? "'" : string.Empty)}, {operands[1]})";
    }

    private static void CheckDiagonal(ReadOnlySpan<T> values, SquareMatrices matrices)
    {
        for (int matrix = 0; matrix < matrices.Count; matrix++)
        {
            ReadOnlySpan<T> entries = matrices.At(values, matrix);
            for (int row = 0; row < matrices.Size; row++)
            {
                if (entries[(row * matrices.Size) + row] == T.Zero)
                {
                    throw new LinearAlgebraException($"TriangularSolve: {matrices.Describe(matrix)} is singular; diagonal entry {row} is 0.");
                }
            }
        }
    }
}
