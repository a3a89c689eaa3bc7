using System.Numerics;

namespace AutoGrad.Autodiff;

/// <summary>The steps of Einstein's summation, on operands with a letter for each axis.</summary>
internal static class Summation
{
    // More letters there are not.
    private const int Alphabet = 52;

    /// <summary>Takes the diagonal of letters that stand twice, and sums over those that neither the other operand nor the result has.</summary>
    public static Variable<T> Reduce<T>(Variable<T> x, ref Span<char> letters, ReadOnlySpan<char> other, ReadOnlySpan<char> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int axis = 0; axis < letters.Length; axis++)
        {
            int twin = letters[..axis].IndexOf(letters[axis]);
            if (twin >= 0)
            {
                x = TakeDiagonal(x, ref letters, twin, axis);
                axis = twin - 1;
            }
        }

        ulong summed = 0;
        int count = 0;
        for (int axis = 0; axis < letters.Length; axis++)
        {
            if (other.Contains(letters[axis]) || result.Contains(letters[axis]))
            {
                letters[count++] = letters[axis];
            }
            else
            {
                summed |= 1UL << axis;
            }
        }

        letters = letters[..count];
        return summed == 0 ? x : SumOperation<T>.Over(x, summed, false, false);
    }

    /// <summary>The same letters in another order.</summary>
    public static Variable<T> InOrder<T>(Variable<T> x, ReadOnlySpan<char> letters, ReadOnlySpan<char> wanted)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (letters.SequenceEqual(wanted))
        {
            return x;
        }

        Span<int> permutation = stackalloc int[wanted.Length];
        for (int axis = 0; axis < wanted.Length; axis++)
        {
            permutation[axis] = letters.IndexOf(wanted[axis]);
        }

        return PermuteOperation<T>.Record(x, permutation);
    }

    /// <summary>The product of two reduced operands, summed over the common letters that the result has not.</summary>
    public static Variable<T> Multiply<T>(
        Variable<T> a, ReadOnlySpan<char> lettersA, Variable<T> b, ReadOnlySpan<char> lettersB, ReadOnlySpan<char> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<char> memory = stackalloc char[4 * Alphabet];
        ReadOnlySpan<char> batch = Choose(result, lettersA, true, lettersB, true, memory);
        ReadOnlySpan<char> left = Choose(lettersA, lettersB, false, result, true, memory[Alphabet..]);
        ReadOnlySpan<char> right = Choose(lettersB, lettersA, false, result, true, memory[(2 * Alphabet)..]);
        ReadOnlySpan<char> inner = Choose(lettersA, lettersB, true, result, false, memory[(3 * Alphabet)..]);
        if (inner.IsEmpty)
        {
            return Spread(a, lettersA, result) * Spread(b, lettersB, result);
        }

        Variable<T> matricesA = Matrices(a, lettersA, batch, left, inner, out bool transposeA);
        Variable<T> matricesB = Matrices(b, lettersB, batch, inner, right, out bool transposeB);
        Variable<T> product = MatMulOperation<T>.Record(matricesA, matricesB, transposeA, transposeB);
        Span<char> order = stackalloc char[3 * Alphabet];
        order = Join(batch, left, right, order);
        Span<int> sizes = stackalloc int[order.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int place = lettersA.IndexOf(order[axis]);
            sizes[axis] = place >= 0 ? a.Tape.SizesAt(a.Id)[place] : b.Tape.SizesAt(b.Id)[lettersB.IndexOf(order[axis])];
        }

        return InOrder(product.Reshape(sizes), order, result);
    }

    private static Variable<T> TakeDiagonal<T>(Variable<T> x, ref Span<char> letters, int twin, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        char letter = letters[axis];
        Span<int> permutation = stackalloc int[letters.Length];
        int count = 0;
        for (int other = 0; other < letters.Length; other++)
        {
            if (other != twin && other != axis)
            {
                letters[count] = letters[other];
                permutation[count++] = other;
            }
        }

        (permutation[count], permutation[count + 1]) = (twin, axis);
        letters[count] = letter;
        letters = letters[..(count + 1)];
        return PermuteOperation<T>.Record(x, permutation).Diagonal();
    }

    // Every letter of the result is an axis: those that the operand has not, of size 1.
    private static Variable<T> Spread<T>(Variable<T> x, ReadOnlySpan<char> letters, ReadOnlySpan<char> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<char> own = stackalloc char[result.Length];
        Span<int> sizes = stackalloc int[result.Length];
        int count = 0;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int place = letters.IndexOf(result[axis]);
            sizes[axis] = place < 0 ? 1 : x.Tape.SizesAt(x.Id)[place];
            if (place >= 0)
            {
                own[count++] = result[axis];
            }
        }

        return InOrder(x, letters, own[..count]).Reshape(sizes);
    }

    // [batch..., rows, columns], where both of the last stand for any number of letters; transposed if the letters stand that way.
    private static Variable<T> Matrices<T>(
        Variable<T> x, ReadOnlySpan<char> letters, ReadOnlySpan<char> batch, ReadOnlySpan<char> rows, ReadOnlySpan<char> columns, out bool transposed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<char> order = stackalloc char[3 * Alphabet];
        order = Join(batch, columns, rows, order);
        transposed = letters.SequenceEqual(order);
        order = transposed ? order : Join(batch, rows, columns, order);
        Variable<T> ordered = InOrder(x, letters, order);
        ReadOnlySpan<int> from = x.Tape.SizesAt(ordered.Id);
        Span<int> sizes = stackalloc int[batch.Length + 2];
        from[..batch.Length].CopyTo(sizes);
        int first = transposed ? columns.Length : rows.Length;
        sizes[^2] = Shape.CheckedLength(from.Slice(batch.Length, first));
        sizes[^1] = Shape.CheckedLength(from[(batch.Length + first)..]);
        return ordered.Reshape(sizes);
    }

    private static Span<char> Join(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third, Span<char> memory)
    {
        first.CopyTo(memory);
        second.CopyTo(memory[first.Length..]);
        third.CopyTo(memory[(first.Length + second.Length)..]);
        return memory[..(first.Length + second.Length + third.Length)];
    }

    private static ReadOnlySpan<char> Choose(
        ReadOnlySpan<char> letters, ReadOnlySpan<char> one, bool inOne, ReadOnlySpan<char> other, bool inOther, Span<char> memory)
    {
        int count = 0;
        foreach (char letter in letters)
        {
            if (one.Contains(letter) == inOne && other.Contains(letter) == inOther)
            {
                memory[count++] = letter;
            }
        }

        return memory[..count];
    }
}
