using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// C, the matrix of the cofactors: the slope of the determinant, for any matrix. Its derivative is symmetric, and an operation of its own,
/// so that it is right for singular matrices too.
/// </summary>
internal sealed class CofactorOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly CofactorOperation<T> _instance = new();

    public override string Name => "cofactor";

    public static Variable<T> Record(Variable<T> a)
    {
        SquareMatrices matrices = SquareMatrices.Of(a, "Cofactor");
        Tape<T> tape = a.Tape;
        ref readonly Node<T> node = ref tape.Operand(a, "Cofactor");
        Span<T> y = tape.Allocate(node.Length);
        Compute(tape, matrices, tape.ValuesAt(a.Id), [], y);
        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, a.Id);
    }

    public static void Compute(Tape<T> tape, SquareMatrices matrices, ReadOnlySpan<T> a, ReadOnlySpan<T> along, Span<T> y)
    {
        Span<T> workspace = tape.RentSpan(Cofactors.WorkspaceLength(matrices.Size));
        Cofactors.Compute(matrices.Count, matrices.Size, a, along, y, workspace);
        tape.ReturnSpan(workspace);
    }

    public override void Pull(ref Pullback<T> pull) => pull.Add(0, CofactorChangeOperation<T>.Record(pull.Operand(0), pull.Seed));
}

/// <summary>
/// How the cofactors C of A change along H: the derivative of cof(A + t H) at t = 0, which is (&lt;H, C&gt; C - C H' C) / det A, computed
/// without that division. Linear and symmetric in H.
/// </summary>
internal sealed class CofactorChangeOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly CofactorChangeOperation<T> _instance = new();

    public override string Name => "cofactorchange";

    public static Variable<T> Record(Variable<T> a, Variable<T> along)
    {
        SquareMatrices matrices = SquareMatrices.Of(a, "Cofactor");
        Tape<T> tape = a.Tape;
        NodeKind kind = tape.NodeAt(a.Id).Kind | tape.NodeAt(along.Id).Kind;
        Span<T> y = tape.Allocate(tape.NodeAt(a.Id).Length);
        CofactorOperation<T>.Compute(tape, matrices, tape.ValuesAt(a.Id), tape.ValuesAt(along.Id), y);
        ref readonly Node<T> node = ref tape.NodeAt(a.Id);
        return tape.Push(_instance, y, node.Sizes, node.Rank, kind, 2, a.Id, along.Id);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        Variable<T> a = pull.Operand(0);
        Variable<T> seed = pull.Seed;
        if (pull.Wants(1))
        {
            pull.Add(1, Record(a, seed));
        }

        if (pull.Wants(0))
        {
            // <G, (<H, C> C - C H' C) / det A> by the rules for products and the quotient, with C and det A as functions of A.
            Variable<T> along = pull.Operand(1);
            Variable<T> c = CofactorOperation<T>.Record(a);
            Variable<T> determinant = DeterminantOperation<T>.OnMatrices(a.Determinant());
            Variable<T> towardsCofactors = (along * Inner(seed, c)) + (seed * Inner(along, c))
                - seed.MatMul(c, transposeRight: true).MatMul(along) - along.MatMul(c, transposeRight: true).MatMul(seed);
            Variable<T> towardsDeterminant = -Inner(seed, pull.Output);
            pull.Add(0, Record(a, towardsCofactors / determinant) + (c * (towardsDeterminant / determinant)));
        }
    }

    private static Variable<T> Inner(Variable<T> x, Variable<T> y) => (x * y).Sum([-2, -1], keepDimensions: true);
}
