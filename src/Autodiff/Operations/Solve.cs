using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The X with A X = B, where A is this, by elimination with partial pivoting. Vector-Jacobian product: towards B the Y with A' Y = G,
    /// towards A -Y X'.
    /// </summary>
    /// <param name="right">B: a vector [n] or matrices [..., n, m].</param>
    /// <param name="transpose">Whether to solve A' X = B instead; nothing is copied.</param>
    /// <returns>X, of shape [..., n] for a vector, else [..., n, m].</returns>
    /// <remarks>
    /// A is [..., n, n]; the batch axes broadcast. As in numpy 2, only a right-hand side of exactly one axis is a vector. NaN in A or B gives NaN.
    /// </remarks>
    /// <exception cref="ShapeException">A is not square, or the sizes do not fit.</exception>
    /// <exception cref="LinearAlgebraException">A matrix is singular: a pivot is exactly 0. One that is nearly singular is solved, with the error that follows from its condition.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes.</exception>
    public Variable<T> Solve(Operand<T> right, bool transpose = false)
    {
        Variable<T> b = right.On(this);
        if (!LinearSystem.IsVector(this, b, nameof(Solve)))
        {
            return SolveOperation<T>.Record(this, b, transpose);
        }

        Variable<T> x = SolveOperation<T>.Record(this, b.Reshape(-1, 1), transpose);
        return x.Reshape(Tape.SizesAt(x.Id)[..^1]);
    }
}

/// <summary>
/// op(A) X = B, where op may transpose. Keeps the factors of A: the systems of its derivatives are of the same matrix or its transpose.
/// </summary>
internal sealed unsafe class SolveOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SolveOperation<T> _instance = new();

    public override string Name => "solve";

    public static Variable<T> Record(Variable<T> a, Variable<T> b, bool transpose)
    {
        Tape<T> tape = a.Tape;
        Span<int> shape = stackalloc int[Math.Max(tape.NodeAt(a.Id).Rank, tape.NodeAt(b.Id).Rank)];
        LinearSystem.Of("Solve", tape.SizesAt(a.Id), tape.SizesAt(b.Id), shape);
        Shape.CheckedLength(shape);
        SquareMatrices matrices = SquareMatrices.Of(a, "Solve");
        ReadOnlySpan<T> values = tape.ValuesAt(a.Id);
        Span<T> factors = tape.AllocateKept<T>(values.Length);
        Span<int> pivots = tape.AllocateKept<int>(matrices.Count * matrices.Size);
        values.CopyTo(factors);
        for (int matrix = 0; matrix < matrices.Count; matrix++)
        {
            int column = LowerUpper.Factor(matrices.Size, matrices.At(factors, matrix), pivots.Slice(matrix * matrices.Size, matrices.Size));
            if (column >= 0)
            {
                throw new LinearAlgebraException($"Solve: {matrices.Describe(matrix)} is singular; column {column} depends on those before it.");
            }
        }

        fixed (T* keptFactors = factors)
        fixed (int* keptPivots = pivots)
        {
            return Record(a, b, new Kept(keptFactors, keptPivots, transpose));
        }
    }

    public override void Pull(ref Pullback<T> pull)
    {
        Kept kept = pull.Kept<Kept>();
        Variable<T> towardsB = Record(pull.Operand(0), pull.Seed, kept.Transposed());
        if (pull.Wants(0))
        {
            Variable<T> x = pull.Output;
            pull.Add(0, -(kept.Transpose ? x.MatMul(towardsB, transposeRight: true) : towardsB.MatMul(x, transposeRight: true)));
        }

        pull.Add(1, towardsB);
    }

    // A dX = dB - dA X.
    public override void Push(ref Pushforward<T> push)
    {
        Kept kept = push.Kept<Kept>();
        Recorded<T> change = 0.0;
        if (push.Has(1))
        {
            change += push.Tangent(1);
        }

        if (push.Has(0))
        {
            change -= push.Tangent(0).MatMul(push.Output, transposeLeft: kept.Transpose);
        }

        if (!change.IsZero)
        {
            push.Add(Record(push.Operand(0), change.On(push.Tape), kept));
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) =>
        $"solve({operands[0]}{(tape.Kept<Kept>(id).Transpose ? "'" : string.Empty)}, {operands[1]})";

    private static Variable<T> Record(Variable<T> a, Variable<T> b, Kept kept)
    {
        Tape<T> tape = a.Tape;
        NodeKind kind = tape.NodeAt(a.Id).Kind | tape.NodeAt(b.Id).Kind;
        ReadOnlySpan<int> sizesA = tape.SizesAt(a.Id);
        ReadOnlySpan<int> sizesB = tape.SizesAt(b.Id);
        Span<int> shape = stackalloc int[Math.Max(sizesA.Length, sizesB.Length)];
        LinearSystem system = LinearSystem.Of("Solve", sizesA, sizesB, shape);
        Span<T> x = tape.Allocate(Shape.CheckedLength(shape));
        if (!x.IsEmpty)
        {
            ReadOnlySpan<T> right = tape.ValuesAt(b.Id);
            BatchPairs pairs = LinearSystem.Pairs(sizesA, sizesB, shape);
            for (int pair = 0; pair < pairs.Count; pair++, pairs.Next())
            {
                int size = system.Size;
                Span<T> unknowns = x.Slice(pair * system.Length, system.Length);
                right.Slice(pairs.Right * system.Length, system.Length).CopyTo(unknowns);
                ReadOnlySpan<T> factors = new(kept.Factors + ((nint)pairs.Left * size * size), size * size);
                ReadOnlySpan<int> pivots = new(kept.Pivots + ((nint)pairs.Left * size), size);
                LowerUpper.Solve(size, system.Columns, factors, pivots, kept.Transpose, unknowns);
            }
        }

        return tape.Push(_instance, x, tape.PushSizes(shape), shape.Length, kind, 2, a.Id, b.Id, payload: tape.Keep(kept));
    }

    private readonly struct Kept(T* factors, int* pivots, bool transpose)
    {
        public readonly T* Factors = factors;
        public readonly int* Pivots = pivots;
        public readonly bool Transpose = transpose;

        public Kept Transposed() => new(Factors, Pivots, !Transpose);
    }
}
