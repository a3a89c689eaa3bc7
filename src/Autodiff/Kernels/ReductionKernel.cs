using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>The loops of a reduction, for one width of lane and one operation.</summary>
internal static unsafe class ReductionKernel<L, T, F>
    where L : unmanaged, ILane<L, T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where F : struct, IReductionFold<L, T>
{
    // A block is reduced by running accumulators: so many steps one after the other that their rounding errors stay far below
    // 1e-6 in float32, and enough that the cascade costs little.
    private const int RowSteps = 16;
    private const int ColumnSteps = 32;

    /// <summary>The blocks that a single long row is cut into; how many numbers each has.</summary>
    public static nint BlockLength => RowSteps * 8 * L.Count;

    /// <summary>y (+)= scale reduction(x) by a plan that is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* x, ref ReductionPlan plan, T* y, T scale, bool accumulate, int threads)
    {
        if (threads < 2 || plan.Length < 4 * Pointwise.LeastPart)
        {
            RunKept(x, ref plan, y, scale, accumulate, 0, plan.Kept.Count);
        }
        else
        {
            ReductionParts<L, T, F>.Run(x, ref plan, y, scale, accumulate, threads);
        }
    }

    /// <summary>Some of the positions of the kept axes; the plan stands at the first of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunKept(T* x, ref ReductionPlan plan, T* y, T scale, bool accumulate, nint first, nint count)
    {
        y += first * plan.Width;
        if (plan.Width == 1)
        {
            if (plan.Reduced.Count == 1 && plan.Run <= L.Count)
            {
                ShortRows(x + (first * plan.Run), plan.Run, count, y, scale, accumulate);
            }
            else
            {
                Rows(x, ref plan, count, y, scale, accumulate);
            }

            return;
        }

        for (nint o = 0; o < count; o++)
        {
            Columns(x + plan.Kept.Offset, ref plan, y, scale, accumulate, 0, plan.Width);
            y += plan.Width;
            plan.Kept.Next();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(T* y, T value, T scale, bool accumulate)
        => *y = accumulate ? T.MultiplyAddEstimate(scale, value, *y) : scale * value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* y, L value, L scale, bool accumulate)
        => L.Store(accumulate ? L.MultiplyAdd(scale, value, L.Load(y)) : scale * value, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* y, L value, L scale, bool accumulate, int count)
        => L.Store(accumulate ? L.MultiplyAdd(scale, value, L.Load(y, count)) : scale * value, y, count);

    // Rows that fit one lane.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortRows(T* x, int length, nint rows, T* y, T scale, bool accumulate)
    {
        if (length == L.Count)
        {
            for (nint row = 0; row < rows; row++, x += length)
            {
                Write(y + row, F.Across(F.Of(L.Load(x))), scale, accumulate);
            }

            return;
        }

        var mask = ReductionTail.First<L, T>(length);
        var neutral = F.Neutral;
        for (nint row = 0; row < rows; row++, x += length)
        {
            Write(y + row, F.Across(L.Select(mask, F.Of(L.Load(x, length)), neutral)), scale, accumulate);
        }
    }

    // The last axis is reduced: lanes run along it, and for each result there is one cascade of lanes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void Rows(T* x, ref ReductionPlan plan, nint results, T* y, T scale, bool accumulate)
    {
        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        nint count = L.Count;
        nint length = plan.Run;
        var tail = (int)(length % count);
        var mask = ReductionTail.First<L, T>(tail);
        nint outer = plan.Reduced.Count;
        for (nint result = 0; result < results; result++)
        {
            uint blocks = 0;
            for (nint o = 0; o < outer; o++)
            {
                var p = x + plan.Kept.Offset + plan.Reduced.Offset;
                for (var rest = length; rest > 0;)
                {
                    var size = rest < BlockLength ? rest : BlockLength;
                    ReductionCascade.Push<L, T, F>(levels, count, blocks, Block(p, size, tail, mask));
                    rest -= size;
                    p += size;
                    blocks++;
                }

                plan.Reduced.Next();
            }

            Write(y + result, F.Across(ReductionCascade.Total<L, T, F>(levels, count, blocks)), scale, accumulate);
            plan.Kept.Next();
        }
    }

    /// <summary>At most a block of neighbours. Only the last block of a row has a tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Block(T* p, nint size, int tail, Mask<L> mask)
    {
        nint count = L.Count;
        var a = F.Neutral;
        var b = a;
        var c = a;
        var d = a;
        var e = a;
        var f = a;
        var g = a;
        var h = a;
        for (; size >= 8 * count; size -= 8 * count, p += 8 * count)
        {
            a = F.Combine(a, F.Of(L.Load(p)));
            b = F.Combine(b, F.Of(L.Load(p + count)));
            c = F.Combine(c, F.Of(L.Load(p + 2 * count)));
            d = F.Combine(d, F.Of(L.Load(p + 3 * count)));
            e = F.Combine(e, F.Of(L.Load(p + 4 * count)));
            f = F.Combine(f, F.Of(L.Load(p + 5 * count)));
            g = F.Combine(g, F.Of(L.Load(p + 6 * count)));
            h = F.Combine(h, F.Of(L.Load(p + 7 * count)));
        }

        if (size >= 4 * count)
        {
            a = F.Combine(a, F.Of(L.Load(p)));
            b = F.Combine(b, F.Of(L.Load(p + count)));
            c = F.Combine(c, F.Of(L.Load(p + 2 * count)));
            d = F.Combine(d, F.Of(L.Load(p + 3 * count)));
            size -= 4 * count;
            p += 4 * count;
        }

        if (size >= 2 * count)
        {
            e = F.Combine(e, F.Of(L.Load(p)));
            f = F.Combine(f, F.Of(L.Load(p + count)));
            size -= 2 * count;
            p += 2 * count;
        }

        if (size >= count)
        {
            g = F.Combine(g, F.Of(L.Load(p)));
            size -= count;
            p += count;
        }

        if (size > 0)
        {
            h = F.Combine(h, L.Select(mask, F.Of(L.Load(p, tail)), F.Neutral));
        }

        a = F.Combine(F.Combine(a, e), F.Combine(c, g));
        b = F.Combine(F.Combine(b, f), F.Combine(d, h));
        return F.Combine(a, b);
    }

    // The last axis is kept: lanes lie across it, in strips.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(T* x, ref ReductionPlan plan, T* y, T scale, bool accumulate, nint column, nint end)
    {
        for (; end - column >= 8 * L.Count; column += 8 * L.Count)
        {
            WideStrip(x + column, ref plan, y + column, scale, accumulate);
        }

        for (; column < end; column += L.Count)
        {
            var rest = end - column;
            NarrowStrip(x + column, ref plan, y + column, scale, accumulate, (int)(rest < L.Count ? rest : L.Count));
        }
    }

    // Eight lanes of columns, one accumulator each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void WideStrip(T* x, ref ReductionPlan plan, T* y, T scale, bool accumulate)
    {
        nint count = L.Count;
        nint strip = 8 * count;
        var levels = stackalloc T[ReductionCascade.Levels * 8 * L.Count];
        nint width = plan.Width;
        nint outer = plan.Reduced.Count;
        uint blocks = 0;
        for (nint o = 0; o < outer; o++)
        {
            var p = x + plan.Reduced.Offset;
            for (nint rest = plan.Run; rest > 0;)
            {
                var a = F.Neutral;
                var b = a;
                var c = a;
                var d = a;
                var e = a;
                var f = a;
                var g = a;
                var h = a;
                var steps = rest < ColumnSteps ? rest : ColumnSteps;
                rest -= steps;
                for (; steps > 0; steps--, p += width)
                {
                    a = F.Combine(a, F.Of(L.Load(p)));
                    b = F.Combine(b, F.Of(L.Load(p + count)));
                    c = F.Combine(c, F.Of(L.Load(p + 2 * count)));
                    d = F.Combine(d, F.Of(L.Load(p + 3 * count)));
                    e = F.Combine(e, F.Of(L.Load(p + 4 * count)));
                    f = F.Combine(f, F.Of(L.Load(p + 5 * count)));
                    g = F.Combine(g, F.Of(L.Load(p + 6 * count)));
                    h = F.Combine(h, F.Of(L.Load(p + 7 * count)));
                }

                ReductionCascade.Push<L, T, F>(levels, strip, blocks, a);
                ReductionCascade.Push<L, T, F>(levels + count, strip, blocks, b);
                ReductionCascade.Push<L, T, F>(levels + 2 * count, strip, blocks, c);
                ReductionCascade.Push<L, T, F>(levels + 3 * count, strip, blocks, d);
                ReductionCascade.Push<L, T, F>(levels + 4 * count, strip, blocks, e);
                ReductionCascade.Push<L, T, F>(levels + 5 * count, strip, blocks, f);
                ReductionCascade.Push<L, T, F>(levels + 6 * count, strip, blocks, g);
                ReductionCascade.Push<L, T, F>(levels + 7 * count, strip, blocks, h);
                blocks++;
            }

            plan.Reduced.Next();
        }

        var factor = L.Create(scale);
        for (nint lane = 0; lane < strip; lane += count)
        {
            Write(y + lane, ReductionCascade.Total<L, T, F>(levels + lane, strip, blocks), factor, accumulate);
        }
    }

    // One lane of columns, or the first part of one, with four rows at a time in accumulators of their own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private static void NarrowStrip(T* x, ref ReductionPlan plan, T* y, T scale, bool accumulate, int columns)
    {
        nint count = L.Count;
        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        nint width = plan.Width;
        nint outer = plan.Reduced.Count;
        uint blocks = 0;
        for (nint o = 0; o < outer; o++)
        {
            var p = x + plan.Reduced.Offset;
            for (nint rest = plan.Run; rest > 0;)
            {
                var steps = rest < 4 * ColumnSteps ? rest : 4 * ColumnSteps;
                rest -= steps;
                var a = F.Neutral;
                var b = a;
                var c = a;
                var d = a;
                if (columns == count)
                {
                    for (; steps >= 4; steps -= 4, p += 4 * width)
                    {
                        a = F.Combine(a, F.Of(L.Load(p)));
                        b = F.Combine(b, F.Of(L.Load(p + width)));
                        c = F.Combine(c, F.Of(L.Load(p + 2 * width)));
                        d = F.Combine(d, F.Of(L.Load(p + 3 * width)));
                    }

                    for (; steps > 0; steps--, p += width)
                    {
                        a = F.Combine(a, F.Of(L.Load(p)));
                    }
                }
                else
                {
                    for (; steps >= 4; steps -= 4, p += 4 * width)
                    {
                        a = F.Combine(a, F.Of(L.Load(p, columns)));
                        b = F.Combine(b, F.Of(L.Load(p + width, columns)));
                        c = F.Combine(c, F.Of(L.Load(p + 2 * width, columns)));
                        d = F.Combine(d, F.Of(L.Load(p + 3 * width, columns)));
                    }

                    for (; steps > 0; steps--, p += width)
                    {
                        a = F.Combine(a, F.Of(L.Load(p, columns)));
                    }
                }

                ReductionCascade.Push<L, T, F>(levels, count, blocks, F.Combine(F.Combine(a, c), F.Combine(b, d)));
                blocks++;
            }

            plan.Reduced.Next();
        }

        var total = ReductionCascade.Total<L, T, F>(levels, count, blocks);
        if (columns == count)
        {
            Write(y, total, L.Create(scale), accumulate);
        }
        else
        {
            Write(y, total, L.Create(scale), accumulate, columns);
        }
    }
}
