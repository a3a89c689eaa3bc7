using AutoGrad.Autodiff;

namespace AutoGrad.Tests.Unit.Autodiff.Transforms.Sparse;

/// <summary>Patterns that every text on sparse derivatives shows.</summary>
internal static class Patterns
{
    public static SparsityPattern Tridiagonal(int size) =>
        new(size, [.. Enumerable.Range(0, size).Select(row => Enumerable.Range(row - 1, 3).Where(column => column >= 0 && column < size).ToArray())]);

    /// <summary>The diagonal, one full row and one full column.</summary>
    public static SparsityPattern Arrow(int size, int head) =>
        new(size, [.. Enumerable.Range(0, size).Select(row => row == head ? Enumerable.Range(0, size).ToArray() : [row, head])]);

    public static SparsityPattern Full(int rows, int columns) =>
        new(columns, [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).ToArray())]);

    /// <summary>The five-point stencil on a square grid.</summary>
    public static SparsityPattern Grid(int side) =>
        new(side * side, [.. Enumerable.Range(0, side * side).Select(place => (int[])[
            place,
            .. place % side > 0 ? [place - 1] : (int[])[],
            .. place % side < side - 1 ? [place + 1] : (int[])[],
            .. place >= side ? [place - side] : (int[])[],
            .. place < (side - 1) * side ? [place + side] : (int[])[],
        ])]);
}
