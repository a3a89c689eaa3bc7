using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>The shapes of A X = B: square matrices [..., n, n] and right-hand sides [..., n, m], whose batch axes broadcast.</summary>
internal readonly record struct LinearSystem(int Size, int Columns)
{
    /// <summary>The numbers of one right-hand side.</summary>
    public int Length => Size * Columns;

    /// <summary>Whether the right-hand side is one vector, once the shapes are known to fit.</summary>
    public static bool IsVector<T>(Variable<T> a, Variable<T> b, string operation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tape<T> tape = a.Tape;
        tape.Operand(a, operation);
        tape.Operand(b, operation);
        ReadOnlySpan<int> sizesA = tape.SizesAt(a.Id);
        ReadOnlySpan<int> sizesB = tape.SizesAt(b.Id);
        if (sizesB.Length != 1)
        {
            return false;
        }

        if (sizesA.Length < 2 || sizesA[^1] != sizesA[^2] || sizesA[^1] != sizesB[0])
        {
            throw Refused(operation, sizesA, sizesB);
        }

        return true;
    }

    /// <summary>The sizes of a system, and the shape of X, whose length is the greater rank.</summary>
    public static LinearSystem Of(string operation, ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> shape)
    {
        if (a.Length < 2 || b.Length < 2 || a[^1] != a[^2] || a[^1] != b[^2] || !Broadcasting.TryCombine(a[..^2], b[..^2], shape[..^2]))
        {
            throw Refused(operation, a, b);
        }

        (shape[^2], shape[^1]) = (b[^2], b[^1]);
        return new(b[^2], b[^1]);
    }

    /// <summary>Which matrix meets which right-hand side.</summary>
    public static BatchPairs Pairs(ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> shape) => new(a[..^2], b[..^2], shape[..^2]);

    private static ShapeException Refused(string operation, ReadOnlySpan<int> a, ReadOnlySpan<int> b) => new(
        $"{operation} needs square matrices [..., n, n] and right-hand sides [n] or [..., n, m] whose batch axes broadcast; it was given {Shape.Format(a)} and {Shape.Format(b)}.");
}
