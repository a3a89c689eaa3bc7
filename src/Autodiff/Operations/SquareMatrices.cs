using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>A batch of square matrices: the last two axes are the matrices', the others the batch's.</summary>
internal readonly record struct SquareMatrices(int Count, int Size)
{
    /// <summary>The numbers of one matrix.</summary>
    public int Length => Size * Size;

    /// <summary>The batch that a variable is; refused if it is none.</summary>
    public static SquareMatrices Of<T>(Variable<T> a, string operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        a.Tape.Operand(a, operation);
        return Of(a.Tape.SizesAt(a.Id), operation);
    }

    public static SquareMatrices Of(ReadOnlySpan<int> sizes, string operation) => sizes.Length >= 2 && sizes[^1] == sizes[^2]
        ? new(Shape.CheckedLength(sizes[..^2]), sizes[^1])
        : throw new ShapeException($"{operation} needs square matrices [..., n, n]; it was given {Shape.Format(sizes)}.");

    /// <summary>Which matrix is meant, for a message.</summary>
    public string Describe(int matrix) => Count == 1 ? $"the {Size} x {Size} matrix" : $"matrix {matrix} of the {Count} of size {Size} x {Size}";

    public ReadOnlySpan<T> At<T>(ReadOnlySpan<T> values, int matrix) => values.Slice(matrix * Length, Length);

    public Span<T> At<T>(Span<T> values, int matrix) => values.Slice(matrix * Length, Length);
}
