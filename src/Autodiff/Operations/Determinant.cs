using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The determinant of each matrix, by elimination with partial pivoting. Slope: the matrix of the cofactors.</summary>
    /// <returns>A variable of the shape of the batch: [...] for matrices [..., n, n].</returns>
    /// <remarks>
    /// The first and the second derivative are right for singular matrices too: they come from a factorization with complete pivoting that
    /// divides by no pivot which is 0. The third and higher ones divide by the determinant, and are NaN where it is 0. 1 for matrices of size 0.
    /// Products of many pivots may overflow: see <see cref="LogDeterminant"/>.
    /// </remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    public Variable<T> Determinant() => DeterminantOperation<T>.Record(this);
}

/// <summary>The determinant of each matrix of a batch.</summary>
internal sealed class DeterminantOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly DeterminantOperation<T> _instance = new();

    public delegate T Reading(int size, ReadOnlySpan<T> factors, ReadOnlySpan<int> pivots);

    public override string Name => "det";

    public static Variable<T> Record(Variable<T> a) => Record(a, "Determinant", _instance, LowerUpper.Determinant);

    /// <summary>One number for each matrix, read from its factors.</summary>
    public static Variable<T> Record(Variable<T> a, string name, Operation<T> operation, Reading read)
    {
        SquareMatrices matrices = SquareMatrices.Of(a, name);
        Tape<T> tape = a.Tape;
        ref readonly Node<T> node = ref tape.Operand(a, name);
        ReadOnlySpan<T> values = tape.ValuesAt(a.Id);
        Span<T> factors = tape.RentSpan(matrices.Length);
        Span<int> pivots = matrices.Size <= 1024 ? stackalloc int[matrices.Size] : new int[matrices.Size];
        Span<T> y = tape.Allocate(matrices.Count);
        for (int matrix = 0; matrix < matrices.Count; matrix++)
        {
            matrices.At(values, matrix).CopyTo(factors);
            LowerUpper.Factor(matrices.Size, factors, pivots);
            y[matrix] = read(matrices.Size, factors, pivots);
        }

        tape.ReturnSpan(factors);
        return tape.Push(operation, y, node.Sizes, node.Rank - 2, node.Kind, 1, a.Id);
    }

    /// <summary>One number for each matrix, with two axes of size 1 behind.</summary>
    public static Variable<T> OnMatrices(Variable<T> x)
    {
        ReadOnlySpan<int> sizes = x.Tape.SizesAt(x.Id);
        Span<int> behind = stackalloc int[sizes.Length + 2];
        behind.Fill(1);
        sizes.CopyTo(behind);
        return x.Reshape(behind);
    }

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.Wants(0))
        {
            pull.Add(0, OnMatrices(pull.Seed) * CofactorOperation<T>.Record(pull.Operand(0)));
        }
    }
}
