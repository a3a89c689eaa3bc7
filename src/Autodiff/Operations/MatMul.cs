using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

public readonly partial struct Variable<T>
{
    /// <summary>
    /// The matrix product, as numpy's matmul: of the last two axes, with the leading axes as a batch that broadcasts. A vector on the left
    /// is a row, on the right a column, and its axis is dropped from the result.
    /// </summary>
    /// <param name="other">The right operand: a variable or parameter of one axis or more.</param>
    /// <param name="transposeLeft">Whether these matrices are used transposed; nothing is copied.</param>
    /// <param name="transposeRight">Whether the other matrices are used transposed; nothing is copied.</param>
    /// <remarks>
    /// [..., m, k] by [..., k, n] gives [..., m, n]. Sums of no terms are 0; NaN and 0 times infinity are not skipped. Subnormal numbers (below
    /// 1e-38 in float) are not taken for 0, and many processors multiply them a hundred times slower: keep activations and gradients above.
    /// </remarks>
    /// <exception cref="ShapeException">The inner sizes differ, the batch axes do not broadcast, an operand has no axis, or a vector is to be transposed.</exception>
    /// <exception cref="RecordingException">The operands belong to different tapes.</exception>
    public Variable<T> MatMul(Operand<T> other, bool transposeLeft = false, bool transposeRight = false) =>
        MatMulOperation<T>.Record(this, other.On(this), transposeLeft, transposeRight);
}

