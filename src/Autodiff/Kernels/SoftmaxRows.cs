using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Rows of contiguous numbers: for each its greatest m, the sum s of e^(x - m), and if wanted the softmax e^(x - m) / s. Softmax,
/// log-softmax, log-sum-exp and cross-entropy all begin here.
/// </summary>
internal static unsafe class SoftmaxRows<L, T>
    where L : unmanaged, ILane<L, T>, IReal<L>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The greatest number of rows in a block.</summary>
    public const int MaxBlock = Softmax.RowUnit;

    // So many steps of one accumulator, then the cascade.
    private const int Steps = 32;

    // Rows up to this length are worth turning into columns.
    private const int LongestTransposed = 32;

    /// <summary>How many rows to take at a time so that they stay in the first-level cache between two passes.</summary>
    public static nint Block(nint length) => Math.Clamp(4096 / Math.Max(length, 1), 1, MaxBlock);

    /// <summary>The statistics of a block of rows.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">How many rows follow each other, at most <see cref="MaxBlock"/>.</param>
    /// <param name="length">The length of a row, not 0.</param>
    /// <param name="y">Where to write the softmax, or null.</param>
    /// <param name="greatest">Where to write m for each row.</param>
    /// <param name="sums">Where to write s for each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* x, nint rows, nint length, T* y, T* greatest, T* sums)
    {
        if (length <= LongestTransposed && L.Count > 1)
        {
            var whole = rows - rows % L.Count;
            Transposed(x, whole, length, y, greatest, sums);
            rows -= whole;
            x += whole * length;
            y = y is null ? null : y + whole * length;
            greatest += whole;
            sums += whole;
        }

        if (length <= L.Count)
        {
            Short(x, rows, (int)length, y, greatest, sums);
            return;
        }

        var tail = ReductionTail.First<L, T>((int)(length % L.Count));
        for (nint row = 0; row < rows; row++, x += length)
        {
            var max = Greatest(x, length, tail);
            var sum = Exponentials(x, length, max, y, tail);
            greatest[row] = max;
            sums[row] = sum;
            if (y is not null)
            {
                Normalize(y, length, sum);
                y += length;
            }
        }
    }

    // As many short rows as a lane has places are turned into columns, which need no sums across a lane.
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void Transposed(T* x, nint rows, nint length, T* y, T* greatest, T* sums)
    {
        nint count = L.Count;
        var scratch = stackalloc T[LongestTransposed * L.Count];
        for (nint row = 0; row < rows; row += count, x += count * length)
        {
            TranspositionKernel.Transpose(x, length, scratch, count, count, length, accumulate: false);
            SoftmaxColumns<L, T>.Run(scratch, length, count, L.Count, y is null ? null : scratch, out var max, out var sum);
            L.Store(max, greatest + row);
            L.Store(sum, sums + row);
            if (y is not null)
            {
                TranspositionKernel.Transpose(scratch, count, y, length, length, count, accumulate: false);
                y += count * length;
            }
        }
    }

    // Rows that fit one lane stay in registers from load to store.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Short(T* x, nint rows, int length, T* y, T* greatest, T* sums)
    {
        var full = length == L.Count;
        var mask = ReductionTail.First<L, T>(full ? 0 : length);
        for (nint row = 0; row < rows; row++, x += length)
        {
            var value = full ? L.Load(x) : L.Select(mask, L.Load(x, length), double.NegativeInfinity);
            var max = L.Greatest(value);
            var exponential = SoftmaxRange<L, T>.Exp(value - L.Create(max));
            if (!full)
            {
                exponential = L.Select(mask, exponential, 0.0);
            }

            var sum = L.Sum(exponential);
            greatest[row] = max;
            sums[row] = sum;
            if (y is not null)
            {
                var total = L.Create(sum);
                var result = SoftmaxRange<L, T>.ZeroBelow(exponential, SoftmaxRange<L, T>.Least * total) * ((L)1.0 / total);
                if (full)
                {
                    L.Store(result, y);
                }
                else
                {
                    L.Store(result, y, length);
                }

                y += length;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Greatest(T* x, nint length, Mask<L> tail)
    {
        nint count = L.Count;
        L a = double.NegativeInfinity;
        var b = a;
        var c = a;
        var d = a;
        for (; length >= 4 * count; length -= 4 * count, x += 4 * count)
        {
            a = L.Max(a, L.Load(x));
            b = L.Max(b, L.Load(x + count));
            c = L.Max(c, L.Load(x + 2 * count));
            d = L.Max(d, L.Load(x + 3 * count));
        }

        for (; length >= count; length -= count, x += count)
        {
            a = L.Max(a, L.Load(x));
        }

        if (length > 0)
        {
            b = L.Max(b, L.Select(tail, L.Load(x, (int)length), double.NegativeInfinity));
        }

        return L.Greatest(L.Max(L.Max(a, b), L.Max(c, d)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static T Exponentials(T* x, nint length, T max, T* y, Mask<L> tail)
    {
        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        nint count = L.Count;
        var shift = L.Create(max);
        uint blocks = 0;
        while (length > 0)
        {
            L sum = 0.0;
            var size = Math.Min(length, Steps * count);
            length -= size;
            for (; size >= count; size -= count, x += count)
            {
                var exponential = SoftmaxRange<L, T>.Exp(L.Load(x) - shift);
                sum += exponential;
                if (y is not null)
                {
                    L.Store(exponential, y);
                    y += count;
                }
            }

            if (size > 0)
            {
                var exponential = L.Select(tail, SoftmaxRange<L, T>.Exp(L.Load(x, (int)size) - shift), 0.0);
                sum += exponential;
                if (y is not null)
                {
                    L.Store(exponential, y, (int)size);
                }
            }

            ReductionCascade.Push<L, T, SumFold<L, T>>(levels, count, blocks, sum);
            blocks++;
        }

        return L.Sum(ReductionCascade.Total<L, T, SumFold<L, T>>(levels, count, blocks));
    }

    // y / sum, 0 where that would be subnormal.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normalize(T* y, nint length, T sum)
    {
        nint count = L.Count;
        var total = L.Create(sum);
        var factor = (L)1.0 / total;
        var least = SoftmaxRange<L, T>.Least * total;
        for (; length >= count; length -= count, y += count)
        {
            var value = L.Load(y);
            L.Store(SoftmaxRange<L, T>.ZeroBelow(value, least) * factor, y);
        }

        if (length > 0)
        {
            var value = L.Load(y, (int)length);
            L.Store(SoftmaxRange<L, T>.ZeroBelow(value, least) * factor, y, (int)length);
        }
    }
}
