using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>The lower triangle of each matrix [..., m, n], with 0 above it (numpy's tril). Linear: entries outside have gradient 0.</summary>
    /// <param name="diagonal">The last diagonal that is kept: 0 the main one, 1 that above it, -1 that below it.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Variable<T> LowerTriangle(int diagonal = 0) => TriangleOperation<T>.Record(this, new(false, diagonal));

    /// <summary>The upper triangle of each matrix [..., m, n], with 0 below it (numpy's triu). Linear: entries outside have gradient 0.</summary>
    /// <param name="diagonal">The first diagonal that is kept: 0 the main one, 1 that above it, -1 that below it.</param>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Variable<T> UpperTriangle(int diagonal = 0) => TriangleOperation<T>.Record(this, new(true, diagonal));
}

/// <summary>One triangle of each matrix; linear, and its own transpose.</summary>
internal sealed class TriangleOperation<T> : LinearMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly TriangleOperation<T> _instance = new();

    public override string Name => "triangle";

    public static Variable<T> Record(Variable<T> x, Triangle triangle)
    {
        Tape<T> tape = x.Tape;
        string name = triangle.Upper ? "UpperTriangle" : "LowerTriangle";
        ref readonly Node<T> node = ref tape.Operand(x, name);
        ReadOnlySpan<int> sizes = tape.SizesAt(x.Id);
        if (sizes.Length < 2)
        {
            throw new ShapeException($"{name} needs matrices [..., m, n]; it was given {Shape.Format(sizes)}.");
        }

        Span<T> y = tape.Allocate(node.Length);
        MatrixParts.TakeTriangle(tape.ValuesAt(x.Id), sizes[^2], sizes[^1], triangle.Upper, triangle.Diagonal, y, accumulate: false);
        return tape.Push(_instance, y, node.Sizes, node.Rank, node.Kind, 1, x.Id, payload: tape.Keep(triangle));
    }

    public override Variable<T> Apply(Tape<T> tape, int id, ReadOnlySpan<Variable<T>> operands) => Record(operands[0], tape.Kept<Triangle>(id));

    public override void Pull(ref Pullback<T> pull)
    {
        Triangle triangle = pull.Kept<Triangle>();
        if (pull.IsRecorded)
        {
            pull.Add(0, Record(pull.Seed, triangle));
        }
        else if (pull.Wants(0))
        {
            ReadOnlySpan<int> sizes = pull.OutputSizes;
            Span<T> target = pull.Target(0, out bool accumulate);
            MatrixParts.TakeTriangle(pull.SeedValues, sizes[^2], sizes[^1], triangle.Upper, triangle.Diagonal, target, accumulate);
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands)
    {
        Triangle triangle = tape.Kept<Triangle>(id);
        return $"{(triangle.Upper ? "triu" : "tril")}({operands[0]}{(triangle.Diagonal == 0 ? string.Empty : $", {triangle.Diagonal}")})";
    }
}

/// <summary>Which triangle, and from (or up to) which diagonal.</summary>
internal readonly record struct Triangle(bool Upper, int Diagonal);