/// <summary>
/// C = op(A) op(B), where op may transpose. The rule: dA = G op(B)' and dB = op(A)' G, products of the same kind, so that the
/// operation is closed under differentiation and never copies a transpose. Batches of A that meet one B are rows of one product;
/// all other batches are <see cref="BatchedMatMulOperation{T}"/>'s.
/// </summary>
internal sealed class MatMulOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly MatMulOperation<T> _instance = new();

    public override string Name => "matmul";

    public static Variable<T> Record(Variable<T> a, Variable<T> b, bool transposeA, bool transposeB)
    {
        Tape<T> tape = a.Tape;
        ref readonly Node<T> left = ref tape.Operand(a, "MatMul");
        ref readonly Node<T> right = ref tape.Operand(b, "MatMul");
        if (left.Rank > 2 || right.Rank > 2)
        {
            return RecordBatches(a, b, transposeA, transposeB);
        }

        Product product = Product.Of(tape.SizesAt(a.Id), tape.SizesAt(b.Id), transposeA, transposeB);
        Span<int> sizes = stackalloc int[2];
        int rank = 0;
        if (left.Rank == 2)
        {
            sizes[rank++] = product.Rows;
        }

        if (right.Rank == 2)
        {
            sizes[rank++] = product.Columns;
        }

        sizes = sizes[..rank];
        Span<T> c = tape.Allocate(Shape.CheckedLength(sizes));
        Multiply(tape, product.Rows, product.Columns, product.Inner, tape.ValuesAt(a.Id), transposeA, tape.ValuesAt(b.Id), transposeB, c, false, []);
        return tape.Push(
            _instance, c, tape.PushSizes(sizes), rank, left.Kind | right.Kind, 2, a.Id, b.Id, payload: tape.Keep((transposeA ? 1 : 0) + (transposeB ? 2 : 0)));
    }

    public static ShapeException Refused(ReadOnlySpan<int> a, ReadOnlySpan<int> b, bool transposeA, bool transposeB, string reason) => new(
        $"MatMul of shapes {Shape.Format(a)}{(transposeA ? " transposed" : string.Empty)} and {Shape.Format(b)}{(transposeB ? " transposed" : string.Empty)}: {reason}.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Variable<T> RecordBatches(Variable<T> a, Variable<T> b, bool transposeA, bool transposeB)
    {
        Tape<T> tape = a.Tape;
        ref readonly Node<T> left = ref tape.Operand(a, "MatMul");
        ref readonly Node<T> right = ref tape.Operand(b, "MatMul");
        if (transposeA || right.Rank > 2)
        {
            return BatchedMatMulOperation<T>.Record(a, b, transposeA, transposeB);
        }

        Product product = Product.Of(tape.SizesAt(a.Id), tape.SizesAt(b.Id), false, transposeB);
        int rank = right.Rank == 2 ? left.Rank : left.Rank - 1;
        Span<int> sizes = stackalloc int[rank];
        tape.SizesAt(a.Id)[..^1].CopyTo(sizes);
        if (right.Rank == 2)
        {
            sizes[^1] = product.Columns;
        }

        Span<T> c = tape.Allocate(Shape.CheckedLength(sizes));
        Multiply(tape, product.Rows, product.Columns, product.Inner, tape.ValuesAt(a.Id), false, tape.ValuesAt(b.Id), transposeB, c, false, []);
        return tape.Push(
            _instance, c, tape.PushSizes(sizes), rank, left.Kind | right.Kind, 2, a.Id, b.Id, payload: tape.Keep(transposeB ? 2 : 0));
    }

    /// <summary>The product with workspace from the tape.</summary>
    public static void Multiply(
        Tape<T> tape, int rows, int columns, int inner, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, bool accumulate, ReadOnlySpan<T> bias) =>
        MatrixProduct.Multiply(
            rows, columns, inner, a, transposeA, b, transposeB, c, accumulate, bias, Workspace(tape, rows, columns, inner, transposeA, transposeB), tape.Threads);

    /// <summary>The product with workspace from the tape, of matrices whose sizes were checked when the operation was recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void MultiplyChecked(
        Tape<T> tape, int rows, int columns, int inner, T* a, bool transposeA, T* b, bool transposeB, T* c, bool accumulate, T* bias)
    {
        if (rows == 0 || columns == 0)
        {
            return;
        }

        Span<T> workspace = Workspace(tape, rows, columns, inner, transposeA, transposeB);
        var product = new Product<T>(
            rows, columns, inner, a, transposeA, b, transposeB, c, accumulate, bias, (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(workspace)), workspace.Length, tape.Threads);
        MatrixProduct.Compute(in product);
    }

    // The usual workspace is enough for a product this small: not looked into, because that takes as long as a few rows of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<T> Workspace(Tape<T> tape, int rows, int columns, int inner, bool transposeA, bool transposeB)
    {
        const int Small = 64;
        return ((rows - 1) | (columns - 1) | (inner - 1)) < Small && tape.HasUsualWorkspace
            ? tape.Workspace
            : tape.WorkspaceOf(MatrixProduct.WorkspaceLength<T>(rows, columns, inner, transposeA, transposeB, tape.Threads));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int flags = pull.Kept<int>();
        bool transposeA = (flags & 1) != 0;
        bool transposeB = (flags & 2) != 0;
        Product product = Product.Of(pull.Sizes(0), pull.Sizes(1), transposeA, transposeB);
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, product, transposeA, transposeB);
            return;
        }

        Tape<T> tape = pull.Tape;
        (int rows, int columns, int inner) = (product.Rows, product.Columns, product.Inner);
        if (pull.Wants(0))
        {
            Span<T> target = pull.Target(0, out bool accumulate);
            if (transposeA)
            {
                Multiply(tape, inner, rows, columns, pull.Values(1), transposeB, pull.SeedValues, true, target, accumulate, []);
            }
            else
            {
                Multiply(tape, rows, inner, columns, pull.SeedValues, false, pull.Values(1), !transposeB, target, accumulate, []);
            }
        }

        if (pull.Wants(1))
        {
            Span<T> target = pull.Target(1, out bool accumulate);
            if (transposeB)
            {
                Multiply(tape, columns, inner, rows, pull.SeedValues, true, pull.Values(0), transposeA, target, accumulate, []);
            }
            else
            {
                Multiply(tape, inner, columns, rows, pull.Values(0), !transposeA, pull.SeedValues, false, target, accumulate, []);
            }
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) => FormatProduct(tape.Kept<int>(id), operands);

    public static string FormatProduct(int flags, ReadOnlySpan<string> operands) =>
        $"{operands[0]}{((flags & 1) != 0 ? "'" : string.Empty)} @ {operands[1]}{((flags & 2) != 0 ? "'" : string.Empty)}";

    // Bilinear: the product rule.
    public override void Push(ref Pushforward<T> push)
    {
        int flags = push.Kept<int>();
        (bool transposeA, bool transposeB) = ((flags & 1) != 0, (flags & 2) != 0);
        if (push.Has(0))
        {
            push.Add(Record(push.Tangent(0), push.Operand(1), transposeA, transposeB));
        }

        if (push.Has(1))
        {
            push.Add(Record(push.Operand(0), push.Tangent(1), transposeA, transposeB));
        }
    }

    // Vectors take part as the matrices that they stand for, batches of A as rows.
    private static void PullRecorded(ref Pullback<T> pull, Product product, bool transposeA, bool transposeB)
    {
        Variable<T> seed = pull.Seed.Reshape(product.Rows, product.Columns);
        Variable<T> a = transposeA ? pull.Operand(0) : pull.Operand(0).Reshape(product.Rows, product.Inner);
        Variable<T> b = transposeB ? pull.Operand(1) : pull.Operand(1).Reshape(product.Inner, product.Columns);
        if (pull.Wants(0))
        {
            Variable<T> towardsA = transposeA ? Record(b, seed, transposeB, true) : Record(seed, b, false, !transposeB);
            pull.Add(0, towardsA.Reshape(pull.Sizes(0)));
        }

        if (pull.Wants(1))
        {
            Variable<T> towardsB = transposeB ? Record(seed, a, true, transposeA) : Record(a, seed, !transposeA, false);
            pull.Add(1, towardsB.Reshape(pull.Sizes(1)));
        }
    }

    /// <summary>The sizes of a product.</summary>
    private readonly record struct Product(int Rows, int Columns, int Inner)
    {
        public static Product Of(ReadOnlySpan<int> a, ReadOnlySpan<int> b, bool transposeA, bool transposeB)
        {
            bool fits = a.Length > 0 && b.Length is (1 or 2) && !(transposeA && a.Length != 2) && !(transposeB && b.Length == 1);
            if (fits)
            {
                (int rows, int innerA) = a.Length == 1 ? (1, a[0]) : transposeA ? (a[1], a[0]) : (a.Length == 2 ? a[0] : RowsOfAll(a), a[^1]);
                (int innerB, int columns) = b.Length == 1 ? (b[0], 1) : transposeB ? (b[1], b[0]) : (b[0], b[1]);
                if (innerA == innerB)
                {
                    return new(rows, columns, innerA);
                }
            }

            throw Refused(a, b, transposeA, transposeB, fits ? "the inner sizes differ" : "a number cannot be multiplied, nor a vector transposed");
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static int RowsOfAll(ReadOnlySpan<int> batch) => Shape.CheckedLength(batch[..^1]);
    }
}
