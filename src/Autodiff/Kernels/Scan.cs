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
    // A running sum in float32 loses digits with each step: so many steps from 0, then the block is put on what came before it.
    private const int Block = 1024;

    /// <summary>y[i] = x[0] + ... + x[i].</summary>
    public static void Sum<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<T> y, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x.Length, outer, length, inner, y.Length);
        for (int at = 0; at < y.Length; at += length * inner)
        {
            Steps steps = new(at, length, inner, reverse);
            if (inner == 1)
            {
                SumOfNumbers(x, steps, length, y);
            }
            else
            {
                SumOfRows(x, steps, length, inner, y);
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

    private static void SumOfNumbers<T>(ReadOnlySpan<T> x, Steps steps, int length, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T before = T.Zero;
        int place = steps.First;
        for (int i = 0; i < length;)
        {
            T sum = T.Zero;
            for (int end = Math.Min(i + Block, length); i < end; i++, place += steps.Next)
            {
                sum += x[place];
                y[place] = before + sum;
            }

            before += sum;
        }
    }

    private static void SumOfRows<T>(ReadOnlySpan<T> x, Steps steps, int length, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int place = steps.First;
        for (int i = 0; i < length;)
        {
            int begin = i;
            int first = place;
            x.Slice(place, inner).CopyTo(y[place..]);
            int end = Math.Min(i + Block, length);
            for (i++, place += steps.Next; i < end; i++, place += steps.Next)
            {
                TensorPrimitives.Add(y.Slice(place - steps.Next, inner), x.Slice(place, inner), y.Slice(place, inner));
            }

            if (begin == 0)
            {
                continue;
            }

            ReadOnlySpan<T> before = y.Slice(first - steps.Next, inner);
            for (int row = first; begin < end; begin++, row += steps.Next)
            {
                TensorPrimitives.Add(y.Slice(row, inner), before, y.Slice(row, inner));
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
