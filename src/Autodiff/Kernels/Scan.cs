using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Running sums, products and recurrences along one axis of a dense row-major array, seen as (outer, length, inner): what lies
/// before the axis, its size, and what lies behind it. In reverse they run from the end of the axis to its beginning.
/// </summary>
/// <remarks>Along the last axis (inner 1) number by number; along another one a whole row of inner numbers at a time.</remarks>
internal static class Scan
{
    // A running sum in float32 loses digits with each step: so many steps from 0, then so many such blocks on each other, and so on.
    private const int Block = 128;

    /// <summary>y[i] = x[0] + ... + x[i].</summary>
    public static void Sum<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x.Length, outer, length, inner, y.Length);
        for (int at = 0; at < y.Length; at += length * inner)
        {
            Steps steps = new(at, length, inner, reverse);
            SumOfBlocks(x, steps, length, inner, y);
            for (long size = Block; size < length; size *= Block)
            {
                Join(steps, (int)size, length, inner, y);
            }
        }
    }

    /// <summary>y[0] = 1 and y[i + 1] = y[i] x[i]: for each place the product of all places before it.</summary>
    public static void ProductBefore<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x.Length, outer, length, inner, y.Length);
        for (int at = 0; at < y.Length; at += length * inner)
        {
            Steps steps = new(at, length, inner, reverse);
            if (inner == 1)
            {
                T product = T.One;
                for (int i = 0, place = steps.First; i < length; i++, place += steps.Next)
                {
                    y[place] = product;
                    product *= x[place];
                }

                continue;
            }

            y.Slice(steps.First, inner).Fill(T.One);
            for (int i = 1, place = steps.First; i < length; i++, place += steps.Next)
            {
                TensorPrimitives.Multiply(y.Slice(place, inner), x.Slice(place, inner), y.Slice(place + steps.Next, inner));
            }
        }
    }

    /// <summary>y[0] = 0, y[1] = b[0] and y[i + 1] = a[i] y[i] + b[i].</summary>
    public static void Recurrence<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, int outer, int length, int inner, Span<T> y, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(a.Length, outer, length, inner, y.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, y.Length);
        for (int at = 0; at < y.Length; at += length * inner)
        {
            Steps steps = new(at, length, inner, reverse);
            y.Slice(steps.First, inner).Clear();
            if (length == 1)
            {
                continue;
            }

            // The first step does not multiply the 0: a[0] may be infinite.
            b.Slice(steps.First, inner).CopyTo(y[(steps.First + steps.Next)..]);
            for (int i = 2, place = steps.First + steps.Next; i < length; i++, place += steps.Next)
            {
                if (inner == 1)
                {
                    y[place + steps.Next] = (a[place] * y[place]) + b[place];
                }
                else
                {
                    TensorPrimitives.MultiplyAdd(
                        a.Slice(place, inner), y.Slice(place, inner), b.Slice(place, inner), y.Slice(place + steps.Next, inner));
                }
            }
        }
    }

    // Running sums that begin anew with every block.
    private static void SumOfBlocks<T>(ReadOnlySpan<T> x, Steps steps, int length, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0, place = steps.First; i < length;)
        {
            int end = Math.Min(i + Block, length);
            if (inner == 1)
            {
                T sum = T.Zero;
                for (; i < end; i++, place += steps.Next)
                {
                    sum += x[place];
                    y[place] = sum;
                }

                continue;
            }

            x.Slice(place, inner).CopyTo(y[place..]);
            for (i++, place += steps.Next; i < end; i++, place += steps.Next)
            {
                TensorPrimitives.Add(y.Slice(place - steps.Next, inner), x.Slice(place, inner), y.Slice(place, inner));
            }
        }
    }

    // Puts runs of so many places on each other: within each group of runs, a run on the last sum of the one before it.
    private static void Join<T>(Steps steps, int size, int length, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int run = 1, i = size; i < length; run++, i += Math.Min(size, length - i))
        {
            if (run % Block == 0)
            {
                continue;
            }

            int end = i + Math.Min(size, length - i);
            ReadOnlySpan<T> before = y.Slice(steps.First + ((i - 1) * steps.Next), inner);
            if (inner == 1)
            {
                int first = steps.Next > 0 ? steps.First + i : steps.First - (end - 1);
                Span<T> numbers = y.Slice(first, end - i);
                TensorPrimitives.Add(numbers, before[0], numbers);
                continue;
            }

            for (int row = i, place = steps.First + (i * steps.Next); row < end; row++, place += steps.Next)
            {
                TensorPrimitives.Add(y.Slice(place, inner), before, y.Slice(place, inner));
            }
        }
    }

    private static void Check(int count, int outer, int length, int inner, int results)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, checked(outer * length * inner));
        ArgumentOutOfRangeException.ThrowIfNotEqual(results, count);
    }

    /// <summary>Where a walk along the axis begins, and how far it is from one place to the next.</summary>
    private readonly struct Steps(int at, int length, int inner, bool reverse)
    {
        public readonly int First = reverse ? at + ((length - 1) * inner) : at;
        public readonly int Next = reverse ? -inner : inner;
    }
}
