using System.Numerics;
using AutoGrad.Autodiff.Kernels;

namespace AutoGrad.Autodiff;

/// <summary>
/// C = op(A) op(B) for every pair of matrices of two batches, whose axes broadcast. The rule is that of the product of two matrices;
/// in values it adds to the matrices that were repeated, without a copy of them.
/// </summary>
internal sealed class BatchedMatMulOperation<T> : Operation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly BatchedMatMulOperation<T> _instance = new();

    public override string Name => "matmul";

    public static Variable<T> Record(Variable<T> a, Variable<T> b, bool transposeA, bool transposeB)
    {
        Tape<T> tape = a.Tape;
        (NodeKind kind, int flags) = (tape.NodeAt(a.Id).Kind | tape.NodeAt(b.Id).Kind, (transposeA ? 1 : 0) + (transposeB ? 2 : 0));
        ReadOnlySpan<int> sizesA = tape.SizesAt(a.Id);
        ReadOnlySpan<int> sizesB = tape.SizesAt(b.Id);
        Span<int> batch = stackalloc int[Math.Max(sizesA.Length, sizesB.Length) - 2];
        Batches batches = Batches.Of(sizesA, sizesB, flags, batch);
        Span<int> sizes = stackalloc int[batch.Length + 2];
        batch.CopyTo(sizes);
        int rank = batch.Length;
        if (sizesA.Length > 1)
        {
            sizes[rank++] = batches.Rows;
        }

        if (sizesB.Length > 1)
        {
            sizes[rank++] = batches.Columns;
        }

        sizes = sizes[..rank];
        Span<T> c = tape.Allocate(Shape.CheckedLength(sizes));
        if (!c.IsEmpty)
        {
            (int rows, int columns, int inner) = (batches.Rows, batches.Columns, batches.Inner);
            ReadOnlySpan<T> valuesA = tape.ValuesAt(a.Id);
            ReadOnlySpan<T> valuesB = tape.ValuesAt(b.Id);
            BatchPairs pairs = Batches.Pairs(sizesA, sizesB, batch);
            for (int pair = 0; pair < pairs.Count; pair++, pairs.Next())
            {
                MatMulOperation<T>.Multiply(
                    tape, rows, columns, inner, Batches.At(valuesA, pairs.Left, rows, inner), transposeA, Batches.At(valuesB, pairs.Right, inner, columns), transposeB,
                    Batches.At(c, pair, rows, columns), false, []);
            }
        }

        return tape.Push(_instance, c, tape.PushSizes(sizes), rank, kind, 2, a.Id, b.Id, payload: tape.Keep(flags));
    }

    public override void Pull(ref Pullback<T> pull)
    {
        int flags = pull.Kept<int>();
        Span<int> batch = stackalloc int[Math.Max(pull.Sizes(0).Length, pull.Sizes(1).Length) - 2];
        Batches batches = Batches.Of(pull.Sizes(0), pull.Sizes(1), flags, batch);
        if (pull.IsRecorded)
        {
            PullRecorded(ref pull, batches, flags, batch);
            return;
        }

        if (pull.Wants(0))
        {
            PullLeft(ref pull, batches, flags, batch);
        }

        if (pull.Wants(1))
        {
            PullRight(ref pull, batches, flags, batch);
        }
    }

    // Bilinear: the product rule.
    public override void Push(ref Pushforward<T> push)
    {
        int flags = push.Kept<int>();
        (bool transposeA, bool transposeB) = ((flags & 1) != 0, (flags & 2) != 0);
        if (push.Has(0))
        {
            push.Add(MatMulOperation<T>.Record(push.Tangent(0), push.Operand(1), transposeA, transposeB));
        }

        if (push.Has(1))
        {
            push.Add(MatMulOperation<T>.Record(push.Operand(0), push.Tangent(1), transposeA, transposeB));
        }
    }

    public override string Format(Tape<T> tape, int id, ReadOnlySpan<string> operands) => MatMulOperation<T>.FormatProduct(tape.Kept<int>(id), operands);

    private static void PullLeft(ref Pullback<T> pull, Batches batches, int flags, scoped ReadOnlySpan<int> batch)
    {
        (bool transposeA, bool transposeB) = ((flags & 1) != 0, (flags & 2) != 0);
        (int rows, int columns, int inner) = (batches.Rows, batches.Columns, batches.Inner);
        Tape<T> tape = pull.Tape;
        Span<T> target = Begin(ref pull, 0, out bool accumulate);
        if (pull.OutputLength == 0 || inner == 0)
        {
            return;
        }

        BatchPairs pairs = Batches.Pairs(pull.Sizes(0), pull.Sizes(1), batch);
        for (int pair = 0; pair < pairs.Count; pair++, pairs.Next())
        {
            Span<T> towards = Batches.At(target, pairs.Left, rows, inner);
            ReadOnlySpan<T> seed = Batches.At(pull.SeedValues, pair, rows, columns);
            ReadOnlySpan<T> other = Batches.At(pull.Values(1), pairs.Right, inner, columns);
            if (transposeA)
            {
                MatMulOperation<T>.Multiply(tape, inner, rows, columns, other, transposeB, seed, true, towards, accumulate, []);
            }
            else
            {
                MatMulOperation<T>.Multiply(tape, rows, inner, columns, seed, false, other, !transposeB, towards, accumulate, []);
            }
        }
    }

    private static void PullRight(ref Pullback<T> pull, Batches batches, int flags, scoped ReadOnlySpan<int> batch)
    {
        (bool transposeA, bool transposeB) = ((flags & 1) != 0, (flags & 2) != 0);
        (int rows, int columns, int inner) = (batches.Rows, batches.Columns, batches.Inner);
        Tape<T> tape = pull.Tape;
        Span<T> target = Begin(ref pull, 1, out bool accumulate);
        if (pull.OutputLength == 0 || inner == 0)
        {
            return;
        }

        BatchPairs pairs = Batches.Pairs(pull.Sizes(0), pull.Sizes(1), batch);
        for (int pair = 0; pair < pairs.Count; pair++, pairs.Next())
        {
            Span<T> towards = Batches.At(target, pairs.Right, inner, columns);
            ReadOnlySpan<T> seed = Batches.At(pull.SeedValues, pair, rows, columns);
            ReadOnlySpan<T> other = Batches.At(pull.Values(0), pairs.Left, rows, inner);
            if (transposeB)
            {
                MatMulOperation<T>.Multiply(tape, columns, inner, rows, seed, true, other, transposeA, towards, accumulate, []);
            }
            else
            {
                MatMulOperation<T>.Multiply(tape, inner, columns, rows, other, !transposeA, seed, false, towards, accumulate, []);
            }
        }
    }

    // A matrix that was repeated gets several contributions: they add up, from 0 where there was nothing before.
    private static Span<T> Begin(ref Pullback<T> pull, int operand, out bool accumulate)
    {
        Span<T> target = pull.Target(operand, out accumulate);
        if (!accumulate)
        {
            target.Clear();
        }

        accumulate = true;
        return target;
    }

    // Vectors take part as the matrices that they stand for; the sum over the axes that were repeated is the sweep's.
    private static void PullRecorded(ref Pullback<T> pull, Batches batches, int flags, scoped ReadOnlySpan<int> batch)
    {
        (bool transposeA, bool transposeB) = ((flags & 1) != 0, (flags & 2) != 0);
        Span<int> sizes = stackalloc int[batch.Length + 2];
        batch.CopyTo(sizes);
        (sizes[^2], sizes[^1]) = (batches.Rows, batches.Columns);
        Variable<T> seed = pull.Seed.Reshape(sizes);
        bool rowVector = pull.Sizes(0).Length == 1;
        bool columnVector = pull.Sizes(1).Length == 1;
        Variable<T> a = rowVector ? pull.Operand(0).Reshape(1, batches.Inner) : pull.Operand(0);
        Variable<T> b = columnVector ? pull.Operand(1).Reshape(batches.Inner, 1) : pull.Operand(1);
        if (pull.Wants(0))
        {
            pull.Add(0, transposeA ? MatMulOperation<T>.Record(b, seed, transposeB, true) : MatMulOperation<T>.Record(seed, b, false, !transposeB));
        }

        if (pull.Wants(1))
        {
            Variable<T> towardsB = transposeB ? MatMulOperation<T>.Record(seed, a, true, transposeA) : MatMulOperation<T>.Record(a, seed, !transposeA, false);
            sizes[^2] = batches.Inner;
            pull.Add(1, columnVector ? towardsB.Reshape(sizes[..^1]) : towardsB);
        }
    }

    /// <summary>The sizes of the products.</summary>
    private readonly record struct Batches(int Rows, int Columns, int Inner)
    {
        /// <summary>The sizes, and the common batch into <paramref name="batch"/>, whose length is the greater rank less two.</summary>
        public static Batches Of(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int flags, Span<int> batch)
        {
            (bool transposeA, bool transposeB) = ((flags & 1) != 0, (flags & 2) != 0);
            if (a.IsEmpty || b.IsEmpty || (transposeA && a.Length == 1) || (transposeB && b.Length == 1))
            {
                throw MatMulOperation<T>.Refused(a, b, transposeA, transposeB, "a number cannot be multiplied, nor a vector transposed");
            }

            (int rows, int innerA) = a.Length == 1 ? (1, a[0]) : transposeA ? (a[^1], a[^2]) : (a[^2], a[^1]);
            (int innerB, int columns) = b.Length == 1 ? (b[0], 1) : transposeB ? (b[^1], b[^2]) : (b[^2], b[^1]);
            if (innerA != innerB)
            {
                throw MatMulOperation<T>.Refused(a, b, transposeA, transposeB, "the inner sizes differ");
            }

            return Broadcasting.TryCombine(BatchOf(a), BatchOf(b), batch)
                ? new(rows, columns, innerA)
                : throw MatMulOperation<T>.Refused(a, b, transposeA, transposeB, "the batch axes do not broadcast");
        }

        public static ReadOnlySpan<T> At(ReadOnlySpan<T> values, int matrix, int rows, int columns) => values.Slice(matrix * rows * columns, rows * columns);

        public static Span<T> At(Span<T> values, int matrix, int rows, int columns) => values.Slice(matrix * rows * columns, rows * columns);

        public static BatchPairs Pairs(ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> batch) => new(BatchOf(a), BatchOf(b), batch);

        private static ReadOnlySpan<int> BatchOf(ReadOnlySpan<int> sizes) => sizes.Length > 2 ? sizes[..^2] : [];
    }
}
