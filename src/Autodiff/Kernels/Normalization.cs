using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Autodiff.Kernels;

/// <summary>
/// Groups of numbers that are normalised together. A group is made of runs of contiguous numbers: one for a row, one an image for
/// a channel.
/// </summary>
internal readonly record struct NormalizationGroups(int Count, int Runs, int Length, int RunStride, int Stride)
{
    /// <summary>How many numbers a group has.</summary>
    public int Size => Runs * Length;

    /// <summary>Rows of contiguous numbers.</summary>
    public static NormalizationGroups Rows(int rows, int length) => new(rows, 1, length, 0, length);

    /// <summary>The channels of [images, channels, length].</summary>
    public static NormalizationGroups Channels(int images, int channels, int length) => new(channels, images, length, channels * length, length);
}

/// <summary>
/// Groups brought to mean 0 and variance 1, and what hands seeds back. The variance is the mean of the squares of what is left when
/// the mean is gone: two passes, so that a large mean costs no digits.
/// </summary>
internal static unsafe class Normalization
{
    /// <summary>The mean and the biased variance of each group.</summary>
    public static void Statistics<T>(ReadOnlySpan<T> x, in NormalizationGroups groups, Span<T> mean, Span<T> variance, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pm = mean, pv = variance)
        {
            var action = new StatisticsInLanes<T>(px, groups, pm, pv);
            Workers.RunRange(threads, groups.Count, 1 + (Pointwise.LeastPart / Math.Max(groups.Size, 1)), 1, ref action);
        }
    }

    /// <summary>y = (x - mean) factor + shift, where factor and shift are of the group, times and plus a number of each place, if given.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="groups">How they lie.</param>
    /// <param name="mean">What is taken from each group.</param>
    /// <param name="factor">What each group is multiplied with.</param>
    /// <param name="shift">What is added to each group, or nothing.</param>
    /// <param name="weights">What each place of a run is multiplied with, or nothing; next run's follow after <paramref name="weightStride"/>.</param>
    /// <param name="weightStride">0 if all groups have the same weights, else the length of a group.</param>
    /// <param name="offsets">What is added to each place of a run, or nothing; the same for all groups.</param>
    /// <param name="y">The result.</param>
    /// <param name="threads">How many threads may be busy.</param>
    public static void Scale<T>(
        ReadOnlySpan<T> x, in NormalizationGroups groups, ReadOnlySpan<T> mean, ReadOnlySpan<T> factor, ReadOnlySpan<T> shift, ReadOnlySpan<T> weights, int weightStride, ReadOnlySpan<T> offsets, Span<T> y, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pm = mean, pf = factor, ps = shift, pw = weights, po = offsets, py = y)
        {
            var action = new ScaleInLanes<T>(px, groups, pm, pf, ps, pw, weightStride, po, py);
            Workers.RunRange(threads, groups.Count, 1 + (Pointwise.LeastPart / Math.Max(groups.Size, 1)), 1, ref action);
        }
    }

    /// <summary>The sums of g and of g (x - mean) over each group.</summary>
    public static void Sums<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> g, in NormalizationGroups groups, ReadOnlySpan<T> mean, Span<T> sum, Span<T> product, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pg = g, pm = mean, ps = sum, pp = product)
        {
            var action = new SumsInLanes<T>(px, pg, groups, pm, ps, pp);
            Workers.RunRange(threads, groups.Count, 1 + (Pointwise.LeastPart / Math.Max(groups.Size, 1)), 1, ref action);
        }
    }

    /// <summary>target (+)= (g - a - (x - mean) b) factor, where a, b and factor are of the group; g may be the target.</summary>
    public static void Project<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> g, in NormalizationGroups groups, ReadOnlySpan<T> mean, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> factor, Span<T> target, bool accumulate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pg = g, pm = mean, pa = a, pb = b, pf = factor, pt = target)
        {
            var action = new ProjectInLanes<T>(px, pg, groups, pm, pa, pb, pf, pt, accumulate);
            Workers.RunRange(threads, groups.Count, 1 + (Pointwise.LeastPart / Math.Max(groups.Size, 1)), 1, ref action);
        }
    }

    private readonly struct StatisticsInLanes<T>(T* x, NormalizationGroups groups, T* mean, T* variance) : ILaneAction<T>, IRange<StatisticsInLanes<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public StatisticsInLanes<T> Slice(nint start, nint length) => new(x + (start * groups.Stride), groups with { Count = (int)length }, mean + start, variance + start);

        public void Run()
        {
            StatisticsInLanes<T> action = this;
            Lanes.Dispatch<T, StatisticsInLanes<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            var tail = ReductionTail.First<L, T>(groups.Length % L.Count);
            var size = T.CreateTruncating(groups.Size);
            var p = x;
            for (nint group = 0; group < groups.Count; group++, p += groups.Stride)
            {
                mean[group] = NormalizationSums<L, T>.Sum<ValueTerm<L>>(p, p, groups, T.Zero, tail) / size;
                variance[group] = NormalizationSums<L, T>.Sum<SquareTerm<L>>(p, p, groups, mean[group], tail) / size;
            }
        }
    }

    private readonly struct SumsInLanes<T>(T* x, T* g, NormalizationGroups groups, T* mean, T* sum, T* product)
        : ILaneAction<T>, IRange<SumsInLanes<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public SumsInLanes<T> Slice(nint start, nint length) => new(
            x + (start * groups.Stride), g + (start * groups.Stride), groups with { Count = (int)length }, mean + start, sum + start, product + start);

        public void Run()
        {
            SumsInLanes<T> action = this;
            Lanes.Dispatch<T, SumsInLanes<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            var tail = ReductionTail.First<L, T>(groups.Length % L.Count);
            var p = x;
            var q = g;
            for (nint group = 0; group < groups.Count; group++, p += groups.Stride, q += groups.Stride)
            {
                sum[group] = NormalizationSums<L, T>.Sum<OtherTerm<L>>(p, q, groups, mean[group], tail);
                product[group] = NormalizationSums<L, T>.Sum<ProductTerm<L>>(p, q, groups, mean[group], tail);
            }
        }
    }

    private readonly struct ScaleInLanes<T>(
        T* x, NormalizationGroups groups, T* mean, T* factor, T* shift, T* weights, nint weightStride, T* offsets, T* y)
        : ILaneAction<T>, IRange<ScaleInLanes<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ScaleInLanes<T> Slice(nint start, nint length) => new(
            x + (start * groups.Stride),
            groups with { Count = (int)length },
            mean + start,
            factor + start,
            shift is null ? null : shift + start,
            weights is null ? null : weights + (start * weightStride),
            weightStride,
            offsets,
            y + (start * groups.Stride));

        public void Run()
        {
            ScaleInLanes<T> action = this;
            Lanes.Dispatch<T, ScaleInLanes<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            nint length = groups.Length;
            var weight = weights;
            var weighted = weights is not null;
            var offset = offsets;
            var runs = groups.Runs;
            for (nint group = 0; group < groups.Count; group++, weight += weightStride)
            {
                var m = L.Create(mean[group]);
                var f = L.Create(factor[group]);
                var s = L.Create(shift is null ? T.Zero : shift[group]);
                for (nint run = 0; run < runs; run++)
                {
                    var start = (group * groups.Stride) + (run * groups.RunStride);
                    var p = x + start;
                    var q = y + start;
                    nint index = 0;
                    for (; index + count <= length; index += count)
                    {
                        var value = (L.Load(p + index) - m) * f;
                        value = weighted ? value * L.Load(weight + index) : value;
                        L.Store(value + (offset is null ? s : L.Load(offset + index)), q + index);
                    }

                    if (index < length)
                    {
                        var rest = (int)(length - index);
                        var value = (L.Load(p + index, rest) - m) * f;
                        value = weighted ? value * L.Load(weight + index, rest) : value;
                        L.Store(value + (offset is null ? s : L.Load(offset + index, rest)), q + index, rest);
                    }
                }
            }
        }
    }

    private readonly struct ProjectInLanes<T>(
        T* x, T* g, NormalizationGroups groups, T* mean, T* a, T* b, T* factor, T* target, bool accumulate)
        : ILaneAction<T>, IRange<ProjectInLanes<T>>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ProjectInLanes<T> Slice(nint start, nint length) => new(
            x + (start * groups.Stride),
            g + (start * groups.Stride),
            groups with { Count = (int)length },
            mean + start,
            a + start,
            b + start,
            factor + start,
            target + (start * groups.Stride),
            accumulate);

        public void Run()
        {
            ProjectInLanes<T> action = this;
            Lanes.Dispatch<T, ProjectInLanes<T>>(ref action);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Invoke<L>()
            where L : unmanaged, ILane<L, T>
        {
            nint count = L.Count;
            nint length = groups.Length;
            var runs = groups.Runs;
            var add = accumulate;
            for (nint group = 0; group < groups.Count; group++)
            {
                var m = L.Create(mean[group]);
                var constant = L.Create(a[group]);
                var slope = L.Create(b[group]);
                var f = L.Create(factor[group]);
                for (nint run = 0; run < runs; run++)
                {
                    var start = (group * groups.Stride) + (run * groups.RunStride);
                    var p = x + start;
                    var q = g + start;
                    var to = target + start;
                    nint index = 0;
                    for (; index + count <= length; index += count)
                    {
                        var value = (L.Load(q + index) - constant - ((L.Load(p + index) - m) * slope)) * f;
                        L.Store(add ? L.Load(to + index) + value : value, to + index);
                    }

                    if (index < length)
                    {
                        var rest = (int)(length - index);
                        var value = (L.Load(q + index, rest) - constant - ((L.Load(p + index, rest) - m) * slope)) * f;
                        L.Store(add ? L.Load(to + index, rest) + value : value, to + index, rest);
                    }
                }
            }
        }
    }
}
