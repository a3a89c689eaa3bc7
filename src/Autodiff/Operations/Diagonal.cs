using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The main diagonal of each matrix: [..., m, n] gives [..., min(m, n)]. Linear.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Variable<T> Diagonal() => DiagonalOperation<T>.Record(this, nameof(Diagonal));

    /// <summary>The sum of the main diagonal of each matrix: [..., m, n] gives [...]. Slope: 1 on the diagonal, 0 elsewhere.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Variable<T> Trace() => DiagonalOperation<T>.Record(this, nameof(Trace)).Sum(-1);

    /// <summary>Matrices with this on their main diagonals and 0 elsewhere: [..., n] gives [..., n, n]. Linear.</summary>
    /// <exception cref="ShapeException">There is no axis.</exception>
    public Variable<T> DiagonalMatrix()
    {
        ReadOnlySpan<int> sizes = Tape.SizesOf(this);
        return sizes.Length > 0
            ? DiagonalMatrixOperation<T>.Record(this, sizes[^1], sizes[^1])
            : throw new ShapeException($"DiagonalMatrix needs diagonals [..., n]; it was given {Shape}.");
    }
}

/// <summary>The diagonals of matrices; linear. The rule: the seed on the diagonal of zeros.</summary>
internal sealed class DiagonalOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly DiagonalOperation<T> _instance = new();

    public override string Name => "diagonal";

    public static Variable<T> Record(Variable<T> x, string name)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, name);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        if (sizes.Length < 2)
        {
            throw new ShapeException($"{name} needs matrices [..., m, n]; it was given {Shape.Format(sizes)}.");
        }

        Span<int> shape = stackalloc int[sizes.Length - 1];
        sizes[..^1].CopyTo(shape);
        shape[^1] = Math.Min(sizes[^2], sizes[^1]);
        Span<T> y = tape.Allocate(Shape.CheckedLength(shape));
        MatrixParts.TakeDiagonal(tape.ValuesAt(x.Id), sizes[^2], sizes[^1], y, accumulate: false);
        return tape.Push(_instance, y, tape.PushSizes(shape), shape.Length, node.Kind, 1, x.Id);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) => Record(operands[0], "Diagonal");

    public override void Pull(ref Pullback<T> pull)
    {
        ReadOnlySpan<int> sizes = pull.Sizes(0);
        if (pull.IsRecorded)
        {
            pull.Add(0, DiagonalMatrixOperation<T>.Record(pull.Seed, sizes[^2], sizes[^1]));
        }
        else if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            MatrixParts.PutDiagonal(pull.SeedValues, sizes[^2], sizes[^1], target, accumulate);
        }
    }
}

/// <summary>Matrices with given diagonals; linear. The rule: the diagonal of the seed.</summary>
internal sealed class DiagonalMatrixOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly DiagonalMatrixOperation<T> _instance = new();

    public override string Name => "diagonalmatrix";

    public static Variable<T> Record(Variable<T> x, int rows, int columns)
    {
        Tape<T> tape = x.Tape;
        ref readonly Node<T> node = ref tape.Operand(x, "DiagonalMatrix");
        Span<int> shape = stackalloc int[node.Rank + 1];
        tape.SizesAt(x.Id).CopyTo(shape);
        (shape[^2], shape[^1]) = (rows, columns);
        Span<T> y = tape.Allocate(Shape.CheckedLength(shape));
        MatrixParts.PutDiagonal(tape.ValuesAt(x.Id), rows, columns, y, accumulate: false);
        return tape.Push(_instance, y, tape.PushSizes(shape), shape.Length, node.Kind, 1, x.Id);
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) =>
        Record(operands[0], tape.SizesAt(id)[^2], tape.SizesAt(id)[^1]);

    public override void Pull(ref Pullback<T> pull)
    {
        if (pull.IsRecorded)
        {
            pull.Add(0, DiagonalOperation<T>.Record(pull.Seed, "Diagonal"));
        }
        else if (pull.Wants(0))
        {
            ReadOnlySpan<int> sizes = pull.OutputSizes;
            Span<T> target = pull.Target(0, out bool accumulate);
            MatrixParts.TakeDiagonal(pull.SeedValues, sizes[^2], sizes[^1], target, accumulate);
        }
    }
}
