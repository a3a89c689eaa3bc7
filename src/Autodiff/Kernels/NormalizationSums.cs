using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>What is summed over a group of numbers x, with a second array g beside them.</summary>
internal interface INormalizationTerm<L>
    where L : struct, IReal<L>
{
    /// <summary>The term, <paramref name="x"/> being the number itself and <paramref name="centred"/> the number less the mean.</summary>
    static abstract L Of(L x, L centred, L g);
}

/// <summary>The sum of x.</summary>
internal readonly struct ValueTerm<L> : INormalizationTerm<L>
    where L : struct, IReal<L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L x, L centred, L g) => x;
}

/// <summary>The sum of (x - mean)^2.</summary>
internal readonly struct SquareTerm<L> : INormalizationTerm<L>
    where L : struct, IReal<L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L x, L centred, L g) => centred * centred;
}

/// <summary>The sum of g.</summary>
internal readonly struct OtherTerm<L> : INormalizationTerm<L>
    where L : struct, IReal<L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L x, L centred, L g) => g;
}

/// <summary>The sum of g (x - mean).</summary>
internal readonly struct ProductTerm<L> : INormalizationTerm<L>
    where L : struct, IReal<L>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Of(L x, L centred, L g) => g * centred;
}

/// <summary>Sums over one group, pairwise in an order that its sizes alone decide.</summary>
internal static unsafe class NormalizationSums<L, T>
    where L : unmanaged, ILane<L, T>, IReal<L>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // So many steps of each accumulator, then the cascade.
    private const int Steps = 16;

    /// <summary>The sum of a term over the runs of a group.</summary>
    /// <param name="x">The first number of the group.</param>
    /// <param name="g">The number beside it in the other array.</param>
    /// <param name="groups">How the numbers lie.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="tail">The mask of the last numbers of a run, which do not fill a lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static T Sum<F>(T* x, T* g, in NormalizationGroups groups, T mean, Mask<L> tail)
        where F : struct, INormalizationTerm<L>
    {
        var levels = stackalloc T[ReductionCascade.Levels * L.Count];
        nint count = L.Count;
        var block = 4 * Steps * count;
        var shift = L.Create(mean);
        uint blocks = 0;
        for (nint run = 0; run < groups.Runs; run++, x += groups.RunStride, g += groups.RunStride)
        {
            var p = x;
            var q = g;
            for (nint rest = groups.Length; rest > 0;)
            {
                var size = Math.Min(rest, block);
                rest -= size;
                L a = 0.0;
                L b = 0.0;
                L c = 0.0;
                L d = 0.0;
                for (; size >= 4 * count; size -= 4 * count, p += 4 * count, q += 4 * count)
                {
                    a += Term<F>(p, q, shift);
                    b += Term<F>(p + count, q + count, shift);
                    c += Term<F>(p + (2 * count), q + (2 * count), shift);
                    d += Term<F>(p + (3 * count), q + (3 * count), shift);
                }

                for (; size >= count; size -= count, p += count, q += count)
                {
                    a += Term<F>(p, q, shift);
                }

                if (size > 0)
                {
                    var last = L.Load(p, (int)size);
                    b += L.Select(tail, F.Of(last, last - shift, L.Load(q, (int)size)), 0.0);
                }

                ReductionCascade.Push<L, T, SumFold<L, T>>(levels, count, blocks, (a + c) + (b + d));
                blocks++;
            }
        }

        return L.Sum(ReductionCascade.Total<L, T, SumFold<L, T>>(levels, count, blocks));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Term<F>(T* p, T* q, L shift)
        where F : struct, INormalizationTerm<L>
    {
        var x = L.Load(p);
        return F.Of(x, x - shift, L.Load(q));
    }
}
